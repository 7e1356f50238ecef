"""Renders templates with Jinja, own ones in its sandbox, and reads the runtime's modules, which are copied unchanged."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from docs2sdk import install_paths, template_folder
from docs2sdk.message_text import did_you_mean
from docs2sdk.targets import template_objects
from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.template_folder import (
    CONTEXT_VERSION,
    SHIPPED,
    BadTemplate,
    Overrides,
)

if TYPE_CHECKING:
    from jinja2 import Environment

# Characters that an own template may write; the largest file of 1,421 actions has a million.
_MAX_LENGTH = 20_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNDEFINED = re.compile("'([^']+)' is undefined")
_OPTIONS: Mapping[str, Any] = {
    "auto_reload": False,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    # The output is Python and TOML, not HTML: ``python_literals`` escapes.
    "autoescape": False,
}
# What gives something else in each run, or shows itself with its place in memory.
_NOT_REPEATABLE = (
    ("globals", "lipsum"),
    ("globals", "cycler"),
    ("globals", "joiner"),
    ("filters", "random"),
)


def render_template(
    context: TemplateContext, overrides: Overrides | None = None
) -> str:
    """Return the text of a file; a missing value is an error, never an empty string.

    BadTemplate for a fault of an own template.
    """
    if overrides is None:
        return _environment().get_template(context.template).render(context.values)
    try:
        template = _own_environment(overrides).get_template(context.template)
        values = template_objects.wrap_values(context.values)
        parts = template.generate(values, context_version=CONTEXT_VERSION)
        return "".join(_limit(parts, str(overrides.folder / context.template)))
    except BadTemplate:
        raise
    except Exception as error:
        place = _find_place(error, overrides)
        if not place:
            raise
        message = f"{place}: {_describe_error(error, context.values)}"
        raise BadTemplate(
            f"{message}\ndocs/templates.md describes what templates get."
        ) from error


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(install_paths.find_templates())
    return Environment(loader=loader, undefined=StrictUndefined, **_OPTIONS)


@lru_cache(maxsize=2)
def _own_environment(overrides: Overrides) -> Environment:
    """Return an environment that finds own templates first; they can reach nothing but their context."""
    from jinja2 import (
        ChoiceLoader,
        FileSystemLoader,
        FunctionLoader,
        PrefixLoader,
        StrictUndefined,
    )
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    texts = template_folder.read_texts(overrides.folder)
    if template_folder.digest_texts(texts) != overrides.digest:
        raise BadTemplate(f"{overrides.folder} was changed during the run")

    class Missing(StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            name = str(self._undefined_name)
            message = template_objects.describe_missing(self._undefined_obj, name)
            return message or super()._undefined_message

    def insert(value: Any) -> Any:
        is_missing = isinstance(value, Missing)
        return value if is_missing else template_objects.check_insertable(value)

    def load(name: str) -> tuple[str, str, None] | None:
        text = texts.get(name)
        return None if text is None else (text, str(overrides.folder / name), None)

    shipped = FileSystemLoader(install_paths.find_templates())
    loaders = (
        FunctionLoader(load),
        PrefixLoader({SHIPPED.rstrip("/"): shipped}),
        shipped,
    )
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        undefined=Missing,
        finalize=insert,
        **_OPTIONS,
    )
    environment.filters.update(template_objects.FILTERS)
    for kind, name in _NOT_REPEATABLE:
        del getattr(environment, kind)[name]
    for name, text in texts.items():
        _check_template(environment, text, str(overrides.folder / name))
    return environment


def _check_template(environment: Environment, text: str, file: str) -> None:
    """Compile an own template; BadTemplate for whatever is wrong with it, also where Jinja or Python names no place."""
    try:
        environment.compile(text, file, file)
    except Exception as error:
        line = getattr(error, "lineno", None)
        place = f"{file}:{line}" if line else file
        raise BadTemplate(f"{place}: {_describe_error(error, {})}") from error


def _limit(parts: Iterable[str], name: str) -> Iterator[str]:
    length = 0
    for part in parts:
        length += len(part)
        if _SURROGATE.search(part):
            raise BadTemplate(f"{name} writes half of a surrogate pair")
        if length > _MAX_LENGTH:
            message = f"{name} writes more than {_MAX_LENGTH} characters to a file"
            raise BadTemplate(message)
        yield part


def _find_place(error: Exception, overrides: Overrides) -> str:
    """Return the file and the line of an own template at which it failed, "" if no own template takes part."""
    from jinja2 import TemplateSyntaxError

    if isinstance(error, TemplateSyntaxError):
        places = [(str(error.filename), error.lineno)]
    else:
        frames = traceback.walk_tb(error.__traceback__)
        places = [(frame.f_code.co_filename, line) for frame, line in frames]
    folder = str(overrides.folder / "_")[:-1]
    own = [f"{file}:{line}" for file, line in places if file.startswith(folder)]
    return own[-1] if own else ""


def _describe_error(error: Exception, values: Mapping[str, Any]) -> str:
    from jinja2 import TemplateNotFound

    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    if isinstance(error, TemplateNotFound):
        names = template_folder.list_names()
        return (
            f'there is no template "{error.name}"{did_you_mean(str(error.name), names)}'
        )
    message = str(error) or type(error).__name__
    missing = _UNDEFINED.fullmatch(message)
    if not missing:
        return message
    variables = f"; its variables are {', '.join(sorted(values))}"
    return message + (did_you_mean(missing[1], values) or variables)
