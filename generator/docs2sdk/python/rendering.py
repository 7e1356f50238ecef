"""An action → the texts of its module and its tests, rendered and verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.digests import digest
from docs2sdk.python import classes, formatting, given_names, plan, render
from docs2sdk.python.entries import Entry, files_of
from docs2sdk.python.plan import Sheet, Target
from docs2sdk.schema import Action


class Task(NamedTuple):
    """What a process needs to render one action: ``module`` is the text that the output has, "" for none."""

    action: Action
    entry: Entry
    target: Target
    module: str


class Rendered(NamedTuple):
    """Texts by path, or only their digests where the files are there already; and what names and examples gave cause to report."""

    digests: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: Mapping[str, str] = MappingProxyType({})


def render_action(task: Task) -> Rendered:
    """Render an action's module and its tests; names that its module has already stay."""
    rendered = _render_with(task, {})
    path, _ = files_of(task.entry, task.target.package)
    if not task.module or rendered.texts[path] == task.module:
        return rendered
    given = given_names.read_names(task.module, task.action)
    return _render_with(task, given) if given else rendered


def _render_with(task: Task, given: Mapping[str, str]) -> Rendered:
    names = {**given, **given_names.entry_names(task.entry)}
    decided = classes.of_action(task.action, names)
    sheets = plan.action_sheets(task.action, decided, task.entry, task.target)
    texts = render_texts(sheets)
    diagnostics = plan.findings(task.action, task.entry, decided)
    return Rendered(digests_of(texts), diagnostics, texts)


def check_action_file(path: str, text: str) -> None:
    """Raise Unsafe if an action's module, or its test, holds what no template writes; ``path`` is its path in the output."""
    is_test = path.startswith("tests/")
    formatting.verify(text, path, plan.TEST if is_test else plan.MODULE)


def find_diagnostics(
    action: Action, entry: Entry, given: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return what an action's names and examples give cause to report; ``given`` names stay."""
    decided = classes.of_action(action, {**given, **given_names.entry_names(entry)})
    return plan.findings(action, entry, decided)


def render_texts(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return the text of each file by path: rendered, in black's layout, verified."""
    return {sheet.path: render_text(sheet) for sheet in sheets}


def render_text(sheet: Sheet) -> str:
    """Return the text of a file."""
    if not sheet.template:
        return ""
    text = render.render(sheet)
    if not sheet.path.endswith(".py"):
        return text
    return formatting.finished(text, sheet.path, sheet.template)


def digests_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each text."""
    return {path: digest(text) for path, text in texts.items()}
