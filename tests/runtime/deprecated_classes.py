"""What pages call deprecated; loaded by ``test_deprecation`` as a module of the package that the runtime is in."""

from __future__ import annotations

from typing import ClassVar

from runtime.fields import param, request_class
from runtime.models import Parameters, Request, Response


@request_class
class Disk(Parameters):
    size: int = param("Size")
    old: str | None = param("Old", default=None, deprecated="use Size")


@request_class
class MakeThing(Request[Response]):
    ACTION: ClassVar[str] = "MakeThing"

    disk: Disk | None = param("Disk", default=None)
    old: str | None = param("Old", default=None, deprecated="use\x1b Disk")


@request_class
class MakeOldThing(MakeThing):
    ACTION: ClassVar[str] = "MakeOldThing"
    DEPRECATED: ClassVar[str] = "call MakeThing"
