"""Renders and verifies the files of a TypeScript client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docs2sdk.targets import template_engine
from docs2sdk.targets.client import ActionRef
from docs2sdk.targets.rendering import (
    RenderResult,
    RenderTask,
    TemplateContext,
    digest_texts,
)
from docs2sdk.template_folder import BadTemplate, Overrides
from docs2sdk.typescript import (
    action_refs,
    allowed_lines,
    renames,
    template_contexts,
)
from docs2sdk.typescript.index_entries import read_index_entry
from docs2sdk.typescript.interfaces import plan_interfaces
from docs2sdk.values import example_values

_MODULE = template_contexts.MODULE_TEMPLATE


def render_action(task: RenderTask) -> RenderResult:
    """Render an action's module and its tests."""
    contexts = template_contexts.build_action_contexts(
        task.action, task.ref, task.package
    )
    overrides = task.package.overrides
    texts = render_texts(contexts, overrides)
    if overrides and _MODULE in overrides.names:
        _check_module(task.ref, texts, contexts[0], overrides)
    interfaces = plan_interfaces(task.action, task.ref)
    diagnostics = (
        *renames.find_renames(task.action, task.ref, interfaces),
        *example_values.find_unreadable(task.action),
    )
    return RenderResult(digest_texts(texts), diagnostics, texts)


def _check_module(
    ref: ActionRef,
    texts: Mapping[str, str],
    context: TemplateContext,
    overrides: Overrides,
) -> None:
    """Check that what others read in the module of an action is in what an own template wrote, too; BadTemplate."""
    text = texts[context.path]
    modules = {ref.page: (context.path, text)}
    names = action_refs.read_existing_names(modules, bool).refs_by_page
    shipped = template_engine.render_template(context)
    entries = {read_index_entry(ref, written) for written in (text, shipped)}
    if names != {ref.page: ref} or len(entries) > 1:
        raise BadTemplate(
            f"{overrides.folder / _MODULE} writes {context.path}, in which later runs or the service do not find what they read\n"
            "Keep the request with the comment before it, and the lines of {{ definition }}, each behind two blanks."
        )


def render_texts(
    contexts: Iterable[TemplateContext], overrides: Overrides | None = None
) -> dict[str, str]:
    """Return the text of each file by path: rendered and verified; BadTemplate."""
    return {context.path: _render_text(context, overrides) for context in contexts}


def _render_text(context: TemplateContext, overrides: Overrides | None) -> str:
    text = template_engine.render_template(context, overrides)
    if not (overrides and context.template in overrides.names):
        allowed_lines.check_text(context.path, text, context.template)
    return text


def check_action_file(path: str, data: bytes, overrides: Overrides | None) -> None:
    """Raise UnsafeCodeError if an action's file contains code that no template writes, unless an own template wrote it."""
    is_test = path.startswith("tests/")
    template = template_contexts.TEST_TEMPLATE if is_test else _MODULE
    if not (overrides and template in overrides.names):
        text = data.decode("utf-8", "replace")
        allowed_lines.check_text(path, text, template)
