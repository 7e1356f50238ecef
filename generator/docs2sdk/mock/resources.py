"""Resources in memory: what a Create returned is found by Describe, changed by Modify, and gone after Delete.

There are two of each kind at the beginning, so that a list is not empty.  A key that was never created is no error: the
answer is a sample then, since programs have keys of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docs2sdk.mock import key_fields, paging
from docs2sdk.mock.error_answers import NOT_FOUND, CallError
from docs2sdk.mock.key_fields import FieldPath
from docs2sdk.mock.lifecycles import Lifecycle, Reading
from docs2sdk.mock.sample_answers import AnswerSampler, make_key
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Field, Payload, Ref, element_type
from docs2sdk.values import coercion
from docs2sdk.values.sample_values import JSONObject

_FIRST_RESOURCES = 2
_TOTALS = ("TotalCount", "Total")


class Resources:
    """The resources of one kind, by their keys; ``answer`` acts for each of the kind's actions."""

    def __init__(self, lifecycle: Lifecycle, seed: str) -> None:
        self._lifecycle = lifecycle
        self._seed = f"{seed}/{lifecycle.service}/{lifecycle.noun}"
        self._values: dict[str, JSONObject] = {}
        self._deleted: set[str] = set()
        self._made = 0
        for _ in range(_FIRST_RESOURCES):
            self._values[self._make_key()] = {}

    def answer(
        self, action: Action, tree: JSONObject, sample: JSONObject
    ) -> JSONObject | CallError:
        """Return the answer to a call: the sample, changed to what is remembered; an error for a resource that was deleted."""
        lifecycle, name = self._lifecycle, action.name
        if name in lifecycle.creates:
            return self._create(name, tree, sample)
        if name in lifecycle.reads:
            return self._read(action, lifecycle.reads[name], tree, sample)
        if name in lifecycle.updates:
            return self._update(lifecycle.updates[name], tree, sample)
        return self._delete(lifecycle.deletes[name], tree, sample)

    def _make_key(self) -> str:
        self._made += 1
        if self._lifecycle.has_number:
            return str(1000 + self._made)
        name = self._lifecycle.key.removesuffix("s")
        return make_key(name, f"{self._seed}/{self._made}")

    def _create(self, name: str, tree: JSONObject, sample: JSONObject) -> JSONObject:
        parameter, path = self._lifecycle.creates[name]
        named = _read_keys(tree.get(parameter)) if parameter else []
        key = named[0] if named else self._make_key()
        self._values[key] = {}
        self._deleted.discard(key)
        self._remember(key, tree)
        if path:
            _write_key(sample, path, key)
        return sample

    def _remember(self, key: str, tree: JSONObject) -> None:
        values = self._values[key]
        for name, value in tree.items():
            values[name.lower()] = value

    def _read(
        self, action: Action, reading: Reading, tree: JSONObject, sample: JSONObject
    ) -> JSONObject | CallError:
        asked = _read_keys(tree.get(reading.parameter)) if reading.parameter else []
        if reading.listed is None:
            return self._read_one(action, reading, asked, sample)
        keys = [key for key in self._values if not asked or key in asked]
        total = action.pagination and action.pagination.total
        for name in (total, *_TOTALS):
            if name in sample and isinstance(sample[name], int):
                sample[name] = len(keys)
        if action.pagination:
            keys = paging.select_page(keys, action.pagination, tree)
        items: list[JSON] = [self._build_item(action, reading, key) for key in keys]
        _write(sample, reading.listed.items, items)
        return sample

    def _read_one(
        self, action: Action, reading: Reading, asked: list[str], sample: JSONObject
    ) -> JSONObject | CallError:
        if not asked:
            return sample
        key = asked[0]
        if key in self._deleted:
            return CallError(NOT_FOUND, key)
        path = reading.answer or ()
        if path:
            _write_key(sample, path, key)
        payload = action.response
        fields = _find_fields(payload, path[:-1])
        holder = _follow(sample, path[:-1])
        if isinstance(holder, dict):
            self._add_values(payload, fields, key, holder)
        return sample

    def _build_item(self, action: Action, reading: Reading, key: str) -> JSONObject:
        """Return a resource as an element of a list: a sample with its key, and with what calls have said of it."""
        assert reading.listed
        payload = action.response
        fields = _find_fields(payload, reading.listed.items)
        sampler = AnswerSampler(payload, f"{self._seed}/{action.name}/{key}")
        item = sampler.make_fields(fields)
        _write_key(item, reading.listed.key, key)
        self._add_values(payload, fields, key, item)
        return item

    def _add_values(
        self, payload: Payload, fields: Iterable[Field], key: str, item: JSONObject
    ) -> None:
        values = self._values.get(key, {})
        own = key_fields.normalize_name(self._lifecycle.key)
        for field in fields:
            value = values.get(field.name.lower())
            if value is None or key_fields.normalize_name(field.name) == own:
                continue
            fitting = coercion.coerce(payload, field.type, value)
            if fitting is not None:
                item[field.name] = fitting

    def _update(
        self, parameter: str, tree: JSONObject, sample: JSONObject
    ) -> JSONObject | CallError:
        def remember(key: str) -> None:
            if key in self._values:
                self._remember(key, tree)

        return self._change(parameter, tree, sample, remember)

    def _delete(
        self, parameter: str, tree: JSONObject, sample: JSONObject
    ) -> JSONObject | CallError:
        def forget(key: str) -> None:
            if self._values.pop(key, None) is not None:
                self._deleted.add(key)

        return self._change(parameter, tree, sample, forget)

    def _change(
        self,
        parameter: str,
        tree: JSONObject,
        sample: JSONObject,
        change: Callable[[str], None],
    ) -> JSONObject | CallError:
        keys = _read_keys(tree.get(parameter))
        gone = [key for key in keys if key in self._deleted]
        if gone:
            return CallError(NOT_FOUND, gone[0])
        for key in keys:
            change(key)
        return sample


def _read_keys(value: JSON) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item) for item in items if isinstance(item, str | int)]


def _find_fields(payload: Payload, path: FieldPath) -> tuple[Field, ...]:
    """Return the fields of the objects that a path leads to."""
    fields = payload.fields
    for name in path:
        type_ = next(field.type for field in fields if field.name == name)
        item = element_type(type_)
        assert isinstance(item, Ref)
        fields = payload.model(item.model).fields
    return fields


def _follow(value: Any, path: FieldPath) -> JSON:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value  # type: ignore[no-any-return]


def _write(tree: JSONObject, path: FieldPath, value: JSON) -> None:
    for holder in _open(tree, path[:-1]):
        holder[path[-1]] = value


def _write_key(tree: JSONObject, path: FieldPath, key: str) -> None:
    """Write a key to where a path leads, in the type that is there; lists on the way are left with one element."""
    for holder in _open(tree, path[:-1]):
        before = holder.get(path[-1])
        is_number = isinstance(before, int)
        if not is_number or key.isdecimal():
            value = int(key) if is_number else key
            holder[path[-1]] = [value] if isinstance(before, list) else value


def _open(tree: JSONObject, path: FieldPath) -> Iterator[JSONObject]:
    """Yield the object that a path leads to; objects that are missing on the way are made."""
    holder: Any = tree
    for name in path:
        inner = holder.get(name)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            del inner[1:]
            inner = inner[0]
        if not isinstance(inner, dict):
            inner = holder[name] = {}
        holder = inner
    yield holder
