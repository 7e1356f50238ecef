"""Classes as the generator writes them, with objects inside objects, for tests that need them unused."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.fields import param, request_class, response_class
from runtime.models import Model, Parameters, Request, Response


@response_class
class Part(Model):
    """Holds itself."""

    size: int = param("Size")
    names: list[str] = param("Names")
    parts: list[Part] | None = param("Parts", default=None)


@response_class
class MakeResponse(Response):
    """The response."""

    part: Part | None = param("Part", default=None)
    parts: list[Part] = param("Parts")


@request_class
class Make(Request[MakeResponse]):
    """Makes a thing."""

    ACTION: ClassVar[str] = "Make"
    name: str = param("Name")
    boot: Make.Disk | None = param("Boot", default=None)
    disks: list[Make.Disk] | None = param("Disks", default=None)
    rest: dict[str, Any] | None = param("Rest", default=None)

    @request_class
    class Disk(Parameters):
        """``Disks.N``."""

        size: int = param("Size")
        labels: list[str] | None = param("Labels", default=None)
        cards: list[Make.Card] | None = param("Cards", default=None)

    @request_class
    class Card(Parameters):
        """``Disks.N.Cards.N``."""

        speed: float | None = param("Speed", default=None)
        codes: list[str] = param("Codes")
