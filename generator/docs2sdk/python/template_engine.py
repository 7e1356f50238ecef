"""Renders templates with Jinja, and reads the runtime's modules, which are copied unchanged."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from docs2sdk import install_paths
from docs2sdk.python.template_contexts import TemplateContext

if TYPE_CHECKING:
    from jinja2 import Environment


def render_template(context: TemplateContext) -> str:
    """Return the text of a file; a missing value is an error, never an empty string."""
    return _environment().get_template(context.template).render(context.values)


def read_runtime(package: str) -> dict[str, str]:
    """Return the runtime's modules: path in the output → text."""
    folder = install_paths.find_templates()
    return {
        f"{package}/{module.relative_to(folder).as_posix()}": module.read_text("utf-8")
        for module in sorted(folder.glob("runtime/**/*.py"))
    }


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # The output is Python and TOML, not HTML: ``python_literals`` escapes.
    return Environment(
        loader=FileSystemLoader(install_paths.find_templates()),
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
