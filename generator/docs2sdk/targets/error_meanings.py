"""What RetCodes mean: in the words of pages, and our own for common codes that no page explains."""

from __future__ import annotations

from collections.abc import Iterable

from docs2sdk.schema import ErrorCode
from docs2sdk.targets.plain_text import one_line

# Meanings of common codes, in our own words, for a documentation whose common table is missing or incomplete.
BUILT_IN = {
    110: "no answer within 60 seconds; the action may have been carried out",
    130: "the API gateway or its authentication service is at fault",
    150: "the service is not available at the moment; try again later",
    153: "too many requests; try again more slowly",
    160: "the parameter Action is missing",
    161: "there is no such action",
    170: "the signature is missing",
    171: "the signature is wrong",
    172: "there is no such user",
    174: "there is no such token",
    292: "there is no such project",
    293: "no permission for this zone",
    294: "requests from this IP address are refused",
    295: "the security lock was not passed",
    299: "IAM does not allow this action",
}


def merge_common_codes(errors: Iterable[ErrorCode]) -> dict[int, str]:
    """Return the meanings of the common codes, in the order of the codes: those of pages, else our own."""
    codes = BUILT_IN | list_meanings(errors)
    return {code: codes[code] for code in sorted(codes)}


def list_meanings(errors: Iterable[ErrorCode]) -> dict[int, str]:
    """Return one line for each code: its meaning, or without one the API's own message."""
    return {error.code: one_line(error.meaning or error.message) for error in errors}
