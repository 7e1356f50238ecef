"""What pages call deprecated; loaded by ``test_deprecation`` as a module of the package that the runtime is in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from runtime.models import Parameters, Request, Response
from runtime.wire import wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk(Parameters):
    size: int = field(metadata=wire("Size"))
    old: str | None = field(default=None, metadata=wire("Old", deprecated="use Size"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeThing(Request[Response]):
    ACTION: ClassVar[str] = "MakeThing"

    disk: Disk | None = field(default=None, metadata=wire("Disk"))
    old: str | None = field(
        default=None, metadata=wire("Old", deprecated="use\x1b Disk")
    )

    @classmethod
    def response_type(cls) -> type[Response]:
        return Response


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOldThing(MakeThing):
    ACTION: ClassVar[str] = "MakeOldThing"
    DEPRECATED: ClassVar[str] = "call MakeThing"
