"""What one row says beside its name and its type, before and after."""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk.drift.differences import NOUN, Difference, Half, Row, needed
from docs2sdk.drift.kinds import item
from docs2sdk.schema import Enumeration, Field, Limit


def compare(half: Half, old: Row, new: Row) -> Iterator[Difference]:
    """Yield what differs between two rows that are one: required, limit, values, deprecation, format, description."""
    stated = list(_stated(half, old, new))
    yield from _required(half, old, new)
    yield from _format(half, old, new)
    yield from stated
    before, after = old.field.doc, new.field.doc
    # A fact that changed did so by its description; that is one change.
    if not stated:
        yield from _told("description-changed", old, new, before, after)


def _told(
    rule: str, old: Row, new: Row, before: str, after: str
) -> Iterator[Difference]:
    if before != after:
        yield Difference(rule, old.spot, new.spot, before, after)


def _required(half: Half, old: Row, new: Row) -> Iterator[Difference]:
    rule = f"{NOUN[half]}-became-{needed(new.field)}"
    yield from _told(rule, old, new, needed(old.field), needed(new.field))


def _format(half: Half, old: Row, new: Row) -> Iterator[Difference]:
    # Only of what is sent can an overlay say so.
    if half == "request":
        rule = f"{NOUN[half]}-format-changed"
        yield from _told(rule, old, new, old.field.format, new.field.format)


def _stated(half: Half, old: Row, new: Row) -> Iterator[Difference]:
    yield from _limit(half, old, new)
    yield from _values(half, old, new)
    yield from _deprecation(half, old, new)


def _limit(half: Half, old: Row, new: Row) -> Iterator[Difference]:
    if not (item(old.field.type) and item(new.field.type)):
        return  # that one of them is no list is the change
    before, after = _most(old.field.limit), _most(new.field.limit)
    what = "lowered" if after < before else "raised"
    rule = f"{NOUN[half]}-limit-{'changed' if half == 'response' else what}"
    yield from _told(rule, old, new, _count(before), _count(after))


def _most(limit: Limit | None) -> float:
    return limit.count if limit else float("inf")


def _count(most: float) -> str:
    return "any number of" if most == float("inf") else f"at most {most:.0f}"


def _values(half: Half, old: Row, new: Row) -> Iterator[Difference]:
    if _go_by_the_type(old.field, new.field):
        return  # that the type is another is the change
    before, after = _listed(old.field.enumeration), _listed(new.field.enumeration)
    if set(before) != set(after):
        rule = f"{NOUN[half]}-values-{_turn(half, set(before), set(after))}"
        yield from _told(rule, old, new, _joined(before), _joined(after))


def _go_by_the_type(old: Field, new: Field) -> bool:
    """Whether one text was read for two types: of some it lists values, of others it does not."""
    by_page = all(
        one.enumeration is None or one.enumeration.place.path == one.place.path
        for one in (old, new)
    )
    return by_page and old.doc == new.doc and old.type != new.type


def _turn(half: Half, before: set[str], after: set[str]) -> str:
    """Return what happened to a set of values; if more than one thing, what is worse for this half."""
    if not before or not after:
        return "mentioned"
    is_worse = before - after if half == "request" else after - before
    worse, better = ("removed", "added") if half == "request" else ("added", "removed")
    return worse if is_worse else better


def _listed(enumeration: Enumeration | None) -> tuple[str, ...]:
    return enumeration.values if enumeration else ()


def _joined(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "none"


def _deprecation(half: Half, old: Row, new: Row) -> Iterator[Difference]:
    before, after = old.field.deprecated, new.field.deprecated
    if after and not before:
        rule = f"{NOUN[half]}-deprecated"
        yield Difference(rule, old.spot, new.spot, "", after.text)
    elif before and not after:
        rule = f"{NOUN[half]}-undeprecated"
        yield Difference(rule, old.spot, new.spot, before.text, "")
    elif before and after and old.field.doc == new.field.doc:  # by an overlay
        rule = f"{NOUN[half]}-deprecation-reworded"
        yield from _told(rule, old, new, before.text, after.text)
