"""Words for what a page states about the numbers and texts that a row takes: ``from 7 to 36500, or 0``, ``in GB``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docs2sdk.schema import Bound, Field, Format, StatedNumber, StatedText

_ENGLISH = {
    "between": "from {} to {}",
    "at least": "at least {}",
    "at most": "at most {}",
    "also": "{}, or {}",
    "step": "a multiple of {}",
    "length between": "{} to {} characters",
    "length at least": "at least {} characters",
    "length at most": "at most {} characters",
    "unit": "in {}",
    "timestamp": "a Unix timestamp in seconds",
    "timestamp-ms": "a Unix timestamp in milliseconds",
    "date": "a date (YYYY-MM-DD)",
}
_CHINESE = {
    "between": "{} 到 {}",
    "at least": "不小于 {}",
    "at most": "不大于 {}",
    "also": "{}，或 {}",
    "step": "{} 的倍数",
    "length between": "{} 到 {} 个字符",
    "length at least": "至少 {} 个字符",
    "length at most": "最多 {} 个字符",
    "unit": "单位：{}",
    "timestamp": "Unix 时间戳（秒）",
    "timestamp-ms": "Unix 时间戳（毫秒）",
    "date": "日期（YYYY-MM-DD）",
}
_WORDS: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "zh": _CHINESE}


def describe_range(field: Field) -> str:
    """Return the range and the length that the page states: ``from 7 to 36500, or 0``, ``1 to 63 characters``."""
    return ", ".join(
        (*_describe_range(field, _ENGLISH), *_describe_length(field, _ENGLISH))
    )


def list_limits(field: Field, language: str = "en") -> list[str]:
    """Return what the page states about a value besides known values and default; its own text is in the unit only."""
    # Most fields have none of them, and there are tens of thousands.
    if not any(list_stated(field)):
        return []
    return [*_describe_limits(field, _WORDS[language])]


def list_stated(
    field: Field,
) -> tuple[Bound | StatedNumber | StatedText | Format | None, ...]:
    """Return the facts that ``list_limits`` describes, None for those that the page does not state."""
    return (
        *(field.minimum, field.maximum, field.multiple_of),
        *(field.min_length, field.max_length, field.unit, field.format),
    )


def _describe_limits(field: Field, words: Mapping[str, str]) -> Iterator[str]:
    yield from _describe_range(field, words)
    if field.multiple_of:
        yield words["step"].format(field.multiple_of.value)
    yield from _describe_length(field, words)
    if field.unit:
        yield words["unit"].format(field.unit.value)
    if field.format:
        yield words[field.format.value]


def _describe_range(field: Field, words: Mapping[str, str]) -> Iterator[str]:
    low, high = field.minimum, field.maximum
    text = _describe_ends(_read_value(low), _read_value(high), "", words)
    also = sorted({*_list_exceptions(low), *_list_exceptions(high)})
    if text and also:
        text = words["also"].format(text, ", ".join(map(str, also)))
    if text:
        yield text


def _list_exceptions(bound: Bound | None) -> tuple[int, ...]:
    return bound.also if bound else ()


def _describe_length(field: Field, words: Mapping[str, str]) -> Iterator[str]:
    low, high = _read_value(field.min_length), _read_value(field.max_length)
    if text := _describe_ends(low, high, "length ", words):
        yield text


def _read_value(stated: Bound | StatedNumber | None) -> int | None:
    return stated.value if stated else None


def _describe_ends(
    low: int | None, high: int | None, prefix: str, words: Mapping[str, str]
) -> str:
    """Return the words for two ends of a range, "" if it has neither."""
    if low is None and high is None:
        return ""
    if high is None:
        return words[f"{prefix}at least"].format(low)
    if low is None:
        return words[f"{prefix}at most"].format(high)
    return words[f"{prefix}between"].format(low, high)
