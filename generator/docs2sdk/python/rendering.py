"""Renders and verifies files: those of an action, and single ones from their template contexts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.digests import digest
from docs2sdk.python import formatting, given_names, plan, renames, render
from docs2sdk.python.classes import Classes, of_action
from docs2sdk.python.entries import Entry, files_of
from docs2sdk.python.plan import Target, TemplateContext
from docs2sdk.schema import Action
from docs2sdk.values import examples


class Task(NamedTuple):
    """What a worker process needs to render one action; ``module`` is its text in the last output, "" for none."""

    action: Action
    entry: Entry
    target: Target
    module: str


class Rendered(NamedTuple):
    """Rendered files: their digests by path, their texts unless the same files are there already, and diagnostics."""

    digests: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: Mapping[str, str] = MappingProxyType({})


def render_action(task: Task) -> Rendered:
    """Render an action's module and its tests; names in its last module are kept."""
    rendered = _render_with_names(task, {})
    path, _ = files_of(task.entry, task.target.package)
    if not task.module or rendered.texts[path] == task.module:
        return rendered
    existing = given_names.read_names(task.module, task.action)
    return _render_with_names(task, existing) if existing else rendered


def _render_with_names(task: Task, existing: Mapping[str, str]) -> Rendered:
    classes = _plan_classes(task.action, task.entry, existing)
    contexts = plan.build_action_contexts(task.action, classes, task.entry, task.target)
    texts = render_texts(contexts)
    diagnostics = _find_diagnostics(task.action, task.entry, classes)
    return Rendered(digests_of(texts), diagnostics, texts)


def check_action_file(path: str, text: str) -> None:
    """Raise Unsafe if an action's module or tests, at a path of the output, contain code that no template writes."""
    is_test = path.startswith("tests/")
    formatting.check_module(
        text, path, plan.TEST_TEMPLATE if is_test else plan.MODULE_TEMPLATE
    )


def find_diagnostics(
    action: Action, entry: Entry, existing: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return warnings: Python names that are not what the API's suggest, examples that cannot be tested."""
    return _find_diagnostics(action, entry, _plan_classes(action, entry, existing))


def _plan_classes(action: Action, entry: Entry, existing: Mapping[str, str]) -> Classes:
    return of_action(action, {**existing, **given_names.entry_names(entry)})


def _find_diagnostics(
    action: Action, entry: Entry, classes: Classes
) -> tuple[Diagnostic, ...]:
    renamed = renames.find_renames(action, entry, classes)
    return (*renamed, *examples.findings(action))


def render_texts(contexts: Iterable[TemplateContext]) -> dict[str, str]:
    """Return the text of each file by path: rendered, in black's layout, verified."""
    return {context.path: render_text(context) for context in contexts}


def render_text(context: TemplateContext) -> str:
    """Return the text of a file."""
    if not context.template:
        return ""
    text = render.render_template(context)
    if not context.path.endswith(".py"):
        return text
    return formatting.format_module(text, context.path, context.template)


def digests_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each text."""
    return {path: digest(text) for path, text in texts.items()}
