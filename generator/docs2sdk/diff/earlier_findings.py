"""Find what lint would have said of the pages of a revision, so that it says only what has come since."""

from __future__ import annotations

from docs2sdk import workers
from docs2sdk.build import output_folder
from docs2sdk.catalog import assembly
from docs2sdk.config import BadSettings, Settings
from docs2sdk.diff import repositories, revisions
from docs2sdk.diff.revisions import NoPages
from docs2sdk.errors import UnreadableInput
from docs2sdk.lint import linter
from docs2sdk.overlays import overlay_files
from docs2sdk.overlays.overlay_files import OVERLAY_SUFFIX, Overlay
from docs2sdk.pages import run_inputs
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.workers import ProgressCallback


def find_earlier_findings(
    settings: Settings, revision: str, progress: ProgressCallback
) -> frozenset[str]:
    """Return the fingerprints of the findings that the pages of a revision have; none if it has no pages.

    Overlays in folders of the settings are those of today, so their findings are left out.  UnreadableInput if there is no
    such revision.
    """
    repository, paths = repositories.find_common_repository(settings.specs)
    try:
        tree, overlays = revisions.read_pages(repository, revision, paths)
    except NoPages:
        return frozenset()
    if settings.overlays:
        overlays = _read_overlays(settings, tree.base)
    builtin = run_inputs.read_builtin_overlays() if settings.builtin_overlays else ()
    overlays = (*overlays, *map(overlay_files.read_overlay, builtin))
    with workers.open_pool(settings.jobs) as pool:
        pages = tuple(assembly.parse_tree(tree, pool, progress))
    try:
        today = assembly.today_in_utc()
        catalog = assembly.assemble_catalog(settings, tree, pages, overlays, today)
    except (UnreadableInput, BadSettings):
        return frozenset()  # no action yet
    names = output_folder.read_python_output(settings.out).names
    findings = linter.lint_catalog(settings, tree, catalog, names).findings
    return frozenset(
        finding.fingerprint
        for finding in findings
        if not (settings.overlays and finding.location.path.endswith(OVERLAY_SUFFIX))
    )


def _read_overlays(settings: Settings, base: PageFolders) -> tuple[Overlay, ...]:
    return tuple(
        overlay
        for folder in run_inputs.find_overlay_folders(settings.overlays, base)
        for overlay in overlay_files.read_overlay_folder(folder, base.first)
    )
