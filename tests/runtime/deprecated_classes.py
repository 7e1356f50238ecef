"""What pages call deprecated; loaded by ``test_deprecation`` as a module of the package that the runtime is in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from runtime.fields import param
from runtime.models import Parameters, Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk(Parameters):
    size: int = field(metadata=param("Size"))
    old: str | None = field(default=None, metadata=param("Old", deprecated="use Size"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeThing(Request[Response]):
    ACTION: ClassVar[str] = "MakeThing"

    disk: Disk | None = field(default=None, metadata=param("Disk"))
    old: str | None = field(
        default=None, metadata=param("Old", deprecated="use\x1b Disk")
    )

    @classmethod
    def response_type(cls) -> type[Response]:
        return Response


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOldThing(MakeThing):
    ACTION: ClassVar[str] = "MakeOldThing"
    DEPRECATED: ClassVar[str] = "call MakeThing"
