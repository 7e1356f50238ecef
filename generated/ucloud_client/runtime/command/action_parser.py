"""The parser of an action's command line, and its help: what the page says of every parameter."""

# isort: skip_file
from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from ..fields import Array
from ..models import Request
from ..paging import PagedRequest
from . import page_text, terminal
from .parameter_options import (
    CLIENT_OPTIONS,
    OUTPUT_OPTIONS,
    OUTPUTS,
    ParameterOption,
    list_options,
)
from .usage import UsageError, unknown_word_error

_INDENT = 8
# Namespaces of argparse have the parameters of a request under these names, apart from our own.
_PARAMETER = "parameter "


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


class _Formatter(argparse.HelpFormatter):
    """Keeps the lines of texts, and wraps them by the width of Chinese."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options |= {"max_help_position": _INDENT, "width": measure_terminal()}
        super().__init__(*arguments, **options)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return terminal.wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in terminal.wrap(text, width))


def measure_terminal() -> int:
    """Return the width for texts, as argparse has it."""
    return max(shutil.get_terminal_size().columns - 2, 40)


class ActionParser:
    """Parses the words after an action."""

    def __init__(self, command: str, request: type[Request[Any]]) -> None:
        self.options = list_options(request)
        self._request = request
        self._command = command

    def format_help(self) -> str:
        """Return the help, with the texts of the page."""
        return self._build(page_text.read_page_text(self._request)).format_help()

    def parse(self, words: Sequence[str]) -> argparse.Namespace:
        """Return what the options say; UsageError for a word that belongs to none."""
        values, rest = self._build(page_text.NO_TEXT).parse_known_args(words)
        unknown = [word.partition("=")[0] for word in rest if word.startswith("-")]
        if unknown:
            raise unknown_word_error("option", unknown[0], self.flags())
        if rest:
            # It may be a part of a secret, so it is not shown.
            raise UsageError(
                "there is a word without an option: quote values with spaces"
            )
        return values

    def flags(self) -> list[str]:
        """Return all options."""
        own = [flag for flag in OUTPUT_OPTIONS if flag != "--all" or self.is_paged()]
        return [*self._parameter_flags(), *self._client_flags(), *own]

    def _parameter_flags(self) -> Iterator[str]:
        for option in self.options:
            yield option.flag
            if option.is_flag:
                yield option.negated

    def is_switch(self, flag: str) -> bool:
        """Whether an option has no value."""
        options = [option for option in self.options if option.is_flag]
        switches = [flag for each in options for flag in (each.flag, each.negated)]
        return flag in ("--all", "--dry-run", "--help", *switches)

    def _client_flags(self) -> list[str]:
        taken = [option.flag for option in self.options]
        return [flag for flag in CLIENT_OPTIONS if flag not in taken]

    def parameters(self, values: argparse.Namespace) -> dict[str, Any]:
        """Return what the options of the request's parameters say: words, truth values, None for those not used."""
        names = [option.field.name for option in self.options]
        return {name: getattr(values, _PARAMETER + name) for name in names}

    def is_paged(self) -> bool:
        """Whether the action returns a part of a list."""
        return issubclass(self._request, PagedRequest)

    def _build(self, page: page_text.PageText) -> argparse.ArgumentParser:
        parser = _Parser(
            usage=_escape(f"{self._command} [options]"),
            description=_escape(page.about),
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        group = parser.add_argument_group("parameters")
        for option in self.options:
            text = page.parameters.get(option.field.name, "")
            _add_parameter(group, option, _escape(describe_option(option, text)))
        settings = parser.add_argument_group("settings")
        for flag in self._client_flags():
            _add_client_option(settings, flag, page)
        self._add_output_options(parser.add_argument_group("output"))
        return parser

    def _add_output_options(self, group: Any) -> None:
        group.add_argument(
            "--output", choices=OUTPUTS, default="json", help=OUTPUT_OPTIONS["--output"]
        )
        if self.is_paged():
            group.add_argument(
                "--all", action="store_true", help=OUTPUT_OPTIONS["--all"]
            )
        for flag in ("--dry-run", "--help"):
            group.add_argument(flag, action="store_true", help=OUTPUT_OPTIONS[flag])


def _add_parameter(group: Any, option: ParameterOption, text: str) -> None:
    target = {"dest": _PARAMETER + option.field.name, "default": None}
    if not option.is_flag:
        kind = {"action": "append", "metavar": option.metavar}
        group.add_argument(option.flag, help=text, **kind, **target)
        return
    # Not by BooleanOptionalAction, which takes the name NoRecycled for a negation.
    negation = f"{option.field.wire} is false."
    for flag, value, about in (
        (option.flag, True, text),
        (option.negated, False, negation),
    ):
        group.add_argument(
            flag, action="store_const", const=value, help=about, **target
        )


def _add_client_option(group: Any, flag: str, page: page_text.PageText) -> None:
    metavar, about = CLIENT_OPTIONS[flag]
    text = page.parameters.get(flag[2:].replace("-", "_"), "")
    about = _escape(f"{about}\n{text}".strip())
    group.add_argument(flag, metavar=metavar, help=about)


def describe_option(option: ParameterOption, text: str) -> str:
    """Return the help of an option: the API's name, what is known of the value, and the page's text."""
    field = option.field
    facts = [field.wire]
    if not field.optional:
        facts.append("required")
    if isinstance(field.shape, Array):
        limit = f", at most {field.max_items} times" if field.max_items else ""
        facts.append(f"a list: repeat the option{limit}")
    if field.is_secret:
        facts.append("secret: @FILE reads a file, - standard input")
    elif option.metavar == "JSON":
        facts.append("@FILE reads a file, - standard input")
    values = f"Known values: {', '.join(option.choices)}." if option.choices else ""
    return "\n".join(filter(None, (f"[{'; '.join(facts)}]", values, text)))


def _escape(text: str) -> str:
    return text.replace("%", "%%")
