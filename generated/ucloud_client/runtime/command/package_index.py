"""Lists the services and actions of a client's package; imports an action when it is used."""

# isort: skip_file
from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from ..errors import printable
from ..models import Request
from .usage import to_word, unknown_word_error


class PackageIndex:
    """The commands that a generated client has: a service, then an action."""

    def __init__(self, client: type) -> None:
        self._client = client
        self.package = client.__module__.rpartition(".")[0]
        """The name to import."""
        self.services: Mapping[str, str] = {
            to_word(name): name
            for name, value in sorted(vars(client).items())
            if isinstance(value, cached_property)
        }
        """Each service's word, and its package."""

    def find_service(self, word: str) -> str:
        """Return the package of a service; UsageError if there is none."""
        if to_word(word) not in self.services:
            raise unknown_word_error("service", word, self.services)
        return self.services[to_word(word)]

    def title(self, service: str) -> str:
        """Return the title of a service."""
        return _first_line(getattr(self._client, service))

    def actions(self, service: str) -> Mapping[str, str]:
        """Return the word of each action, and its method."""
        return {to_word(name): name for name in sorted(self._classes(service))}

    def find_action(self, service: str, word: str) -> type[Request[Any]]:
        """Return the class of an action's requests; UsageError if there is no such action."""
        actions = self.actions(service)
        if to_word(word) not in actions:
            raise unknown_word_error(f"action of {service}", word, actions)
        return self._import(service, actions[to_word(word)])

    def describe_actions(self, service: str) -> Iterator[tuple[str, str]]:
        """Yield the word and the title of each action; imports all of them."""
        for word, method in self.actions(service).items():
            yield word, _first_line(self._import(service, method))

    def _classes(self, service: str) -> Mapping[str, str]:
        index = importlib.import_module(f"{self.package}.{service}._service")
        classes: Mapping[str, str] = index._ACTIONS
        return classes

    def _import(self, service: str, method: str) -> type[Request[Any]]:
        module = importlib.import_module(f"{self.package}.{service}.{method}")
        request: type[Request[Any]] = getattr(module, self._classes(service)[method])
        return request


def _first_line(documented: object) -> str:
    return printable((documented.__doc__ or "").strip().partition("\n")[0])
