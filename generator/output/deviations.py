"""Where an output is not what its pages give: which file, in which way, and why.

Five ways: ``stale`` (the page, an overlay or a setting has changed since), ``generator`` (another version of docs2sdk made
it), ``edited`` by hand, ``missing``, and ``extra`` (nothing gives it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from generator.counting import counted
from generator.output import holding, proof
from generator.output.manifest import NAME, Manifest
from generator.output.outcome import Outcome
from generator.pages import files
from generator.pages.files import Refused

Way: TypeAlias = Literal["stale", "generator", "edited", "missing", "extra"]


@dataclass(frozen=True, slots=True, order=True)
class Deviation:
    """A file of the output, by its path in it; the way in which it deviates, and why."""

    path: str
    way: Way
    why: str


def unknown(path: str) -> Deviation:
    """Return that a file in our folders is none of ours."""
    return Deviation(path, "extra", "not written by docs2sdk, and in its folders")


def unfinished(path: str) -> Deviation:
    """Return that an interrupted run has left the output part old, part new."""
    why = "a run was interrupted here; docs2sdk generate completes it"
    return Deviation(path, "stale", why)


def left(path: str) -> Deviation:
    """Return that an interrupted run has left what it had not begun to put in place."""
    why = "left by a run that was interrupted; docs2sdk generate removes it"
    return Deviation(path, "extra", why)


def of(run: Outcome) -> tuple[Deviation, ...]:
    """Return every deviation, by path; where there is no client at all, that alone."""
    wanted = run.wanted
    if run.old == Manifest() and not any(run.found[path] for path in wanted):
        return (
            Deviation(".", "missing", "no client here; docs2sdk generate makes one"),
        )
    found = [*_differing(run, wanted), *_left_over(run, wanted)]
    found += map(unknown, run.strangers)
    if holding.is_unfinished(run.out):
        found.append(left(holding.STAGED))
    return tuple(sorted(found)) or tuple(_of_manifest(run))


def _differing(run: Outcome, wanted: Mapping[str, str]) -> Iterator[Deviation]:
    origins = _origins(run)
    for path, digest in wanted.items():
        there, before = run.found[path], run.owned.get(path)
        page = origins.get(path, "")
        if there == "":
            yield Deviation(path, "missing", _of_page("not there", page))
        elif there == digest:
            continue
        elif before is None:
            yield Deviation(path, "edited", "not written by docs2sdk, and in the way")
        elif there != before:
            yield Deviation(path, "edited", "not as docs2sdk wrote it")
        else:
            yield _outdated(path, page, run)


def _outdated(path: str, page: str, run: Outcome) -> Deviation:
    """Return why what was made once would not be made again: what somebody changed is told before who made it."""
    if page and _digest_of(run.old, page) != _digest_of(run.new, page):
        return Deviation(path, "stale", f"{page} has changed")
    if run.old.settings != run.new.settings:
        return Deviation(path, "stale", "the settings have changed")
    if run.old.overlays != run.new.overlays:
        return Deviation(path, "stale", _of_page("the overlays have changed", page))
    if run.old.generator != proof.made_by():
        return Deviation(path, "generator", _other(run.old.generator[0]))
    return Deviation(path, "stale", _of_page("what it comes of has changed", page))


def _digest_of(known: Manifest, page: str) -> str:
    return known.readings[page].digest if page in known.readings else ""


def _other(version: str) -> str:
    ours, _ = proof.made_by()
    if version and version != ours:
        return f"made by docs2sdk {version}; this is {ours}"
    return f"made by another build of docs2sdk {ours}"


def _of_page(what: str, page: str) -> str:
    return f"{what} (of {page})" if page else what


def _origins(run: Outcome) -> dict[str, str]:
    """Return the pages of files that come of one."""
    return {path: page for page, one in run.new.pages.items() for path in one.files}


def _left_over(run: Outcome, wanted: Mapping[str, str]) -> Iterator[Deviation]:
    pages = {path: page for page, one in run.old.pages.items() for path in one.files}
    for path, digest in run.owned.items():
        if path in wanted or path in run.staying or not run.found[path]:
            continue
        gone = _of_page("nothing gives it any more", pages.get(path, ""))
        edited = "" if run.found[path] == digest else ", but it was edited"
        yield Deviation(path, "extra", f"{gone}{edited}")


def _of_manifest(run: Outcome) -> Iterator[Deviation]:
    """Yield that the manifest alone would be written anew, although all files are what they should be."""
    if run.old == run.new:
        return
    if run.old == Manifest():
        yield Deviation(NAME, "missing", "not there")
    elif run.old.generator[0] != run.new.generator[0]:
        yield Deviation(NAME, "generator", _other(run.old.generator[0]))
    else:
        yield Deviation(NAME, "stale", _without_effect(run))


def _without_effect(run: Outcome) -> str:
    old, new = run.old.readings, run.new.readings
    changed = sum(old.get(page) != new.get(page) for page in {*old, *new})
    what = (
        counted(changed, "page has", "pages have")
        if changed
        else "settings or overlays have"
    )
    return f"{what} changed, with no effect on the code"


def difference(run: Outcome, deviation: Deviation) -> list[str]:
    """Return the unified diff from a file as it is to what it should be; none where its content is not at issue."""
    import difflib  # Nothing else in this room needs it, and it takes a while.

    path = deviation.path
    if path not in run.wanted and path not in run.owned:
        return []
    is_now = _lines(run.out / path)
    to_be = run.texts.get(path, "").splitlines()
    gone = path not in run.wanted
    return list(
        difflib.unified_diff(
            is_now,
            to_be,
            path if is_now else "/dev/null",
            "/dev/null" if gone else path,
            lineterm="",
        )
    )


def _lines(path: Path) -> list[str]:
    try:
        return files.fetch(path).decode("utf-8", "replace").splitlines()
    except (OSError, Refused):
        return []
