"""Renders and verifies files: those of an action, and single ones from their template contexts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.python import existing_names, formatting, renames, template_contexts
from docs2sdk.python.action_refs import action_paths
from docs2sdk.python.class_plan import ActionClasses, plan_classes
from docs2sdk.schema import Action
from docs2sdk.targets import template_engine
from docs2sdk.targets.client import ActionRef
from docs2sdk.targets.rendering import (
    RenderResult,
    RenderTask,
    TemplateContext,
    digest_texts,
)
from docs2sdk.template_folder import BadTemplate, Overrides
from docs2sdk.values import example_values

_MODULE = template_contexts.MODULE_TEMPLATE


def render_action(task: RenderTask) -> RenderResult:
    """Render an action's module and its tests; names in its last module are kept."""
    rendered = _render_with_names(task, {})
    path, _ = action_paths(task.ref, task.package.package)
    if not task.module or rendered.texts[path] == task.module:
        return rendered
    existing = existing_names.read_action_names(task.module, task.action)
    return _render_with_names(task, existing) if existing else rendered


def _render_with_names(task: RenderTask, existing: Mapping[str, str]) -> RenderResult:
    classes = _plan_classes(task.action, task.ref, existing)
    file_contexts = template_contexts.build_action_contexts(
        task.action, classes, task.ref, task.package
    )
    texts = render_texts(file_contexts, task.package.overrides)
    _check_names(task, texts)
    diagnostics = _find_diagnostics(task.action, task.ref, classes)
    return RenderResult(digest_texts(texts), diagnostics, texts)


def _check_names(task: RenderTask, texts: Mapping[str, str]) -> None:
    """Check that later runs will find the names in what an own template wrote; BadTemplate."""
    overrides, ref = task.package.overrides, task.ref
    if not overrides or _MODULE not in overrides.names:
        return
    path, _ = action_paths(ref, task.package.package)
    if existing_names.read_action_ref(ref.page, path, texts[path]) != ref:
        raise BadTemplate(
            f"{overrides.folder / _MODULE} writes {path}, in which later runs do not find the action\n"
            "Keep the docstring of the module, and in the class of the request {{ request.head }}, its docstring and its constants."
        )


def check_action_file(path: str, data: bytes, overrides: Overrides | None) -> None:
    """Check an action's module or tests at a path of the output.

    UnsafeCodeError if they contain code that no template writes; BadTemplate if those of an own template do not compile.
    """
    text = data.decode("utf-8", "replace")
    template = template_contexts.TEST_TEMPLATE if path.startswith("tests/") else _MODULE
    if overrides and template in overrides.names:
        formatting.check_own_module(text, path, str(overrides.folder / template))
    else:
        formatting.check_module(text, path, template)


def find_action_diagnostics(
    action: Action, entry: ActionRef, existing: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return warnings: Python names that are not what the API's suggest, examples that cannot be tested."""
    return _find_diagnostics(action, entry, _plan_classes(action, entry, existing))


def _plan_classes(
    action: Action, entry: ActionRef, existing: Mapping[str, str]
) -> ActionClasses:
    return plan_classes(action, {**existing, **existing_names.names_in_index(entry)})


def _find_diagnostics(
    action: Action, entry: ActionRef, classes: ActionClasses
) -> tuple[Diagnostic, ...]:
    renamed = renames.find_renames(action, entry, classes)
    return (*renamed, *example_values.find_unreadable(action))


def render_texts(
    contexts: Iterable[TemplateContext], overrides: Overrides | None = None
) -> dict[str, str]:
    """Return the text of each file by path: rendered, in black's layout, verified; BadTemplate."""
    return {context.path: render_text(context, overrides) for context in contexts}


def render_text(context: TemplateContext, overrides: Overrides | None = None) -> str:
    """Return the text of a file; BadTemplate."""
    if not context.template:
        return ""
    text = template_engine.render_template(context, overrides)
    if not context.path.endswith(".py"):
        return text
    if overrides and context.template in overrides.names:
        template = str(overrides.folder / context.template)
        return formatting.format_own_module(text, context.path, template)
    return formatting.format_module(text, context.path, context.template)
