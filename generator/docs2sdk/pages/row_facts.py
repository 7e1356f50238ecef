"""Reads all facts that the description of a row states: about its list, its values, its number, its text, and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, NamedTuple

from docs2sdk.locations import Location
from docs2sdk.pages import (
    cells,
    contradictions,
    defaults,
    known_values,
    lengths,
    prose_facts,
    ranges,
    units,
)
from docs2sdk.pages.cells import CellFault
from docs2sdk.pages.known_values import ListedValues
from docs2sdk.pages.prose_facts import Phrase
from docs2sdk.schema import (
    Bound,
    Deprecation,
    Format,
    KnownValues,
    ListOf,
    MaxItems,
    Scalar,
    ScalarKind,
    StatedNumber,
    StatedText,
    Type,
    is_list,
)

# Longer texts explain much besides their row; the limit also bounds the work for a hostile text.
_MAX_TEXT_LENGTH = 5_000


class RowFacts(NamedTuple):
    """What a description states about its row; the names are those of ``Field``."""

    max_items: MaxItems | None = None
    known_values: KnownValues | None = None
    default: StatedText | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    multiple_of: StatedNumber | None = None
    min_length: StatedNumber | None = None
    max_length: StatedNumber | None = None
    unit: StatedText | None = None
    format: Format | None = None
    deprecated: Deprecation | None = None


NO_FACTS = RowFacts()


class _FactPhrase(NamedTuple):
    """A fact without its location: its name, what makes it of the location, and its offset into the text."""

    name: str
    make: Callable[[Location], Any]
    offset: int


class _Findings(NamedTuple):
    """What a text states, and where it contradicts itself or the type of its row."""

    facts: tuple[_FactPhrase, ...]
    contradiction: CellFault | None


def read_facts(
    text: str, type_: Type, indexed: bool, locate: Callable[[int], Location]
) -> tuple[RowFacts, CellFault | None]:
    """Return the facts in the text of a description cell, and where it contradicts itself or the type.

    ``indexed``: the row's name has an index, so that the row is a list of ``type_``.  ``locate`` returns the location of an
    offset into the text.
    """
    findings = _read(text, _find_kind(type_), indexed or is_list(type_))
    if not findings.facts:
        return NO_FACTS, findings.contradiction
    facts = {name: make(locate(offset)) for name, make, offset in findings.facts}
    return RowFacts(**facts), findings.contradiction


def _find_kind(type_: Type) -> ScalarKind | None:
    while isinstance(type_, ListOf):
        type_ = type_.item
    return type_.type if isinstance(type_, Scalar) else None


# Many rows have the same description: two of three in the published documentation.
@lru_cache(maxsize=8_192)
def _read(text: str, kind: ScalarKind | None, in_list: bool) -> _Findings:
    facts = [*_find_deprecation(text)]
    if in_list:
        facts += _find_max_items(text)
    if kind is None or len(text) > _MAX_TEXT_LENGTH:
        return _Findings(tuple(facts), None)
    listed = known_values.find_values(text, kind)
    default = defaults.find_default(text, kind)
    facts += _find_value_facts(text, kind, listed, default)
    if kind in ("int", "float"):
        facts += _find_number_facts(text, kind, default)
    if kind == "string" and not in_list:
        facts += _find_length(text)
    contradiction = None if listed else _find_contradiction(text, kind, default)
    return _Findings(tuple(facts), contradiction)


def _find_contradiction(
    text: str, kind: ScalarKind, default: Phrase | None
) -> CellFault | None:
    if kind == "int":
        return contradictions.check_whole_values(text)
    if kind == "string" and default:
        return contradictions.check_default(text, default)
    return None


def _find_deprecation(text: str) -> Iterator[_FactPhrase]:
    if phrase := prose_facts.find_row_deprecation(text):
        message = cells.read_text(phrase.text)
        yield _FactPhrase("deprecated", partial(Deprecation, message), phrase.offset)


def _find_max_items(text: str) -> Iterator[_FactPhrase]:
    if phrase := prose_facts.find_max_items(text):
        yield _FactPhrase("max_items", partial(MaxItems, phrase.number), phrase.offset)


def _find_value_facts(
    text: str, kind: ScalarKind, listed: ListedValues | None, default: Phrase | None
) -> Iterator[_FactPhrase]:
    """Yield what holds of single values of any kind."""
    if listed:
        make = partial(KnownValues, listed.values)
        yield _FactPhrase("known_values", make, listed.offset)
    if default:
        make_default = partial(StatedText, default.text)
        yield _FactPhrase("default", make_default, default.offset)
    if described := units.find_format(text, kind):
        yield _FactPhrase("format", partial(Format, described.name), described.offset)


def _find_number_facts(
    text: str, kind: ScalarKind, default: Phrase | None
) -> Iterator[_FactPhrase]:
    if limits := ranges.find_range(text, _read_whole(default)):
        low, high, also, offset = limits
        if low is not None:
            below = tuple(number for number in also if number < low)
            yield _FactPhrase("minimum", partial(Bound, low, below), offset)
        if high is not None:
            above = tuple(number for number in also if number > high)
            yield _FactPhrase("maximum", partial(Bound, high, above), offset)
    if step := ranges.find_step(text):
        make = partial(StatedNumber, step.number)
        yield _FactPhrase("multiple_of", make, step.offset)
    if (unit := units.find_unit(text)) and not units.find_format(text, kind):
        yield _FactPhrase("unit", partial(StatedText, unit.text), unit.offset)


def _read_whole(default: Phrase | None) -> int | None:
    """Return a default that is a whole number: it is legal even outside the range."""
    if default is None or not default.text.lstrip("-").isdigit():
        return None
    return int(default.text)


def _find_length(text: str) -> Iterator[_FactPhrase]:
    if length := lengths.find_length(text):
        low, high, offset = length
        if low is not None:
            yield _FactPhrase("min_length", partial(StatedNumber, low), offset)
        if high is not None:
            yield _FactPhrase("max_length", partial(StatedNumber, high), offset)
