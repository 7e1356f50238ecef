"""Writes how an action is called in TypeScript."""

from __future__ import annotations

from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.typescript.action_refs import method_name, service_property
from docs2sdk.typescript.source_text import format_literal
from docs2sdk.values.sample_values import JSONObject


def build_call_context(
    action: str, service: str, tree: JSONObject, npm_name: str
) -> TemplateContext:
    """Return the context of a program that calls an action with these values."""
    head = f"const response = await client.{service_property(service)}.{method_name(action)}("
    values = format_literal(tree, before=len(head), after=2) if tree else ""
    call = {"package": npm_name, "call": f"{head}{values});"}
    return TemplateContext("", "typescript/call.ts.j2", call)
