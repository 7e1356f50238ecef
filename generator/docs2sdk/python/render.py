"""Sheets → texts: the only room that knows Jinja."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from docs2sdk import installed
from docs2sdk.python.plan import Sheet

if TYPE_CHECKING:
    from jinja2 import Environment


def render(sheet: Sheet) -> str:
    """Return the text of a sheet; a value that its template wants and the plan lacks is an error, never a blank."""
    return _environment().get_template(sheet.template).render(sheet.values)


def runtime(package: str) -> dict[str, str]:
    """Return the runtime's modules, copied as they are: path in the output → text."""
    folder = installed.templates()
    return {
        f"{package}/{module.relative_to(folder).as_posix()}": module.read_text("utf-8")
        for module in sorted(folder.glob("runtime/**/*.py"))
    }


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # What comes out is Python and TOML, not HTML: escaping is the business of ``literals``.
    return Environment(
        loader=FileSystemLoader(installed.templates()),
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
