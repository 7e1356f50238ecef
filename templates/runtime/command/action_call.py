"""One call of an action from the command line: options → request → what is printed."""

# isort: skip_file
from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from .. import paging
from ..client import BaseSyncClient
from ..errors import BadResponseError, printable
from ..fields import fields_of
from ..models import Request, Response
from ..settings import PARAMETERS_FROM_SETTINGS
from . import dry_run, response_table
from .action_parser import ActionParser
from .parameter_options import CLIENT_OPTIONS, build_arguments
from .terminal import print_json, print_text
from .usage import UsageError, to_word

Connect = Callable[..., BaseSyncClient]
HELP = {"-h", "--help"}


class ActionCall:
    """An action, and the parser of its options."""

    def __init__(self, parser: ActionParser, request: type[Request[Any]]) -> None:
        self._parser = parser
        self._request = request

    def run(self, words: Sequence[str], connect: Connect) -> None:
        """Call the action and print its response, or the help; ``connect`` makes the client."""
        if HELP & {*words}:
            print_text(self._parser.format_help().rstrip("\n"))
            return
        values = self._parser.parse(words)
        parameters = self._parser.parameters(values)
        arguments = build_arguments(self._parser.options, parameters)
        with connect(**_read_settings(values)) as client:
            self._check_settings(client)
            _print_result(client, self._build_request(arguments), values)

    def _build_request(self, arguments: dict[str, Any]) -> Request[Any]:
        """Return the request; warnings of deprecation go to standard error."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", DeprecationWarning)
            request = self._request(**arguments)
        for warning in caught:
            print(f"warning: {printable(str(warning.message))}", file=sys.stderr)
        return request

    def _check_settings(self, client: BaseSyncClient) -> None:
        """Raise UsageError if a parameter is required that settings fill in, and is in none."""
        for field in fields_of(self._request):
            setting = PARAMETERS_FROM_SETTINGS.get(field.wire)
            if setting and field.required and getattr(client.settings, setting) is None:
                raise UsageError(f"--{to_word(setting)} is required")


def _read_settings(values: argparse.Namespace) -> dict[str, Any]:
    """Return the arguments of the client: one for each option that is used."""
    names = [flag[2:].replace("-", "_") for flag in CLIENT_OPTIONS]
    words = {name: getattr(values, name, None) for name in names}
    settings: dict[str, Any] = {
        name: word for name, word in words.items() if word is not None
    }
    if "timeout" in settings:
        try:
            settings["timeout"] = float(settings["timeout"])
        except ValueError:
            raise UsageError("--timeout must be a number of seconds") from None
    return settings


def _print_result(
    client: BaseSyncClient, request: Any, values: argparse.Namespace
) -> None:
    if values.dry_run:
        print_json(dry_run.describe_request(client, request))
        return
    is_all = getattr(values, "all", False)
    read, format_table = _LISTS if is_all else _RESPONSES
    result = read(client, request)
    try:
        if values.output == "table":
            print_text(format_table(result))
        else:
            print_json(result)
    except RecursionError:
        problem = "the answer is nested too deeply to be shown"
        raise BadResponseError(problem, action=request.ACTION) from None


def _read_items(client: BaseSyncClient, request: Any) -> list[Any]:
    """Return the items of all pages as they arrived."""
    wire = request.PAGING.items
    pages = paging.pages(client.send, request)
    return [item for page in pages for item in page.raw.get(wire) or []]


def _read_response(client: BaseSyncClient, request: Request[Any]) -> dict[str, Any]:
    """Return a response as it arrived, but for secrets that the server quotes in its message."""
    response: Response = client.send(request)
    quoted = {"Message": response.message} if "Message" in response.raw else {}
    return response.raw | quoted


_LISTS: tuple[Any, Any] = (_read_items, response_table.format_rows)
_RESPONSES: tuple[Any, Any] = (_read_response, response_table.format_response)
