"""Page to action: its name, its texts, its two sides, and everything that is wrong with them.

A bad row costs its field, a bad page its action; both leave a diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import cells, error_codes, facts, payloads, prose
from docs2sdk.pages.markdown import Fence
from docs2sdk.pages.page import Kind, Page, Title
from docs2sdk.pages.sections import LocatedText
from docs2sdk.places import Place
from docs2sdk.schema import (
    Action,
    Deprecation,
    Dialect,
    Encoding,
    ErrorCode,
    Example,
    Side,
)

_ACTION = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_CURL = re.compile(r"\s*curl\b")
_JSON_BODY = re.compile(r"""\s(?:-d|--data(?:-raw|-binary)?)[ =]['"]?\s*\{""")
_NO_EXAMPLE = ("", "暂无")
# The models of a row are not there, or not known.
_WITHOUT_MODEL = ("D205", "D210")


class Interpretation(NamedTuple):
    """What a page says: its action, None if it has none or is too broken, and the findings in the page's order.

    ``errors`` are the RetCodes that an ``error_code.md`` or the summary explains.  ``named`` is the action that the title
    names, of a page that gives it or should, "" for none: it is known even if the page is too broken to give the action.
    ``lack`` is what a page of prose lacks to be an action's, None of all other pages and of what is prose beyond doubt.
    """

    path: str
    kind: Kind
    action: Action | None
    diagnostics: tuple[Diagnostic, ...]
    errors: tuple[ErrorCode, ...] = ()
    named: str = ""
    lack: Diagnostic | None = None


def interpret(page: Page) -> Interpretation:
    """Read the sections of an action page, or the tables of error codes; of other pages what was found already remains."""
    found = list(page.diagnostics)
    action = None
    if page.complete and (page.kind == "modern" or page.kind == "legacy"):
        action = _action(page, page.kind, found)
        if _is_cut(page, found):
            action, found = None, [_report_cut(found)]
        elif any(finding.severity == "error" for finding in found):
            found = [finding for finding in found if finding.code != "D115"]
    errors = error_codes.read_error_codes(page, found)
    findings = tuple(sorted(set(found)))
    return Interpretation(
        page.path, page.kind, action, findings, errors, _named(page), page.lack
    )


def _is_cut(page: Page, found: list[Diagnostic]) -> bool:
    """Whether a page ends in its response section, before models that its rows need."""
    if not page.ends_early or not page.response:
        return False
    begin = page.response.heading.line
    codes = {finding.code for finding in found if finding.place.line > begin}
    ends = any(finding.code == "D115" for finding in found)
    return ends and not codes.isdisjoint(_WITHOUT_MODEL)


def _report_cut(found: list[Diagnostic]) -> Diagnostic:
    ending = next(finding for finding in found if finding.code == "D115")
    message = f"the page ends before its models, and {ending.message}"
    return ending._replace(code="D102", message=message)


def _named(page: Page) -> str:
    """Return the action that the title names, "" if that cannot be an action's name."""
    name = page.title.action if page.title else ""
    return name if _ACTION.fullmatch(name) and len(name) <= cells.MAX_LENGTH else ""


def _action(page: Page, dialect: Dialect, found: list[Diagnostic]) -> Action | None:
    request = response = None
    untitled = list(_title_findings(page))
    found.extend(untitled)
    # What rows say counts only if all of them are read.
    if any(finding.severity == "error" for finding in page.diagnostics):
        return None
    if page.request and page.request.has_table:
        request = payloads.read_request(page.path, page.request, dialect, found)
    if page.response and page.response.has_table:
        response = payloads.read_response(page.path, page.response, dialect, found)
    if not page.title or untitled or not request or not response:
        return None
    return Action(
        wire=page.title.action,
        title=cells.doc(page.title.text),
        summary="\n\n".join(cells.doc(paragraph.text) for paragraph in page.intro),
        notes=tuple(cells.doc(note.text) for note in page.notes),
        warnings=tuple(cells.doc(warning.text) for warning in page.warnings),
        dialect=dialect,
        encoding=_encoding(request, page.request_example),
        request=request,
        response=response,
        request_example=_example(page.path, page.request_example),
        response_example=_example(page.path, page.response_example),
        place=page.title.place,
        deprecated=_deprecation(page, page.title),
        pagination=facts.pagination(request, response),
    )


def _deprecation(page: Page, title: Title) -> Deprecation | None:
    """Return what says that the action should no longer be used: the callouts, which may advise, before the others."""
    below = page.request.heading.line if page.request else 0
    for callout in (*page.warnings, *page.notes):
        if prose.is_deprecation_callout(callout.text, callout.line < below):
            return _deprecated(page.path, callout, 0, callout.text)
    headline = LocatedText(title.text, title.line, title.column)
    for text in (*page.intro, headline):
        bracket = prose.find_action_deprecation(text.text)
        if bracket:
            return _deprecated(page.path, text, bracket.offset, bracket.text)
    return None


def _deprecated(path: str, text: LocatedText, offset: int, words: str) -> Deprecation:
    return Deprecation(cells.doc(words), Place(path, *text.position(offset)))


def _title_findings(page: Page) -> Iterator[Diagnostic]:
    """Yield why the title names no action, if it does not."""
    title = page.title
    if not title:
        yield Diagnostic(Place(page.path, 1), "D103", "the page has no title")
    elif not title.action:
        message = f"no action's name in {cells.quoted(title.text)}"
        yield Diagnostic(title.place, "D103", message)
    else:
        yield from _action_findings(title)


def _action_findings(title: Title) -> Iterator[Diagnostic]:
    wire, place = title.action, title.place
    match = _ACTION.match(wire)
    end = match.end() if match else 0
    if end < len(wire):
        at = Place(place.path, place.line, place.column + end)
        yield Diagnostic(
            at, "D104", f"an action's name cannot hold {cells.quoted(wire[end])}"
        )
    elif len(wire) > cells.MAX_LENGTH:
        message = f"a name of {len(wire)} characters, at most {cells.MAX_LENGTH}"
        yield Diagnostic(place, "D104", message)


def _encoding(request: Side, example: Fence | None) -> Encoding:
    """Tell the actions that take a JSON body: their table refers to models, or their example posts one."""
    named = any(not model.grouped for model in request.models)
    posted = example and _CURL.match(example.text) and _JSON_BODY.search(example.text)
    return "json" if named or posted else "form"


def _example(path: str, fence: Fence | None) -> Example | None:
    if not fence or fence.text.strip() in _NO_EXAMPLE:
        return None
    return Example(fence.text, Place(path, fence.line))
