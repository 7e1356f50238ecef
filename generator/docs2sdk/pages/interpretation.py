"""Interprets the sections of a page: its action with its texts and payloads, or the error codes that it lists.

A bad row costs its field, a bad page its action; both leave a diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages import (
    cells,
    column_examples,
    error_codes,
    pagination,
    payload_tables,
    prose_facts,
)
from docs2sdk.pages.checkout_layout import ACTION_KINDS
from docs2sdk.pages.markdown import Fence
from docs2sdk.pages.page_structure import PageKind, PageStructure, PageTitle
from docs2sdk.pages.sections import LocatedText
from docs2sdk.schema import (
    Action,
    Body,
    Deprecation,
    Dialect,
    ErrorCode,
    Example,
    Payload,
)

_ACTION = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_CURL = re.compile(r"\s*curl\b")
_JSON_BODY = re.compile(r"""\s(?:-d|--data(?:-raw|-binary)?)[ =]['"]?\s*\{""")
_NO_EXAMPLE = ("", "暂无")
# Codes of rows whose model is not defined or not named.
_WITHOUT_MODEL = ("D205", "D210")


class ParsedPage(NamedTuple):
    """What a page says: its action, None if it has none or is too broken, and the diagnostics in the page's order.

    ``error_codes`` are the RetCodes that an ``error_code.md`` or the summary explains.  ``title_action`` is the action that
    the title of an action page names, even if the page is too broken to give it; "" for other pages.  ``no_action_reason`` is
    why a page of prose gives no action although it may be meant to; None for all other pages.
    """

    path: str
    kind: PageKind
    action: Action | None
    diagnostics: tuple[Diagnostic, ...]
    error_codes: tuple[ErrorCode, ...] = ()
    title_action: str = ""
    no_action_reason: Diagnostic | None = None


class _ParsedAction(NamedTuple):
    action: Action | None
    diagnostics: tuple[Diagnostic, ...]


def interpret_page(page: PageStructure) -> ParsedPage:
    """Return the action of an action page, or the codes in its tables, and every diagnostic of the page once."""
    action, diagnostics = _interpret_action(page)
    codes = error_codes.read_error_codes(page)
    return ParsedPage(
        page.path,
        page.kind,
        action,
        tuple(sorted({*diagnostics, *codes.diagnostics})),
        codes.codes,
        _read_title_action(page),
        page.no_action_reason,
    )


def _interpret_action(page: PageStructure) -> _ParsedAction:
    """Return the action of a page; one that ends early has a single diagnostic, if its models are missing."""
    if not page.complete or page.kind not in ACTION_KINDS:
        return _ParsedAction(None, page.diagnostics)
    action, diagnostics = _read_action(page, page.kind)
    if _is_cut(page, diagnostics):
        return _ParsedAction(None, (_report_cut(diagnostics),))
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        diagnostics = tuple(each for each in diagnostics if each.code != "D115")
    return _ParsedAction(action, diagnostics)


def _is_cut(page: PageStructure, diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Whether a page ends in its response section, before models that its rows need."""
    if not page.ends_early or not page.response:
        return False
    begin = page.response.heading.line
    codes = {each.code for each in diagnostics if each.location.line > begin}
    ends = any(diagnostic.code == "D115" for diagnostic in diagnostics)
    return ends and not codes.isdisjoint(_WITHOUT_MODEL)


def _report_cut(diagnostics: tuple[Diagnostic, ...]) -> Diagnostic:
    ending = next(each for each in diagnostics if each.code == "D115")
    message = f"the page ends before its models, and {ending.message}"
    return ending._replace(code="D102", message=message)


def _read_title_action(page: PageStructure) -> str:
    """Return the action that the title names, "" if that cannot be an action's name."""
    name = page.title.action if page.title else ""
    return name if is_action_name(name) else ""


def is_action_name(name: str) -> bool:
    """Whether an action can have a name."""
    return bool(_ACTION.fullmatch(name)) and len(name) <= cells.MAX_NAME_LENGTH


def _read_action(page: PageStructure, dialect: Dialect) -> _ParsedAction:
    title_faults = tuple(_check_title(page))
    # The rows are evidence only if all of them are read.
    if any(diagnostic.severity == "error" for diagnostic in page.diagnostics):
        return _ParsedAction(None, (*page.diagnostics, *title_faults))
    request = response = None
    if page.request and page.request.has_table:
        request = payload_tables.read_request(page.path, page.request, dialect)
    if page.response and page.response.has_table:
        response = payload_tables.read_response(page.path, page.response, dialect)
    diagnostics = (
        *page.diagnostics,
        *title_faults,
        *(request.diagnostics if request else ()),
        *(response.diagnostics if response else ()),
    )
    if not page.title or title_faults or not request or not response:
        return _ParsedAction(None, diagnostics)
    action = _build_action(page, page.title, dialect, request.payload, response.payload)
    if action.request_example is None and dialect == "variant":
        example = column_examples.build_request_example(action.name, request.rows)
        action = replace(action, request_example=example)
    return _ParsedAction(action, diagnostics)


def _build_action(
    page: PageStructure,
    title: PageTitle,
    dialect: Dialect,
    request: Payload,
    response: Payload,
) -> Action:
    return Action(
        name=title.action,
        title=cells.read_text(title.text),
        summary="\n\n".join(cells.read_text(text.text) for text in page.intro),
        notes=tuple(cells.read_text(note.text) for note in page.notes),
        warnings=tuple(cells.read_text(warning.text) for warning in page.warnings),
        dialect=dialect,
        body=_detect_body(request, page.request_example, dialect),
        request=request,
        response=response,
        request_example=_read_example(page.path, page.request_example),
        response_example=_read_example(page.path, page.response_example),
        location=title.location,
        deprecated=_find_deprecation(page, title),
        pagination=pagination.find_pagination(request, response),
    )


def _find_deprecation(page: PageStructure, title: PageTitle) -> Deprecation | None:
    """Return the statement that the action is deprecated: that of a callout, which may say what to use, before others."""
    tables_begin = page.request.heading.line if page.request else 0
    for callout in (*page.warnings, *page.notes):
        if prose_facts.is_deprecation_callout(
            callout.text, callout.line < tables_begin
        ):
            return _build_deprecation(page.path, callout, 0, callout.text)
    headline = LocatedText(title.text, title.line, title.column)
    for text in (*page.intro, headline):
        bracket = prose_facts.find_action_deprecation(text.text)
        if bracket:
            return _build_deprecation(page.path, text, bracket.offset, bracket.text)
    return None


def _build_deprecation(
    path: str, text: LocatedText, offset: int, statement: str
) -> Deprecation:
    return Deprecation(
        cells.read_text(statement), Location(path, *text.position(offset))
    )


def _check_title(page: PageStructure) -> Iterator[Diagnostic]:
    """Yield what is wrong if the title names no action."""
    title = page.title
    if not title:
        yield Diagnostic(Location(page.path, 1), "D103", "the page has no title")
    elif not title.action:
        message = f"no action's name in {cells.quote(title.text)}"
        yield Diagnostic(title.location, "D103", message)
    else:
        yield from _check_action_name(title)


def _check_action_name(title: PageTitle) -> Iterator[Diagnostic]:
    name, location = title.action, title.location
    match = _ACTION.match(name)
    end = match.end() if match else 0
    if end < len(name):
        character = Location(location.path, location.line, location.column + end)
        message = f"an action's name cannot hold {cells.quote(name[end])}"
        yield Diagnostic(character, "D104", message)
    elif len(name) > cells.MAX_NAME_LENGTH:
        message = f"a name of {len(name)} characters, at most {cells.MAX_NAME_LENGTH}"
        yield Diagnostic(location, "D104", message)


def _detect_body(request: Payload, example: Fence | None, dialect: Dialect) -> Body:
    """Return ``json`` for an action whose parameters refer to models of the page, or whose example posts JSON.

    Variant pages write with models what others write with dotted names.
    """
    has_models = dialect != "variant" and any(
        not model.implicit for model in request.models
    )
    posted = example and _CURL.match(example.text) and _JSON_BODY.search(example.text)
    return "json" if has_models or posted else "form"


def _read_example(path: str, fence: Fence | None) -> Example | None:
    if not fence or fence.text.strip() in _NO_EXAMPLE:
        return None
    return Example(fence.text, Location(path, fence.line))
