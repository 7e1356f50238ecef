"""Whether an example keeps within the limits that a document states: not all of the published examples do."""

from __future__ import annotations

from docs2sdk.python_literals import JSON
from docs2sdk.schema import Field, Payload
from docs2sdk.values.example_values import find_objects
from docs2sdk.values.sample_values import JSONObject


def is_within_limits(
    payload: Payload, fields: tuple[Field, ...], tree: JSONObject
) -> bool:
    """Whether all values of an object, whose fields are those of ``payload``, keep within the limits of their fields."""
    return all(
        _keeps_limits(field, tree[field.name])
        and all(
            is_within_limits(payload, payload.model(model).fields, inner)
            for model, inner in find_objects(field.type, tree[field.name])
        )
        for field in fields
        if field.name in tree
    )


def _keeps_limits(field: Field, value: JSON) -> bool:
    if isinstance(value, list):
        return all(_keeps_limits(field, item) for item in value)
    if isinstance(value, str):
        shortest, longest = field.min_length, field.max_length
        is_short = shortest is not None and len(value) < shortest.value
        return not is_short and not (longest and len(value) > longest.value)
    if isinstance(value, int | float):
        return _is_in_range(field, value)
    return True


def _is_in_range(field: Field, number: float) -> bool:
    low, high, step = field.minimum, field.maximum, field.multiple_of
    exceptions = {*(low.also if low else ()), *(high.also if high else ())}
    is_low = low is not None and number < low.value
    is_high = high is not None and number > high.value
    is_between = step is not None and number % step.value != 0
    return number in exceptions or not (is_low or is_high or is_between)
