"""``docs2sdk changelog``: write the changes since the last release as a section of a changelog, with the next version.

Exit codes: 0 written; 2 wrong usage, unreadable input, or written without a version because a changed page has errors.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import options, page_comparison
from docs2sdk.console import exit_on_errors, fail

if TYPE_CHECKING:
    from docs2sdk.config import Settings
    from docs2sdk.diff.policy import PolicyResult
    from docs2sdk.reports.change_sentences import Language
    from docs2sdk.reports.changelog import Audience


@click.command(
    short_help="Write a changelog between two versions of the pages.",
    epilog="Examples: docs2sdk changelog; docs2sdk changelog git:v1.0 git:v1.1 --lang zh",
)
@click.argument("old", required=False, type=options.PLACE)
@click.argument("new", required=False, type=options.PLACE)
@click.option(
    "--repo",
    type=options.PATH,
    metavar="DIR",
    help="Repository for git:REV and for tags. [default: the repository of the pages]",
)
@click.option(
    "--tags",
    default="*",
    metavar="PATTERN",
    help="Tags of releases: v*, client-*. [default: all tags with a version]",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    help="Language. [default: en]",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["users", "maintainers"]),
    default="users",
    help="Maintainers read changes of documentation, too, and fingerprints. [default: users]",
)
@options.out_file
def command(
    old: str | None,
    new: str | None,
    repo: Path | None,
    tags: str,
    lang: Language,
    audience: Audience,
    out: Path | None,
) -> None:
    """Write the changes from OLD to NEW in Markdown: grouped by service, breaking changes first, with the next version.

    OLD and NEW are as in `docs2sdk diff`. OLD defaults to the last release, the tag of the highest version before HEAD;
    NEW defaults to the current pages.

    The next version follows semantic versioning: a breaking change requires a major version, a risky or additive one a
    minor version, any other a patch; before 1.0 a breaking change requires a minor version and any other a patch. If a
    changed page has errors, the next version is unknown: the section has none, and the exit code is 2. Levels and
    accepted changes come from [tool.docs2sdk.diff].
    """
    from docs2sdk import config

    with exit_on_errors():
        settings = config.load_settings(Path.cwd(), {})
        if not (old and new):
            _check_pages(settings)
        before, version = _find_release(settings, old, repo, tags)
        policy = page_comparison.load_policy(None, None)
        comparison = page_comparison.compare_inputs(before, new or "", repo, {})
        result = page_comparison.apply_policy(comparison, policy)
        text = _render(result, before, version, lang, audience)
    page_comparison.write_comparison(text, result.comparison, out, "markdown")
    if result.has_unparsable_page:
        fail("a changed page has errors: the next version is unknown")


def _check_pages(settings: Settings) -> None:
    """Fail early if the default pages are missing: otherwise the message would be that the release lacks them."""
    from docs2sdk.diff import repositories

    for reason in filter(None, map(repositories.describe_missing, settings.specs)):
        fail(f"{reason}; give OLD and NEW, or set specs in [tool.docs2sdk]")


def _find_release(
    settings: Settings, old: str | None, repo: Path | None, tags: str
) -> tuple[str, str]:
    """Return the input to compare with, and its version."""
    from docs2sdk.diff import releases, repositories, versions

    if old:
        revision = old.removeprefix("git:").partition(":")[0]
        tagged = old.startswith("git:") and versions.parse_version(revision)
        return old, str(tagged or settings.version)
    hint = "" if repo else repositories.HINT
    repository = repositories.find_repository(repo or settings.specs[0], hint)
    last = releases.find_last_release(repository, tags)
    if not last:
        fail(
            "there is no release tag; give OLD: docs2sdk changelog git:REV"
            + repositories.describe_missing_tags(repository)
        )
    return f"git:{last.tag}", str(last.version)


def _render(
    result: PolicyResult,
    before: str,
    version: str,
    lang: Language,
    audience: Audience,
) -> str:
    from docs2sdk.diff import versions
    from docs2sdk.reports import changelog

    comparison = result.comparison
    levels = (change.level for change in comparison.changes)
    old = versions.parse_version(version)
    after = str(versions.next_version(old, levels)) if old else version
    if result.has_unparsable_page:
        after = ""
    services = (*comparison.old.services, *comparison.new.services)
    titles = {service.folder: service.title for service in services}
    revision = before.removeprefix("git:")
    return changelog.render(comparison.changes, titles, revision, after, lang, audience)
