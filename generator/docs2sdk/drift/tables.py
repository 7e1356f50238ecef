"""Two halves of an action's page, old and new, compared table by table: every difference once."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from docs2sdk.drift import row_facts, rows
from docs2sdk.drift.differences import NOUN, Difference, Half, Row, Spot, needed
from docs2sdk.drift.kinds import item, leaf, spelled, turn
from docs2sdk.drift.rows import Pairing
from docs2sdk.places import Place
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import Field, Model, Ref, Side

# The table of a half itself is a model without a name.
_NOWHERE = Place("", 0)


def compare(half: Half, old: Side, new: Side) -> Iterator[Difference]:
    """Yield every difference of two requests or responses; a model's once, however many rows refer to it."""
    yield from _envelope(half, old, new)
    walk = _Walk(half, _tables(half, old), _tables(half, new))
    while walk.waiting:
        before, after = walk.waiting.popleft()
        yield from _table(walk, walk.old[before], walk.new[after])


@dataclass(frozen=True, slots=True)
class _Walk:
    """The tables of both by name, which pairs of them are still to be compared, and what was reported."""

    half: Half
    old: Mapping[str, Model]
    new: Mapping[str, Model]
    waiting: deque[tuple[str, str]] = field(default_factory=lambda: deque([("", "")]))
    met: set[tuple[str, str]] = field(default_factory=lambda: {("", "")})


def _tables(half: Half, side: Side) -> dict[str, Model]:
    own = tuple(one for one in side.fields if not _is_envelope(half, one))
    return {"": Model("", own, _NOWHERE)} | {one.wire: one for one in side.models}


def _is_envelope(half: Half, one: Field) -> bool:
    return half == "response" and one.wire in RESPONSE_ENVELOPE


def _envelope(half: Half, old: Side, new: Side) -> Iterator[Difference]:
    """Yield what changed of the rows that every answer has, whatever its page says."""
    before, after = _enveloping(half, old), _enveloping(half, new)
    for wire in RESPONSE_ENVELOPE:
        spots = before.get(wire, _ABSENT), after.get(wire, _ABSENT)
        if spots[0][1] != spots[1][1]:
            (one, was), (other, is_) = spots
            yield Difference("envelope-changed", one, other, was, is_)


_ABSENT: tuple[Spot | None, str] = (None, "no row")


def _enveloping(half: Half, side: Side) -> dict[str, tuple[Spot | None, str]]:
    """Return where the rows of the envelope stand, and all that they say."""
    models = {one.wire: one for one in side.models}
    return {
        one.wire: (Spot("", one.wire, one.place), f"{_state(one, models)}: {one.doc}")
        for one in side.fields
        if _is_envelope(half, one)
    }


def _state(one: Field, models: Mapping[str, Model]) -> str:
    return f"{needed(one)} {spelled(one.type, models)}"


def _table(walk: _Walk, old: Model, new: Model) -> Iterator[Difference]:
    """Yield the differences of two tables, and note which others are to be compared on their account."""
    paired = rows.pair(old.fields, new.fields, _sort(walk.old), _sort(walk.new))
    yield from _named(walk.half, paired, old, new)
    yield from _alone(walk, paired, old, new)
    for one, other in (*paired.kept, *paired.recased, *paired.renamed):
        yield from _row(walk, Row(old, one), Row(new, other))
    if paired.moved:
        before, after = paired.moved
        yield Difference(
            "rows-reordered",
            Spot(old.wire, "", before.place),
            Spot(new.wire, "", after.place),
        )


def _sort(tables: Mapping[str, Model]) -> rows.Sort:
    """Return what tells types apart: of a group of rows its names, since its own name is its path."""

    def of(one: Field) -> Hashable:
        inside, depth = one.type, 0
        while (inner := item(inside)) is not None:
            inside, depth = inner, depth + 1
        if isinstance(inside, Ref) and tables[inside.model].grouped:
            return depth, _wires(tables[inside.model])
        return depth, inside

    return of


def _wires(model: Model) -> frozenset[str]:
    return frozenset(one.wire for one in model.fields)


def _named(half: Half, paired: Pairing, old: Model, new: Model) -> Iterator[Difference]:
    """Yield the rows that have another name."""
    for what, pairs in (("recased", paired.recased), ("renamed", paired.renamed)):
        for one, other in pairs:
            before, after = Row(old, one).spot, Row(new, other).spot
            yield Difference(
                f"{NOUN[half]}-{what}", before, after, before.path, after.path
            )


def _alone(
    walk: _Walk, paired: Pairing, old: Model, new: Model
) -> Iterator[Difference]:
    """Yield the rows that are on one side only."""
    noun = NOUN[walk.half]
    for one in paired.removed:
        before = _state(one, walk.old)
        yield Difference(f"{noun}-removed", Row(old, one).spot, None, before, "")
    for one in paired.added:
        how = f"-{needed(one)}" if walk.half == "request" else ""
        after = _state(one, walk.new)
        yield Difference(f"{noun}-added{how}", None, Row(new, one).spot, "", after)


def _row(walk: _Walk, old: Row, new: Row) -> Iterator[Difference]:
    """Yield what differs between two rows that are one, and between the models that they refer to."""
    yield from _type(walk, old, new)
    groups = _group(old.field, walk.old), _group(new.field, walk.new)
    if _follows(old.field, groups[0]) and _follows(new.field, groups[1]):
        # Its rows are compared for themselves.
        new = replace(new, field=replace(new.field, required=old.field.required))
    if any(groups):
        # It has no description; its rows have.
        new = replace(new, field=replace(new.field, doc=old.field.doc))
    yield from row_facts.compare(walk.half, old, new)


def _group(one: Field, tables: Mapping[str, Model]) -> Model | None:
    """Return the group of rows that a row stands for, None for a row of its own."""
    inside = leaf(one.type)
    model = tables[inside.model] if isinstance(inside, Ref) else None
    return model if model and model.grouped else None


def _follows(one: Field, group: Model | None) -> bool:
    """Whether a group is required because one of its rows is, or not because none is: no overlay says otherwise."""
    return group is not None and one.required == any(
        inner.required for inner in group.fields
    )


# What a change of type means for who writes values, and for who reads them.
_TYPE_RULES: dict[Half, dict[str, str]] = {
    "request": {"narrowed": "retyped"},
    "response": {"widened": "retyped"},
}


def _type(walk: _Walk, old: Row, new: Row) -> Iterator[Difference]:
    what: str = turn(old.field.type, new.field.type)
    before, after = leaf(old.field.type), leaf(new.field.type)
    if isinstance(before, Ref) and isinstance(after, Ref):
        if _belong_together(walk, before.model, after.model):
            yield from _models(walk, before.model, after.model)
        elif what == "same":
            what = "retyped"
    elif what == "modelled" and isinstance(after, Ref):
        yield _model_alone(walk, "added", after.model, old, new)
        return
    elif what == "opened" and isinstance(before, Ref):
        yield _model_alone(walk, "removed", before.model, old, new)
        return
    if what != "same":
        rule = f"{NOUN[walk.half]}-{_TYPE_RULES[walk.half].get(what, what)}"
        yield _retyped(walk, rule, old, new)


def _retyped(walk: _Walk, rule: str, old: Row, new: Row) -> Difference:
    before = spelled(old.field.type, walk.old)
    after = spelled(new.field.type, walk.new)
    return Difference(rule, old.spot, new.spot, before, after)


def _model_alone(walk: _Walk, what: str, model: str, old: Row, new: Row) -> Difference:
    """Return that an open object got a table, or the reverse: for every row, since of each code has to change."""
    is_kept = model in walk.old and model in walk.new
    rule = f"{NOUN[walk.half]}-retyped" if is_kept else f"{walk.half}-model-{what}"
    return _retyped(walk, rule, old, new)


def _belong_together(walk: _Walk, before: str, after: str) -> bool:
    """Whether two models are one, before and after: by name, or because one took the other's place."""
    old, new = walk.old[before], walk.new[after]
    if before == after or (old.grouped and new.grouped):
        return True
    if before in walk.new or after in walk.old:
        return False
    mine, theirs = _wires(old), _wires(new)
    return 2 * len(mine & theirs) >= len(mine | theirs)


def _models(walk: _Walk, before: str, after: str) -> Iterator[Difference]:
    """Note that two models are to be compared, and yield that they have different names."""
    if (before, after) in walk.met:
        return
    walk.met.add((before, after))
    walk.waiting.append((before, after))
    old, new = walk.old[before], walk.new[after]
    if _plain(before) != _plain(after) and not (old.grouped and new.grouped):
        spots = Spot(before, "", old.place), Spot(after, "", new.place)
        yield Difference(f"{walk.half}-model-renamed", *spots, before, after)


def _plain(model: str) -> str:
    """Return a model's name without the indices of a group's path: what its class is called after."""
    return ".".join(part for part in model.split(".") if part not in ("N", "n"))
