"""The options of an action: one for each parameter of its request, and those that every action has."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..fields import (
    Array,
    Boolean,
    Integer,
    Number,
    Shape,
    Text,
    WireField,
    fields_of,
)
from ..settings import PARAMETERS_FROM_SETTINGS
from . import value_texts
from .usage import UsageError, to_word

OUTPUTS = ("json", "table")
# Options of every action, with their values in words, and what they are.
CLIENT_OPTIONS = {
    "--region": ("TEXT", "Such as cn-bj2; else UCLOUD_REGION, or the profile's."),
    "--zone": ("TEXT", "Such as cn-bj2-04; else UCLOUD_ZONE, or the profile's."),
    "--project-id": ("TEXT", "Else UCLOUD_PROJECT_ID, or the profile's."),
    "--profile": (
        "NAME",
        "A profile of the official command line tool; else UCLOUD_PROFILE, or the active one.",
    ),
    "--base-url": ("URL", "Where requests are sent; else UCLOUD_API_BASE_URL."),
    "--timeout": ("SECONDS", "For the whole call; else UCLOUD_TIMEOUT_SECOND, or 30."),
}
OUTPUT_OPTIONS = {
    "--output": "json, which is the default: the response as it arrived; or table.",
    "--all": "All items of the list, from the offset on; requests one page after the other.",
    "--dry-run": "Print the request without its signature, with secrets hidden; send nothing.",
    "--help": "Print this.",
}
_RESERVED = {*CLIENT_OPTIONS, *OUTPUT_OPTIONS}
# The client's options for parameters that settings fill in.
_SETTINGS = {
    wire: f"--{to_word(name)}" for wire, name in PARAMETERS_FROM_SETTINGS.items()
}


class ParameterOption(NamedTuple):
    """The option of a parameter: ``--task-id-set`` for ``task_id_set``."""

    flag: str
    field: WireField

    @property
    def negated(self) -> str:
        """``--no-…``."""
        return _negate(self.flag)

    @property
    def is_flag(self) -> bool:
        """Whether it is a truth value: the option has no value, and ``--no-…`` says false."""
        return isinstance(self.field.shape, Boolean)

    @property
    def metavar(self) -> str:
        """Say what the option takes."""
        shape = self.field.shape
        return _name_shape(shape.item if isinstance(shape, Array) else shape)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that the page lists; others are allowed."""
        shape = self.field.shape
        shape = shape.item if isinstance(shape, Array) else shape
        return shape.choices if isinstance(shape, Text) else ()


def _name_shape(shape: Shape) -> str:
    match shape:
        case Text():
            return "TEXT"
        case Integer():
            return "INT"
        case Number():
            return "NUMBER"
        case Boolean():
            return "true|false"
    return "JSON"


def list_options(request: type) -> list[ParameterOption]:
    """Return the options of an action's parameters, but for those that are the client's: region, zone, project."""
    fields = fields_of(request)
    wires = {field.wire for field in fields}
    # Of an action without a ProjectId another parameter, such as ProjectID, may have its option.
    used = _RESERVED - {_SETTINGS[wire] for wire in _SETTINGS.keys() - wires}
    options = []
    for field in fields:
        if field.wire not in PARAMETERS_FROM_SETTINGS:
            option = ParameterOption(_name_option(field, used), field)
            used |= {option.flag, _negate(option.flag)}
            options.append(option)
    return options


def _name_option(field: WireField, used: set[str]) -> str:
    """Return ``--task-id-set``; ``--output-parameter`` of a parameter with the name of an option that every action has."""
    flag = f"--{to_word(field.name.rstrip('_'))}"
    while not used.isdisjoint({flag, _negate(flag)}):
        flag = f"{flag}-parameter"
    return flag


def _negate(flag: str) -> str:
    return f"--no-{flag[2:]}"


def build_arguments(
    options: Sequence[ParameterOption], words: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the arguments of a request's constructor; ``words`` maps parameters to the words of their options, or a truth value."""
    arguments: dict[str, Any] = {}
    for option in options:
        value = words.get(option.field.name)
        if value is None and not option.field.optional:
            raise UsageError(f"{option.flag} is required")
        if isinstance(value, list):
            value = _read_option(option, value)
        if value is not None:
            arguments[option.field.name] = value
    return arguments


def _read_option(option: ParameterOption, words: Sequence[str]) -> Any:
    try:
        return value_texts.read_value(option.field, words)
    except UsageError as error:
        problem = f"{option.flag} {error}"
    raise UsageError(problem)
