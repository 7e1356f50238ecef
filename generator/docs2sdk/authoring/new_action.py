"""Makes an action of what the command line says: its tables, with the parameters and fields that every action has."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from docs2sdk.authoring import row_options
from docs2sdk.authoring.row_options import NOWHERE
from docs2sdk.errors import UserError
from docs2sdk.pages.model_references import find_reachable_models
from docs2sdk.pages.pagination import find_pagination
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import Action, Example, Field, Model, Payload, Scalar
from docs2sdk.values import sample_values
from docs2sdk.values.sample_values import JSONObject

_STRING, _INT = Scalar("string"), Scalar("int")
_REGIONS = "https://docs.ucloud.cn/api/summary/regionlist"
# What every request and every response has, in the words of the published pages.
FROM_SETTINGS = (
    Field(
        "Region", _STRING, True, f"地域。 参见 [地域和可用区列表]({_REGIONS})", NOWHERE
    ),
    Field("Zone", _STRING, False, f"可用区。参见 [可用区列表]({_REGIONS})", NOWHERE),
    Field(
        "ProjectId",
        _STRING,
        False,
        "项目ID。不填写为默认项目，子帐号必须填写。",
        NOWHERE,
    ),
)
ENVELOPE = (
    Field("RetCode", _INT, True, "返回状态码，为 0 则为成功返回，非 0 为失败", NOWHERE),
    Field("Action", _STRING, True, "操作指令名称", NOWHERE),
    Field(
        "Message",
        _STRING,
        False,
        "返回错误消息，当 `RetCode` 非 0 时提供详细的描述信息",
        NOWHERE,
    ),
)


class ActionOptions(NamedTuple):
    """What the command line says of an action: ``params``, ``fields`` and ``models`` are rows as ``row_options`` reads them."""

    name: str
    title: str
    summary: str
    params: tuple[str, ...]
    fields: tuple[str, ...]
    models: tuple[str, ...]


class _Tables(NamedTuple):
    fields: tuple[Field, ...]
    models: tuple[Model, ...]


def make_action(options: ActionOptions, like: Action | None) -> Action:
    """Return the action; rows are added to those of ``like`` or replace its rows of the same name.  BadRow, UserError."""
    own = [*like.request.models, *like.response.models] if like else []
    explicit = [model.name for model in own if not model.implicit]
    models = [*row_options.name_models(options.models), *explicit]
    params = _read_rows("--param", options.params, models)
    fields = _read_rows("--field", options.fields, models)
    added = _read_models(options.models, models)
    old_request = like.request if like else Payload(FROM_SETTINGS)
    old_response = like.response if like else Payload(ENVELOPE)
    request = _extend(old_request, params, added)
    response = _extend(old_response, fields, added)
    _check_used(row_options.name_models(options.models), request, response)
    title = options.title or (like.title if like else options.name)
    summary = options.summary or (like.summary if like else options.title)
    action = build_action(options.name, title, summary, request, response)
    if not like:
        return action
    body = action.body if action.body == "json" else like.body
    return add_examples(
        replace(action, notes=like.notes, warnings=like.warnings, body=body)
    )


def _read_rows(option: str, texts: Iterable[str], models: list[str]) -> _Tables:
    rows = [
        row_options.read_row(option, text, models, number)
        for number, text in enumerate(texts, 1)
    ]
    folded = row_options.fold_options(option, rows)
    return _Tables(folded.fields, folded.models)


def _read_models(texts: Iterable[str], models: list[str]) -> tuple[Model, ...]:
    """Return the models that options define, and the models of groups in them."""
    numbered = enumerate(texts, 1)
    rows = [
        row_options.read_model_row(text, models, number) for number, text in numbered
    ]
    made: list[Model] = []
    for name in dict.fromkeys(owner for owner, _ in rows):
        own = [row for owner, row in rows if owner == name]
        folded = row_options.fold_options("--model", own, f"{name}.")
        made += [Model(name, folded.fields, NOWHERE), *folded.models]
    return tuple(made)


def _extend(old: Payload, new: _Tables, added: tuple[Model, ...]) -> Payload:
    """Return a payload with more fields, and with the models that these lead to."""
    models = {model.name: model for model in (*old.models, *new.models)}
    for model in added:
        before = models[model.name].fields if model.name in models else ()
        models[model.name] = replace(model, fields=_merge(before, model.fields))
    fields = _merge(old.fields, new.fields)
    reached = find_reachable_models(fields, models)
    return Payload(fields, tuple(m for m in models.values() if m.name in reached))


def _merge(old: Iterable[Field], new: Iterable[Field]) -> tuple[Field, ...]:
    return tuple({field.name: field for field in (*old, *new)}.values())


def _check_used(models: Iterable[str], *payloads: Payload) -> None:
    used = {model.name for payload in payloads for model in payload.models}
    for name in models:
        if name not in used:
            raise UserError(
                f'no row refers to the model "{name}": use it as a type, as in '
                f"--field 'Data:array[{name}]:…'"
            )


def build_action(
    name: str, title: str, summary: str, request: Payload, response: Payload
) -> Action:
    """Return an action with examples that are made from its tables; one with models in its request posts JSON."""
    has_models = any(not model.implicit for model in request.models)
    action = Action(
        name=name,
        title=title,
        summary=summary,
        notes=(),
        warnings=(),
        dialect="modern",
        body="json" if has_models else "form",
        request=request,
        response=response,
        request_example=None,
        response_example=None,
        location=NOWHERE,
        pagination=find_pagination(request, response),
    )
    return add_examples(action)


def add_examples(action: Action) -> Action:
    """Return an action with examples that are made from its tables."""
    return replace(
        action,
        request_example=_make_request_example(action),
        response_example=_make_response_example(action),
    )


def _make_request_example(action: Action) -> Example:
    """Return an example with the required parameters."""
    fields = (field for field in action.request.fields if field.required)
    tree = _make_values(action.request, fields)
    if action.body == "json":
        body = json.dumps({"Action": action.name} | tree, ensure_ascii=False, indent=2)
        text = (
            "curl -X POST https://api.ucloud.cn/ "
            f"-H 'Content-Type: application/json' -d '{body}'\n"
        )
        return Example(text, NOWHERE)
    flat = sample_values.flatten(tree).items()
    lines = [f"&{name}={quote(str(value))}\n" for name, value in flat]
    url = f"https://api.ucloud.cn/?Action={action.name}\n"
    return Example("".join([url, *lines]), NOWHERE)


def _make_response_example(action: Action) -> Example:
    """Return an example with all fields; objects in it have the required ones."""
    values = _make_values(action.response, action.response.fields)
    envelope = zip(RESPONSE_ENVELOPE, (0, f"{action.name}Response", ""), strict=True)
    tree = values | {name: value for name, value in envelope if name in values}
    text = json.dumps(tree, ensure_ascii=False, indent=2)
    return Example(f"{text}\n", NOWHERE)


def _make_values(payload: Payload, fields: Iterable[Field]) -> JSONObject:
    pairs = ((f.name, sample_values.make_value(payload, f)) for f in fields)
    return {name: value for name, value in pairs if value is not None}
