"""``docs2sdk changelog``: what changed since the last release, as a section of a changelog with the version to come.

Exit codes: 0 written; 2 wrong usage or unreadable input, or written without a version, because a page that changed has
errors: nobody can tell then.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import comparing, options
from docs2sdk.console import fail, failures

if TYPE_CHECKING:
    from docs2sdk.config import Settings
    from docs2sdk.drift.policy import Judged
    from docs2sdk.reports.changelog import Language


@click.command(
    short_help="Write a changelog between two states of the pages.",
    epilog="Examples: docs2sdk changelog; docs2sdk changelog git:v1.0 git:v1.1 --lang zh",
)
@click.argument("old", required=False, type=options.PLACE)
@click.argument("new", required=False, type=options.PLACE)
@click.option(
    "--repo",
    type=options.PATH,
    metavar="DIR",
    help="Repository of git:REV and of the tags. [default: the one that holds the pages]",
)
@click.option(
    "--tags",
    default="*",
    metavar="PATTERN",
    help="Which tags are releases: v*, client-*. [default: all that name a version]",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    help="Language of the headings. [default: en]",
)
@options.out_file
def command(
    old: str | None,
    new: str | None,
    repo: Path | None,
    tags: str,
    lang: Language,
    out: Path | None,
) -> None:
    """Write what changed from OLD to NEW, in Markdown: grouped by service, breaking first, with the next version.

    OLD and NEW are as for `docs2sdk diff`. Without OLD it is the last release: the tag of the highest version before
    HEAD; without NEW the pages as they are now.

    The next version follows semantic versioning: a breaking change asks for a major version, a risky or additive one for a
    minor version, all else for a patch; before 1.0 a breaking change asks for a minor version and all else for a patch.
    If a page that changed has errors, nobody can tell: there is no version then, and the exit code is 2. Levels and accepted changes come from [tool.docs2sdk.diff].
    """
    from docs2sdk import config

    with failures():
        settings = config.load(Path.cwd(), {})
        if not (old and new):
            _check_pages(settings)
        before, version = _release(settings, old, repo, tags)
        policy = comparing.policy(None, None)
        found = comparing.compared(before, new or str(settings.specs), repo, {})
        judged = comparing.judged(found, policy)
        text = _text(judged, before, version, lang)
    comparing.answer(text, out, for_people=False)
    if judged.unclear:
        fail("a page that changed has errors: nobody can tell which version comes next")


def _check_pages(settings: Settings) -> None:
    """Where nobody said where the pages lie, there would be no more to say than that a release lacks them."""
    from docs2sdk.drift import repositories

    if why := repositories.missing(settings.specs):
        fail(f"{why}; name OLD and NEW, or the pages as specs in [tool.docs2sdk]")


def _release(
    settings: Settings, old: str | None, repo: Path | None, tags: str
) -> tuple[str, str]:
    """Return what to compare with, and the version that is."""
    from docs2sdk.drift import releases, repositories, versions

    if old:
        named = old.removeprefix("git:").partition(":")[0]
        known = old.startswith("git:") and versions.parse(named)
        return old, str(known or settings.version)
    hint = "" if repo else repositories.HINT
    repository = repositories.find(repo or settings.specs, hint)
    last = releases.last(repository, tags)
    if not last:
        fail(
            "there is no release tag to begin with; name OLD: docs2sdk changelog git:REV"
            + repositories.shallow_hint(repository)
        )
    return f"git:{last.tag}", str(last.version)


def _text(judged: Judged, before: str, version: str, lang: Language) -> str:
    from docs2sdk.drift import versions
    from docs2sdk.reports import changelog

    changes = judged.compared.changes
    old = versions.parse(version)
    after = (
        str(versions.following(old, (one.level for one in changes))) if old else version
    )
    if judged.unclear:
        after = ""
    services = (*judged.compared.old.services, *judged.compared.new.services)
    titles = {service.folder: service.title for service in services}
    return changelog.text(changes, titles, before.removeprefix("git:"), after, lang)
