"""Sheets → texts: the only room that knows Jinja."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from generator.python.plan import Sheet

if TYPE_CHECKING:
    from jinja2 import Environment


def render(sheet: Sheet) -> str:
    """Return the text of a sheet; a value that its template wants and the plan lacks is an error, never a blank."""
    return _environment().get_template(sheet.template).render(sheet.values)


def runtime(package: str) -> dict[str, str]:
    """Return the runtime's modules, copied as they are: path in the output → text."""
    modules = _folder().joinpath("runtime").iterdir()
    return {
        f"{package}/runtime/{module.name}": module.read_text("utf-8")
        for module in sorted(modules, key=lambda module: module.name)
        if module.name.endswith(".py")
    }


def templates() -> Iterator[tuple[str, str]]:
    """Yield every template's name and text, the runtime's modules included, sorted by name."""
    yield from sorted(_texts(_folder(), ""))


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            yield from _texts(item, f"{prefix}{item.name}/")
        elif item.name.endswith((".j2", ".py")):
            yield f"{prefix}{item.name}", item.read_text("utf-8")


def _folder() -> Traversable:
    """The wheel carries the templates inside the package; a checkout has them beside it."""
    inside = files("generator").joinpath("templates")
    return inside if inside.is_dir() else Path(__file__).parents[2] / "templates"


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    # What comes out is Python and TOML, not HTML: escaping is the business of ``literals``.
    return Environment(
        loader=DictLoader(dict(templates())),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
