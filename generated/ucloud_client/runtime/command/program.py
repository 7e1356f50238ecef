"""The command line: ``SERVICE ACTION --option value``; prints, and returns the exit code of the process."""

# isort: skip_file
from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from ..client import BaseSyncClient
from ..errors import (
    APIError,
    ConfigurationError,
    InvalidRequestError,
    UCloudError,
    printable,
)
from . import completion
from .action_call import ActionCall, Connect
from .action_parser import ActionParser
from .package_index import PackageIndex
from .terminal import pad, print_text
from .usage import UsageError, to_word, unknown_word_error

DONE, REFUSED, MISUSED, UNANSWERED, INTERRUPTED = 0, 1, 2, 3, 130


def run(
    client: type[BaseSyncClient],
    words: Sequence[str] | None = None,
    connect: Connect | None = None,
) -> int:
    """Run a command line, that of the process by default, and return its exit code.

    0: done; 1: the API refused; 2: wrong usage or settings; 3: no answer, or none of the API.  ``connect`` makes the client.
    """
    arguments = sys.argv[1:] if words is None else words
    try:
        _run(PackageIndex(client), arguments, connect or client)
        sys.stdout.flush()
    except (UsageError, InvalidRequestError, ConfigurationError) as error:
        return _report(error, MISUSED)
    except UCloudError as error:
        is_refused = isinstance(error, APIError)
        return _report(error, REFUSED if is_refused else UNANSWERED)
    except BrokenPipeError:
        # Whoever reads has enough; Python would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE


def _report(error: Exception, code: int) -> int:
    print(f"error: {printable(str(error))}", file=sys.stderr)
    return code


def _run(index: PackageIndex, words: Sequence[str], connect: Connect) -> None:
    match words:
        case [] | ["-h" | "--help", *_]:
            print_text("\n".join(_describe_package(index)))
        case ["--completion", shell]:
            print_text(completion.write_script(shell, index.package).rstrip("\n"))
        case ["--complete", "--", *typed]:
            _complete(index, typed)
        case [word, *_] if word.startswith("-"):
            raise unknown_word_error("option", word, completion.TOP_OPTIONS)
        case [word] | [word, "-h" | "--help"]:
            print_text("\n".join(_describe_service(index, index.find_service(word))))
        case [word, action, *options]:
            service = index.find_service(word)
            request = index.find_action(service, action)
            command = f"python -m {index.package} {to_word(word)} {to_word(action)}"
            ActionCall(ActionParser(command, request), request).run(options, connect)


def _complete(index: PackageIndex, words: Sequence[str]) -> None:
    """Print the words that may come next; nothing after a word that is wrong."""
    with suppress(UsageError):
        for word in completion.complete(index, words):
            print_text(word)


def _describe_package(index: PackageIndex) -> Iterator[str]:
    command = f"python -m {index.package}"
    yield f"usage: {command} SERVICE ACTION [options]"
    yield f"       {command} SERVICE [ACTION] --help"
    yield f"       {command} --completion {'|'.join(completion.SCRIPTS)}"
    yield "\nservices:"
    yield from _list_words(
        (word, index.title(name)) for word, name in index.services.items()
    )


def _describe_service(index: PackageIndex, service: str) -> Iterator[str]:
    yield f"usage: python -m {index.package} {to_word(service)} ACTION [options]"
    yield f"\n{index.title(service)}"
    yield "\nactions:"
    yield from _list_words(index.describe_actions(service))


def _list_words(described: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = [*described]
    width = max((len(word) for word, _ in rows), default=0)
    for word, text in rows:
        yield f"  {pad(word, width)}  {text}".rstrip()
