"""One action, old and new: what changed in it, in the words of its page and of Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from docs2sdk.drift import paging, symbols, tables
from docs2sdk.drift.changes import Change, Symbol, for_code, in_python
from docs2sdk.drift.differences import NOUN, Difference, Half, Spot
from docs2sdk.drift.rules import RULES
from docs2sdk.drift.symbols import Symbols
from docs2sdk.protocol import is_reading
from docs2sdk.python.given_names import NOTHING, GivenNames
from docs2sdk.schema import Action, Example, Field, Side

_HALVES: tuple[Half, Half] = ("request", "response")


@dataclass(frozen=True, slots=True)
class Member:
    """An action, the folder that it is in, and the Python names that were given already."""

    service: str
    action: Action
    names: GivenNames = NOTHING

    @property
    def given(self) -> Mapping[str, str]:
        """Return the names inside its module that were given already, by place."""
        return self.names.of_action(self.action)

    def half(self, half: Half) -> Side:
        """Return its request or its response."""
        return self.action.request if half == "request" else self.action.response

    def example(self, half: Half) -> Example | None:
        """Return the example of its request or of its response."""
        one = self.action
        return one.request_example if half == "request" else one.response_example


def compare(old: Member, new: Member) -> tuple[Change, ...]:
    """Return every change in an action, but for its name and its folder."""
    found = tuple(_in_words(old, new))
    return (
        *_itself(old, new),
        *_paging(old, new, found),
        *_examples(old, new),
        *found,
    )


def told(
    rule: str, old: Member | None, new: Member | None, before: str = "", after: str = ""
) -> Change:
    """Return a change of an action as a whole; ``old`` or ``new`` is None where there is none."""
    now = new or old
    assert now is not None
    return Change(
        rule=RULES[rule],
        level=RULES[rule].level,
        service=now.service,
        action=now.action.wire,
        side="",
        path="",
        old=old.action.place if old else None,
        new=new.action.place if new else None,
        before=before,
        after=after,
        python=in_python(rule, _method(old), _method(new), before, after),
    )


def _method(member: Member | None) -> Symbol:
    if member is None:
        return Symbol()
    return symbols.method(member.service, member.action.wire, member.names)


def _itself(old: Member, new: Member) -> Iterator[Change]:
    """Yield what changed of the action as a whole."""
    one, other = old.action, new.action
    for rule, before, after in (
        ("action-encoding-changed", one.encoding, other.encoding),
        ("action-replay-changed", _replay(one, other), _replay(other, other)),
        ("action-listing-changed", _listing(one), _listing(other)),
    ):
        if before != after:
            yield told(rule, old, new, before, after)
    if other.deprecated and not one.deprecated:
        change = told("action-deprecated", old, new, "", other.deprecated.text)
        yield replace(change, new=other.deprecated.place)
    elif one.deprecated and not other.deprecated:
        change = told("action-undeprecated", old, new, one.deprecated.text, "")
        yield replace(change, old=one.deprecated.place)
    elif _texts(one) != _texts(other):
        yield told("action-description-changed", old, new, _texts(one), _texts(other))
    elif _reason(one) != _reason(other):  # by an overlay
        yield told(
            "action-deprecation-reworded", old, new, _reason(one), _reason(other)
        )


def _replay(action: Action, now: Action) -> str:
    """Return how an action counts by its overlay, or by its name ``now``: of another name it is told that it is one."""
    reads = action.read_only
    if reads is None:
        reads = is_reading(now.wire)
    return "reading" if reads else "writing"


def _reason(action: Action) -> str:
    return action.deprecated.text if action.deprecated else ""


def _listing(action: Action) -> str:
    return "in an index" if action.listed else "in no index"


def _texts(action: Action) -> str:
    prose = (action.title, action.summary, *action.notes, *action.warnings)
    return "\n\n".join(filter(None, prose))


def _paging(old: Member, new: Member, found: Iterable[Change]) -> Iterator[Change]:
    before, after = old.action.pagination, new.action.pagination
    rule = paging.compare(before, after, found)
    if rule:
        words = paging.words(before), paging.words(after)
        yield told(rule, old, new, *words)


def _examples(old: Member, new: Member) -> Iterator[Change]:
    for half in _HALVES:
        before, after = old.example(half), new.example(half)
        # Another form of the example is how a page says that the body has another form.
        is_told = half == "request" and old.action.encoding != new.action.encoding
        if _text(before) != _text(after) and not is_told:
            change = told("example-changed", old, new, _text(before), _text(after))
            yield replace(
                change,
                side=half,
                old=before.place if before else change.old,
                new=after.place if after else change.new,
            )


def _text(example: Example | None) -> str:
    return example.text if example else ""


def _differences(half: Half, old: Member, new: Member) -> list[Difference]:
    return list(tables.compare(half, old.half(half), new.half(half)))


def _in_words(old: Member, new: Member) -> Iterator[Change]:
    """Yield the differences of the tables as changes; what code says is only worked out if there are any."""
    found = {half: _differences(half, old, new) for half in _HALVES}
    if not any(found.values()) and _chosen(old) == _chosen(new):
        return
    before = Symbols(old.action, old.given)
    is_renamed = old.action.wire != new.action.wire
    after = Symbols(new.action, new.given if is_renamed else before.names)
    for half in _HALVES:
        names = _names(half, old, new, before, after)
        # Models that became one, or came of one, have its other rows in common.
        differences = tuple(dict.fromkeys((*found[half], *names)))
        often = Counter((one.rule, one.spot.path) for one in differences)
        for one in differences:
            change = _change(half, one, new, before, after)
            if one.old and often[one.rule, one.spot.path] > 1:
                # Of two models that became one, only the old names tell them apart.
                change = replace(change, path=one.old.path)
            yield change


def _chosen(member: Member) -> list[tuple[str, str]]:
    """Return the Python names that overlays give, which no table shows."""
    return [
        (spot.path, field.name)
        for half in _HALVES
        for spot, field in _rows(member.half(half))
        if field.name
    ]


def _rows(side: Side) -> Iterator[tuple[Spot, Field]]:
    for field in side.fields:
        yield Spot("", field.wire, field.place), field
    for model in side.models:
        for field in model.fields:
            yield Spot(model.wire, field.wire, field.place), field


def _names(
    half: Half, old: Member, new: Member, before: Symbols, after: Symbols
) -> Iterator[Difference]:
    """Yield the rows that have the name they had, but not in Python: an overlay chose another."""
    spots = {spot.path: spot for spot, _ in _rows(new.half(half))}
    for spot, _ in _rows(old.half(half)):
        if spot.path in spots:
            now = spots[spot.path]
            names = before.of(half, spot).name, after.of(half, now).name
            if names[0] != names[1]:
                yield Difference(f"{NOUN[half]}-python-name-changed", spot, now, *names)


def _symbol(names: Symbols, half: Half, spot: Spot | None, other: Spot) -> Symbol:
    if spot:
        return names.of(half, spot)
    return Symbol(around=names.around(half, other))


def _change(
    half: Half, one: Difference, new: Member, before: Symbols, after: Symbols
) -> Change:
    was = _symbol(before, half, one.old, one.spot)
    now = _symbol(after, half, one.new, one.spot)
    rule = for_code(one.rule, was, now)
    return Change(
        rule=RULES[rule],
        level=RULES[rule].level,
        service=new.service,
        action=new.action.wire,
        side=half,
        path=one.spot.path,
        old=one.old.place if one.old else None,
        new=one.new.place if one.new else None,
        before=one.before,
        after=one.after,
        python=in_python(rule, was, now, one.before, one.after),
    )
