"""How an action is called, as source in several languages: the ``x-codeSamples`` of an operation."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.python_literals import JSON
from docs2sdk.reference import action_calls
from docs2sdk.reference.action_calls import ActionCall
from docs2sdk.schema import Action
from docs2sdk.targets import template_engine
from docs2sdk.targets.client import ActionRef, PackageInfo
from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.typescript.action_calls import build_call_context
from docs2sdk.values import base64_values, sample_values
from docs2sdk.values.sample_values import JSONObject

# What a caller fills in: the key, and the signature over all other parameters.
_PLACEHOLDERS = (
    '"PublicKey=$UCLOUD_PUBLIC_KEY"',
    '"Signature=$SIGNATURE"',
)


def list_samples(
    action: Action, classes: ActionClasses, ref: ActionRef, package: PackageInfo
) -> list[JSON]:
    """Return the samples of an action; none if no request can be made."""
    return [
        {"lang": lang, "label": label, "source": source}
        for lang, label, source in _write_samples(action, classes, ref, package)
    ]


def _write_samples(
    action: Action, classes: ActionClasses, ref: ActionRef, package: PackageInfo
) -> Iterator[tuple[str, str, str]]:
    call = action_calls.write_call(action, classes, ref, package.package)
    tree = action_calls.find_values(action)
    if call is None or tree is None:
        return
    contexts = build_contexts(call, package.package)
    for label, context in zip(("Python", "Python, async"), contexts, strict=True):
        yield "Python", label, template_engine.render_template(
            context, package.overrides
        )
    context = build_call_context(action.name, ref.service, tree, package.npm_name)
    yield "TypeScript", "TypeScript", template_engine.render_template(
        context, package.overrides
    )
    yield "Shell", "curl", write_curl(action, tree, package.base_url)


def build_contexts(call: ActionCall, package: str) -> tuple[TemplateContext, ...]:
    """Return the contexts of a call, and of an awaited one."""
    values = {"package": package, "call": call._asdict()}
    names = ("call", "async_call")
    return tuple(
        TemplateContext("", f"reference/{name}.md.j2", values) for name in names
    )


def write_curl(action: Action, tree: JSONObject, base_url: str) -> str:
    """Return the command that sends a request, but for the key and the signature."""
    values = {
        "Action": action.name,
        **base64_values.encode_request(action.request, tree),
    }
    parts = _list_json(values) if action.body == "json" else _list_form(values)
    return " \\\n  ".join((f"curl {shlex.quote(base_url)}", *parts)) + "\n"


def _list_form(values: JSONObject) -> Iterator[str]:
    for name, text in sample_values.flatten(values).items():
        yield f"--data-urlencode {shlex.quote(f'{name}={text}')}"
    for placeholder in _PLACEHOLDERS:
        yield f"--data-urlencode {placeholder}"


def _list_json(values: JSONObject) -> Iterator[str]:
    """Yield the body; the shell takes the quotes out where it fills in the key and the signature."""
    signed = {"PublicKey": "", "Signature": ""}
    body = shlex.quote(json.dumps({**values, **signed}, ensure_ascii=False))
    for name, variable in (
        ("PublicKey", "UCLOUD_PUBLIC_KEY"),
        ("Signature", "SIGNATURE"),
    ):
        body = body.replace(f'"{name}": ""', f'"{name}": "\'"${variable}"\'"', 1)
    yield f"--json {body}"
