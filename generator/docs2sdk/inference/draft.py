"""Drafts an action from samples: its tables, worded by the other pages of its folder, and examples made from these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from docs2sdk.authoring import new_action
from docs2sdk.authoring.new_action import ENVELOPE, FROM_SETTINGS
from docs2sdk.inference import payload_inference, shapes, wording
from docs2sdk.inference.wording import Wording
from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS, RESPONSE_ENVELOPE
from docs2sdk.schema import Action, Field, Payload
from docs2sdk.traffic.samples import Samples


class Wordings(NamedTuple):
    """Words for the rows of requests and of responses."""

    request: Wording
    response: Wording


def gather_wordings(actions: Iterable[Action]) -> Wordings:
    """Return the words that the other pages of a folder have."""
    listed = list(actions)
    return Wordings(
        wording.gather_wording(listed, True, FROM_SETTINGS),
        wording.gather_wording(listed, False, ENVELOPE),
    )


def draft_action(
    name: str, title: str, summary: str, samples: Samples, words: Wordings
) -> Action:
    """Return an action that fits the samples; without requests or responses, it has what every action has there.

    Without a title, the name is the title; without a summary, the title is.
    """
    is_json = samples.posted_json * 2 > len(samples.requests)
    request = Payload(FROM_SETTINGS)
    if samples.requests:
        request = _infer_request(samples, words.request, is_json)
    response = Payload(ENVELOPE)
    if samples.responses:
        response = _infer_response(samples, words.response)
    action = new_action.build_action(
        name, title or name, summary or title, request, response
    )
    if not is_json or action.body == "json":
        return action
    return new_action.add_examples(replace(action, body="json"))


def keep_texts(drafted: Action, earlier: Action, title: str, summary: str) -> Action:
    """Return a drafted action with the texts of the page that it completes; ``title`` and ``summary`` go before these."""
    return replace(
        drafted,
        title=title or earlier.title,
        summary=summary or earlier.summary,
        notes=earlier.notes,
        warnings=earlier.warnings,
    )


def _infer_request(samples: Samples, words: Wording, is_json: bool) -> Payload:
    shape = shapes.observe_objects(samples.requests)
    infer = (
        payload_inference.infer_models if is_json else payload_inference.infer_groups
    )
    return _put_first(infer(shape, words), PARAMETERS_FROM_SETTINGS)


def _infer_response(samples: Samples, words: Wording) -> Payload:
    payload = payload_inference.infer_models(
        shapes.observe_objects(samples.responses), words
    )
    names = {field.name for field in payload.fields}
    missing = [each for each in ENVELOPE if each.required and each.name not in names]
    return _put_first(
        replace(payload, fields=(*missing, *payload.fields)), RESPONSE_ENVELOPE
    )


def _put_first(payload: Payload, names: Iterable[str]) -> Payload:
    """Return a payload with the fields of some names first, as pages have them."""
    order = {name: number for number, name in enumerate(names)}

    def rank(field: Field) -> int:
        return order.get(field.name, len(order))

    return replace(payload, fields=tuple(sorted(payload.fields, key=rank)))
