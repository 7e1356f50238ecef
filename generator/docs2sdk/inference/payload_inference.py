"""The shape of requests or responses → a payload: fields, with groups of dotted rows or with models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from docs2sdk.inference import type_guesses
from docs2sdk.inference.shapes import Shape
from docs2sdk.inference.wording import Wording
from docs2sdk.locations import Location
from docs2sdk.schema import Field, ListOf, Model, Payload, Ref, Type, references

NOWHERE = Location("", 1)
_PLURAL = re.compile(r"(?<=x|h)es\Z|(?<=ss)es\Z|s\Z")


def infer_groups(shape: Shape, wording: Wording) -> Payload:
    """Return the payload of forms: an object in it is a group of dotted rows."""
    models: list[Model] = []
    fields = tuple(_infer_group(shape, wording, "", True, models))
    return Payload(fields, tuple(models))


def _infer_group(
    shape: Shape, wording: Wording, prefix: str, required: bool, models: list[Model]
) -> Iterator[Field]:
    """Yield the fields of a group, and append the models of the groups in it; a group is required if a row of it is."""
    for name, inner in shape.fields.items():
        guess = type_guesses.guess_type(inner, name)
        is_required = required and inner.values == shape.objects
        if guess.object is None or guess.type not in (Ref(""), ListOf(Ref(""))):
            plain = guess._replace(type=_name_model(guess.type, None))
            yield wording.make_field(name, plain, inner, is_required)
            continue
        path = f"{prefix}{name}{'.N' if isinstance(guess.type, ListOf) else ''}"
        at = len(models)
        fields = tuple(
            _infer_group(
                guess.object,
                wording.select_inside(),
                f"{path}.",
                is_required,
                models,
            )
        )
        models.insert(at, Model(path, fields, NOWHERE, implicit=True))
        group_required = any(field.required for field in fields)
        type_ = _name_model(guess.type, path)
        yield Field(name, type_, group_required, "", NOWHERE)


def infer_models(shape: Shape, wording: Wording, taken: Iterable[str] = ()) -> Payload:
    """Return the payload of JSON: an object in it has a model, named after its field; ``taken`` are names of other models."""
    models = _Models(wording.select_inside(), taken)
    fields = tuple(models.infer_fields(shape, "", wording))
    return Payload(fields, models.list_models(fields))


class _Models:
    """The models of a payload by name; two with the same names and types are one."""

    def __init__(self, wording: Wording, taken: Iterable[str]) -> None:
        self.wording = wording
        self.taken = set(taken)
        self.models: dict[str, Model] = {}

    def infer_fields(
        self, shape: Shape, owner: str, wording: Wording
    ) -> Iterator[Field]:
        for name, inner in shape.fields.items():
            guess = type_guesses.guess_type(inner, name)
            inner_shape = guess.object
            model = self._infer_model(inner_shape, owner, name) if inner_shape else None
            named = guess._replace(type=_name_model(guess.type, model))
            required = inner.values == shape.objects
            yield wording.make_field(name, named, inner, required)

    def _infer_model(self, shape: Shape, owner: str, name: str) -> str:
        """Return the name of the model of an object, a new one or an equal one."""
        fields = tuple(self.infer_fields(shape, _singular(name), self.wording))
        for model in self.models.values():
            if _members(model.fields) == _members(fields):
                self.models[model.name] = _merge(model, fields)
                return model.name
        free = self._find_free_name(owner, _singular(name))
        self.models[free] = Model(free, fields, NOWHERE)
        return free

    def _find_free_name(self, owner: str, name: str) -> str:
        numbered = (f"{owner}{name}{number}" for number in range(2, 10_000))
        names = (name, f"{owner}{name}", *numbered)
        used = self.taken | self.models.keys()
        return next(each[-100:] for each in names if each[-100:] not in used)

    def list_models(self, fields: Iterable[Field]) -> tuple[Model, ...]:
        """Return the models in the order in which rows refer to them."""
        names: dict[str, None] = {}
        unvisited = [*fields]
        while unvisited:
            for name in references(unvisited.pop(0).type):
                if name not in names:
                    names[name] = None
                    unvisited += self.models[name].fields
        return tuple(self.models[name] for name in names)


def _members(fields: Iterable[Field]) -> frozenset[tuple[str, Type]]:
    return frozenset((field.name, field.type) for field in fields)


def _merge(model: Model, fields: Iterable[Field]) -> Model:
    """Return a model that requires what both require."""
    required = {field.name: field.required for field in fields}
    merged = (
        replace(f, required=f.required and required[f.name]) for f in model.fields
    )
    return replace(model, fields=tuple(merged))


def _singular(name: str) -> str:
    """Return the name of a model for a field: ``UHostSet`` → ``UHost``, ``Disks`` → ``Disk``."""
    for suffix in ("Set", "List"):
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    if len(name) < 4 or name.endswith(("ss", "us", "is")):
        return name
    return _PLURAL.sub("", name)


def _name_model(type_: Type, model: str | None) -> Type:
    """Return a type with the name of its model in it."""
    match type_:
        case ListOf(item):
            return ListOf(_name_model(item, model))
        case Ref() if model is not None:
            return Ref(model)
        case _:
            return type_
