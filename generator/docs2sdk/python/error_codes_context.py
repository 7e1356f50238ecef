"""Builds the strings of a module of error codes, for ``_errors.py.j2``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docs2sdk.python import docstrings
from docs2sdk.python_literals import format_assignment, format_docstring
from docs2sdk.schema import ErrorCode

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
_OWN_TABLE = "its own table of common codes"


def build_service_values(title: str, errors: Iterable[ErrorCode]) -> dict[str, str]:
    """Return the strings of a service's module."""
    errors = tuple(errors)
    about = f"RetCodes of {docstrings.one_line(title)}"
    return _build_values(about, _list_pages(errors), _meanings_by_code(errors))


def build_common_values(errors: Iterable[ErrorCode]) -> dict[str, str]:
    """Return the strings of the common module: meanings from pages, and our own for the codes that are missing there."""
    errors = tuple(errors)
    pages, codes = _list_pages(errors), merge_common_codes(errors)
    if len(codes) > len(_meanings_by_code(errors)):
        pages = [*pages, _OWN_TABLE]
    return _build_values("RetCodes that all services share", pages, codes)


def merge_common_codes(errors: Iterable[ErrorCode]) -> dict[int, str]:
    """Return the meanings of the common codes, in the order of the codes: those of pages, else our own."""
    codes = BUILT_IN | _meanings_by_code(errors)
    return {code: codes[code] for code in sorted(codes)}


def _build_values(
    about: str, sources: Iterable[str], codes: Mapping[int, str]
) -> dict[str, str]:
    ordered = {code: codes[code] for code in sorted(codes)}
    return {
        "docstring": format_docstring(
            docstrings.describe_module(about, ", ".join(sources))
        ),
        "codes": format_assignment("CODES: dict[int, str]", ordered),
    }


def _list_pages(errors: Iterable[ErrorCode]) -> list[str]:
    return sorted({error.location.path for error in errors})


def _meanings_by_code(errors: Iterable[ErrorCode]) -> dict[int, str]:
    """Return one line for each code: its meaning, or without one the API's own message."""
    return {
        error.code: docstrings.one_line(error.meaning or error.message)
        for error in errors
    }
