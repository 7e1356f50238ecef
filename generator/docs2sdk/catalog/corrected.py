"""One action as corrected.  The order of its corrections does not matter: see ``Change.rank``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from docs2sdk.catalog import amendments
from docs2sdk.catalog.amendments import Change, Refused, nothing_new
from docs2sdk.catalog.overlays import Correction
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import facts, models
from docs2sdk.schema import Action, Model, Ref, Side


class Corrected(NamedTuple):
    """An action after its corrections: those carried out in full, the one that hides it, and what is wrong."""

    action: Action
    applied: tuple[Correction, ...]
    hidden_by: Correction | None
    diagnostics: tuple[Diagnostic, ...]


def corrected(
    action: Action, corrections: Sequence[Correction], today: date
) -> Corrected:
    """Carry out the corrections of an action; ``today`` decides which have expired."""
    due = [one for one in corrections if not one.is_over(today)]
    changes = sorted(
        (Change(one, key) for one in due for key in one.changes),
        key=lambda change: change.rank,
    )
    changed, refused = _changed(action, changes)
    found = [
        *(expired(one) for one in corrections if one not in due),
        *(Diagnostic(change.place, why.code, str(why)) for change, why in refused),
        *_endless(action.request, changed.request, changes),
    ]
    failed = [change.correction for change, _ in refused]
    applied = tuple(one for one in due if one not in failed)
    hiding = (
        one for one in applied if one.part == "action" and "hidden" in one.changes
    )
    result = action if changed == action else _tidied(action, changed)
    return Corrected(result, applied, next(hiding, None), tuple(sorted(found)))


def expired(correction: Correction) -> Diagnostic:
    """Return the finding of a correction that holds no more."""
    message = f"the correction of {correction} was good until {correction.expires}"
    return Diagnostic(correction.at("expires"), "D603", message)


def _changed(
    action: Action, changes: Iterable[Change]
) -> tuple[Action, list[tuple[Change, Refused]]]:
    """Carry out what can be, and return the rest with the reasons."""
    first: dict[tuple[str, ...], Change] = {}
    refused = []
    for change in changes:
        try:
            action = _with_change(action, change, first)
        except Refused as why:
            refused.append((change, why))
    return action, refused


def _with_change(
    action: Action, change: Change, first: dict[tuple[str, ...], Change]
) -> Action:
    part = change.correction.part
    assert part != "page", "pages are hidden, not changed"
    if part == "action":
        _check_first((part, change.key), change, first)
        return _with_action_change(action, change)
    side: Side = getattr(action, part)
    site = amendments.site(side, part, change.correction)
    _check_first((part, site.owner, site.field.wire, change.key), change, first)
    replaced = site.replaced(amendments.amended(site, change))
    return replace(action, **{part: replaced})  # type: ignore[arg-type]


def _check_first(
    target: tuple[str, ...], change: Change, first: dict[tuple[str, ...], Change]
) -> None:
    """Two corrections of the same contradict each other, now or when one of them is edited."""
    earlier = first.setdefault(target, change)
    if earlier is not change:
        at = f"{earlier.place.path}:{earlier.place.line}"
        message = f'"{change.key}" of {change.correction} is corrected at {at} already'
        raise Refused("D604", message)


def _with_action_change(action: Action, change: Change) -> Action:
    if change.key == "hidden":
        return action  # the catalog leaves it out
    if change.key == "read_only":
        return replace(action, read_only=change.value)
    said = action.deprecated.text if action.deprecated else ""
    if change.value == said:
        raise nothing_new(change)
    return replace(action, deprecated=amendments.deprecation(change))


def _endless(
    before: Side, after: Side, changes: Iterable[Change]
) -> Iterator[Diagnostic]:
    """Yield that a model of the request requires itself now, at every correction that made it so."""
    old = {model.wire for model in models.endless(before.models)}
    endless = {model.wire for model in models.endless(after.models)}
    blamed: list[Correction] = []
    for change in changes if endless - old else ():
        user, used = _requirement(change, after)
        is_guilty = user in endless - old and used in endless
        if is_guilty and change.correction not in blamed:
            blamed.append(change.correction)
            message = f"then {user} requires itself, and no request can be made"
            yield Diagnostic(change.place, "D604", message)


def _requirement(change: Change, after: Side) -> tuple[str, str]:
    """Return the model that requires another because of a change of the request, and the other; "" if none does."""
    if change.correction.part == "request" and change.key in ("type", "required"):
        # Another change may have hidden the field since.
        with suppress(Refused):
            site = amendments.site(after, "request", change.correction)
            if site.field.required and isinstance(site.field.type, Ref):
                return site.owner, site.field.type.model
    return "", ""


def _tidied(before: Action, after: Action) -> Action:
    """Return the action without the models that nothing refers to any more, paging as its tables do now."""
    request = _without_unused(before.request, after.request)
    response = _without_unused(before.response, after.response)
    paging = facts.pagination(request, response)
    return replace(after, request=request, response=response, pagination=paging)


def _without_unused(before: Side, after: Side) -> Side:
    gone = _used(before) - _used(after)
    return replace(after, models=tuple(_kept(after.models, gone)))


def _kept(all_models: Iterable[Model], gone: set[str]) -> Iterator[Model]:
    return (model for model in all_models if model.wire not in gone)


def _used(side: Side) -> set[str]:
    return models.reachable(side.fields, {model.wire: model for model in side.models})
