"""Builds the strings of a module of error codes, for ``_errors.py.j2``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docs2sdk.python import docstrings
from docs2sdk.python_literals import format_assignment, format_docstring
from docs2sdk.schema import ErrorCode
from docs2sdk.targets import plain_text
from docs2sdk.targets.error_meanings import list_meanings, merge_common_codes

_OWN_TABLE = "its own table of common codes"


def build_service_values(title: str, errors: Iterable[ErrorCode]) -> dict[str, str]:
    """Return the strings of a service's module."""
    errors = tuple(errors)
    about = f"RetCodes of {plain_text.one_line(title)}"
    return _build_values(about, _list_pages(errors), list_meanings(errors))


def build_common_values(errors: Iterable[ErrorCode]) -> dict[str, str]:
    """Return the strings of the common module: meanings from pages, and our own for the codes that are missing there."""
    errors = tuple(errors)
    pages, codes = _list_pages(errors), merge_common_codes(errors)
    if len(codes) > len(list_meanings(errors)):
        pages = [*pages, _OWN_TABLE]
    return _build_values("RetCodes that all services share", pages, codes)


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
