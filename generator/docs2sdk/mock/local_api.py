"""The API itself: a request's query and body → an answer.  It opens no connection, and waits for nothing."""

from __future__ import annotations

import json
from typing import NamedTuple

from docs2sdk.errors import UserError
from docs2sdk.message_text import did_you_mean
from docs2sdk.mock import (
    error_answers,
    lifecycle_cache,
    parameter_checks,
    sample_answers,
    signature,
)
from docs2sdk.mock.documentation import Documentation
from docs2sdk.mock.error_answers import CallError
from docs2sdk.mock.paging import select_page
from docs2sdk.mock.received_call import ReceivedCall, read_call
from docs2sdk.mock.resources import Resources
from docs2sdk.mock.scripted_faults import Fault, FaultScripts
from docs2sdk.schema import Action
from docs2sdk.values import example_values
from docs2sdk.values.sample_values import JSONObject

_UNREADABLE = b'{"RetCode": 160, "Action": "", "Message": "the request cannot be read"}'


class MockOptions(NamedTuple):
    """What the local API accepts and answers.

    Without a ``public_key`` any is accepted, and any signature; no ``projects`` and no ``regions`` mean any.  ``examples``:
    answer the examples of pages.
    """

    public_key: str = ""
    private_key: str = ""
    projects: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    seed: str = "0"
    examples: bool = False
    faults: tuple[str, ...] = ()


class UnknownActions(UserError):
    """Faults are for actions that no page has."""


class Answer(NamedTuple):
    """An answer of the API: an HTTP status, a body in JSON, and how many seconds to wait before it."""

    status: int
    body: bytes
    delay: float = 0


class LocalAPI:
    """Answers calls of documented actions, and remembers what they create."""

    def __init__(self, documentation: Documentation, options: MockOptions) -> None:
        self._documentation = documentation
        self.options = options
        self._faults = FaultScripts(options.faults)
        self._check_names(self._faults.actions)
        self.lifecycles = lifecycle_cache.read_lifecycles(documentation)
        self._resources: dict[str, Resources] = {}
        for lifecycle in () if options.examples else self.lifecycles:
            resources = Resources(lifecycle, options.seed)
            self._resources |= dict.fromkeys(lifecycle.actions, resources)
        # The sample answer of an action, as JSON: most calls need nothing else.
        self._samples: dict[str, bytes] = {}

    def _check_names(self, names: set[str]) -> None:
        actions = self._documentation.actions
        for name in sorted(names - actions.keys()):
            hint = did_you_mean(name, actions.keys())
            raise UnknownActions(f"--fault: no page has an action {name}{hint}")

    def handle(self, query: str, body: bytes, prepared_answer: bytes = b"") -> Answer:
        """Return the answer to a request; ``prepared_answer`` is what a call is answered that passes the checks."""
        try:
            call = read_call(query, body)
        except (ValueError, RecursionError):
            return Answer(200, _UNREADABLE)
        error = self._check_caller(call)
        if error:
            return self._refuse(call, error)
        fault = self._faults.take(call.action)
        if fault.status:
            return Answer(fault.status, b"", fault.delay)
        return self._answer_action(call, fault, prepared_answer)

    def _answer_action(
        self, call: ReceivedCall, fault: Fault, prepared_answer: bytes
    ) -> Answer:
        if fault.code:
            return self._refuse(call, CallError(fault.code))
        action = self._documentation.load(call.action)
        error = self._check_places(call) or self._check_parameters(action, call)
        if error:
            return self._refuse(call, error)._replace(delay=fault.delay)
        done = prepared_answer or self._perform(action, call.tree)
        if isinstance(done, CallError):
            return self._refuse(call, done)._replace(delay=fault.delay)
        return Answer(200, done, fault.delay)

    def _refuse(self, call: ReceivedCall, error: CallError) -> Answer:
        meanings = self._documentation.find_meanings(call.action)
        return Answer(200, _dump(error.build_answer(call.action, meanings)))

    def _check_caller(self, call: ReceivedCall) -> CallError | None:
        if not call.action:
            return CallError(error_answers.NO_ACTION)
        if call.action not in self._documentation.actions:
            return CallError(error_answers.UNKNOWN_ACTION, call.action)
        if not call.read_text(signature.NAME):
            return CallError(error_answers.NO_SIGNATURE)
        if not self.options.public_key:
            has_user = call.read_text("PublicKey")
            return None if has_user else CallError(error_answers.UNKNOWN_USER)
        if call.read_text("PublicKey") != self.options.public_key:
            return CallError(error_answers.UNKNOWN_USER)
        is_signed = signature.is_signed(call.sent, self.options.private_key)
        return None if is_signed else CallError(error_answers.WRONG_SIGNATURE)

    def _check_places(self, call: ReceivedCall) -> CallError | None:
        """Return the error for a project or a region that the options do not have."""
        project, region = call.read_text("ProjectId"), call.read_text("Region")
        zone = call.read_text("Zone")
        projects, regions = self.options.projects, self.options.regions
        if project and projects and project not in projects:
            return CallError(error_answers.UNKNOWN_PROJECT, project)
        if region and regions and region not in regions:
            return CallError(error_answers.ZONE_REFUSED, region)
        if zone and regions and not zone.startswith(regions):
            return CallError(error_answers.ZONE_REFUSED, zone)
        return None

    def _check_parameters(self, action: Action, call: ReceivedCall) -> CallError | None:
        errors = self._documentation.actions[action.name].service.errors
        for fault in parameter_checks.find_faults(action, call.tree):
            if fault.kind != "unknown":
                return error_answers.describe_fault(fault, errors)
        return None

    def _perform(self, action: Action, tree: JSONObject) -> bytes | CallError:
        resources = self._resources.get(action.name)
        if resources:
            sample: JSONObject = json.loads(self._find_sample(action))
            done = resources.answer(action, tree, sample)
            return done if isinstance(done, CallError) else _dump(done)
        pagination = action.pagination
        if pagination and tree.keys() & {pagination.limit, pagination.offset}:
            return _dump(_cut(action, tree, json.loads(self._find_sample(action))))
        return self._find_sample(action)

    def _find_sample(self, action: Action) -> bytes:
        if action.name not in self._samples:
            self._samples[action.name] = _dump(self._make_sample(action))
        return self._samples[action.name]

    def _make_sample(self, action: Action) -> JSONObject:
        if self.options.examples:
            example = example_values.read_response(action.response_example)
            if example and str(example.get("RetCode")) == "0":
                return example
        sample = sample_answers.make_answer(action, self.options.seed)
        _count_items(action, sample)
        return sample


def _count_items(action: Action, answer: JSONObject) -> None:
    """Make the total of a long list what the list has."""
    pagination = action.pagination
    items = answer.get(pagination.items) if pagination else None
    if pagination and pagination.total in answer and isinstance(items, list):
        answer[pagination.total] = len(items)


def _cut(action: Action, tree: JSONObject, answer: JSONObject) -> JSONObject:
    pagination = action.pagination
    items = answer.get(pagination.items) if pagination else None
    if pagination and isinstance(items, list):
        answer[pagination.items] = select_page(items, pagination, tree)
    return answer


def _dump(answer: JSONObject) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
