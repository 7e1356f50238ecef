"""Apply the corrections of one action, in an order that does not depend on the files (``KeyChange.rank``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.overlays import apply_field
from docs2sdk.overlays.apply_field import KeyChange, RefusedChange, no_effect_error
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.pages import model_references, pagination
from docs2sdk.schema import Action, Payload, Ref


class CorrectedAction(NamedTuple):
    """An action after its corrections: those applied in full, the one that hides the action, and the diagnostics."""

    action: Action
    applied: tuple[Correction, ...]
    hidden_by: Correction | None
    diagnostics: tuple[Diagnostic, ...]


def correct_action(
    action: Action, corrections: Sequence[Correction], today: date
) -> CorrectedAction:
    """Apply corrections to their action; a correction that fails, or has expired ``today``, becomes a diagnostic."""
    valid = [item for item in corrections if not item.is_expired(today)]
    changes = sorted(
        (
            KeyChange(correction, key)
            for correction in valid
            for key in correction.changes
        ),
        key=lambda change: change.rank,
    )
    changed, refused = _apply_changes(action, changes)
    diagnostics = [
        *(report_expired(item) for item in corrections if item not in valid),
        *(Diagnostic(change.location, why.code, str(why)) for change, why in refused),
        *_find_endless(action.request, changed.request, changes),
    ]
    failed = [change.correction for change, _ in refused]
    applied = tuple(correction for correction in valid if correction not in failed)
    hiding = (item for item in applied if _hides_action(item))
    result = action if changed == action else _remove_unused(action, changed)
    hidden_by = next(hiding, None)
    return CorrectedAction(result, applied, hidden_by, tuple(sorted(diagnostics)))


def apply_builtin(
    result: CorrectedAction, corrections: Sequence[Correction], today: date
) -> CorrectedAction:
    """Apply built-in corrections to what no other correction changes; those that fit no more are left out."""
    taken = {
        (item.target_kind, item.path, key)
        for item in result.applied
        for key in item.changes
    }
    free = [
        item
        for item in corrections
        if not any((item.target_kind, item.path, key) in taken for key in item.changes)
    ]
    corrected = correct_action(result.action, free, today)
    applied = (*result.applied, *corrected.applied)
    return result._replace(action=corrected.action, applied=applied)


def locate_encodings(result: CorrectedAction) -> Iterator[Location]:
    """Yield the locations of the parameters whose encoding a correction decides."""
    for item in result.applied:
        if "content_encoding" in item.changes:
            with suppress(RefusedChange):
                site = apply_field.find_site(result.action.request, "request", item)
                yield site.field.location


def _hides_action(correction: Correction) -> bool:
    return correction.target_kind == "action" and "hidden" in correction.changes


def report_expired(correction: Correction) -> Diagnostic:
    """Return the diagnostic of an expired correction."""
    message = f"the correction of {correction} was good until {correction.expires}"
    return Diagnostic(correction.locate_key("expires"), "D603", message)


def _apply_changes(
    action: Action, changes: Iterable[KeyChange]
) -> tuple[Action, list[tuple[KeyChange, RefusedChange]]]:
    """Apply the changes that are possible; return the action, and the other changes with the reasons."""
    applied: dict[tuple[str, ...], KeyChange] = {}
    refused = []
    for change in changes:
        try:
            action = _apply_change(action, change, applied)
        except RefusedChange as why:
            refused.append((change, why))
    return action, refused


def _apply_change(
    action: Action, change: KeyChange, applied: dict[tuple[str, ...], KeyChange]
) -> Action:
    kind = change.correction.target_kind
    assert kind != "page", "pages are hidden, not changed"
    if kind == "action":
        _check_first((kind, change.key), change, applied)
        return _change_action(action, change)
    payload: Payload = getattr(action, kind)
    site = apply_field.find_site(payload, kind, change.correction)
    _check_first((kind, site.owner, site.field.name, change.key), change, applied)
    changed = site.replace_field(apply_field.change_field(site, change))
    return replace(action, **{kind: changed})  # type: ignore[arg-type]


def _check_first(
    target: tuple[str, ...],
    change: KeyChange,
    applied: dict[tuple[str, ...], KeyChange],
) -> None:
    """Refuse a second correction of the same key: the two contradict each other, now or after an edit of one."""
    earlier = applied.setdefault(target, change)
    if earlier is not change:
        where = f"{earlier.location.path}:{earlier.location.line}"
        message = (
            f'"{change.key}" of {change.correction} is corrected at {where} already'
        )
        raise RefusedChange("D604", message)


def _change_action(action: Action, change: KeyChange) -> Action:
    if change.key == "hidden":
        return action  # apply_catalog removes it
    if change.key == "read_only":
        return replace(action, read_only=change.value)
    text = action.deprecated.message if action.deprecated else ""
    if change.value == text:
        raise no_effect_error(change)
    return replace(action, deprecated=apply_field.make_deprecation(change))


def _find_endless(
    before: Payload, after: Payload, changes: Iterable[KeyChange]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic at each correction that makes a model of the request require itself."""
    old = {model.name for model in model_references.find_required_cycles(before.models)}
    endless = {
        model.name for model in model_references.find_required_cycles(after.models)
    }
    blamed: list[Correction] = []
    for change in changes if endless - old else ():
        user, used = _find_requirement(change, after)
        is_guilty = user in endless - old and used in endless
        if is_guilty and change.correction not in blamed:
            blamed.append(change.correction)
            message = f"then {user} requires itself, and no request can be made"
            yield Diagnostic(change.location, "D604", message)


def _find_requirement(change: KeyChange, after: Payload) -> tuple[str, str]:
    """Return the model that a change of the request makes require a model, and the required one; "" if there is none."""
    if change.correction.target_kind == "request" and change.key in (
        "type",
        "required",
    ):
        # A later change may have hidden the field.
        with suppress(RefusedChange):
            site = apply_field.find_site(after, "request", change.correction)
            if site.field.required and isinstance(site.field.type, Ref):
                return site.owner, site.field.type.model
    return "", ""


def _remove_unused(before: Action, after: Action) -> Action:
    """Return the action without the models that the changes left unused, and with pagination as its tables say now."""
    request = _remove_unused_models(before.request, after.request)
    response = _remove_unused_models(before.response, after.response)
    paging = pagination.find_pagination(request, response)
    return replace(after, request=request, response=response, pagination=paging)


def _remove_unused_models(before: Payload, after: Payload) -> Payload:
    unused = _find_used_models(before) - _find_used_models(after)
    kept = (model for model in after.models if model.name not in unused)
    return replace(after, models=tuple(kept))


def _find_used_models(payload: Payload) -> set[str]:
    return model_references.find_reachable_models(
        payload.fields, {model.name: model for model in payload.models}
    )
