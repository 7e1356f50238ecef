"""Classes as the generator writes them, one field of each kind, for the runtime's tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from runtime.models import Model, Parameters, Request, Response
from runtime.wire import wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk(Parameters):
    size: int = field(metadata=wire("Size"))
    is_boot: str | None = field(default=None, metadata=wire("IsBoot"))
    labels: list[str] | None = field(default=None, metadata=wire("Labels"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Parameters):
    """Looks like a disk and is none."""

    size: int = field(metadata=wire("Size"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateThing(Request["CreateThingResponse"]):
    """Creates a thing."""

    ACTION: ClassVar[str] = "CreateThing"

    name: str = field(metadata=wire("Name"))
    region: str | None = field(default=None, metadata=wire("Region", required=True))
    zone: str | None = field(default=None, metadata=wire("Zone"))
    count: int | None = field(default=None, metadata=wire("Count"))
    ratio: float | None = field(default=None, metadata=wire("Ratio"))
    is_open: bool | None = field(default=None, metadata=wire("Open"))
    tags: list[str] | None = field(default=None, metadata=wire("Tags"))
    boot: Disk | None = field(default=None, metadata=wire("Boot"))
    disks: list[Disk] | None = field(default=None, metadata=wire("Disks"))
    rows: list[Any] | None = field(default=None, metadata=wire("Rows"))
    extra: dict[str, Any] | None = field(default=None, metadata=wire("Extra"))
    anything: Any = field(default=None, metadata=wire("Anything"))

    @classmethod
    def response_type(cls) -> type[CreateThingResponse]:
        return CreateThingResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class PostThing(Request["CreateThingResponse"]):
    """The same as JSON, and with a project."""

    ACTION: ClassVar[str] = "PostThing"
    ENCODING: ClassVar[Literal["form", "json"]] = "json"

    name: str = field(metadata=wire("Name"))
    ratio: float | None = field(default=None, metadata=wire("Ratio"))
    is_open: bool | None = field(default=None, metadata=wire("Open"))
    disks: list[Disk] | None = field(default=None, metadata=wire("Disks"))
    project_id: str | None = field(
        default=None, metadata=wire("ProjectId", required=True)
    )

    @classmethod
    def response_type(cls) -> type[CreateThingResponse]:
        return CreateThingResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited(Request["CreateThingResponse"]):
    """What pages say beyond types."""

    ACTION: ClassVar[str] = "Limited"

    phones: list[str] | None = field(default=None, metadata=wire("Phones", most=2))
    script: str | None = field(default=None, metadata=wire("Script", base64=True))
    mode: Literal["fast", "slow"] | str | None = field(
        default=None, metadata=wire("Mode")
    )

    @classmethod
    def response_type(cls) -> type[CreateThingResponse]:
        return CreateThingResponse


@dataclass(slots=True, kw_only=True)
class CreateThingResponse(Response):
    thing_id: str = field(metadata=wire("ThingId"))
    count: int | None = field(default=None, metadata=wire("Count"))
    ratio: float | None = field(default=None, metadata=wire("Ratio"))
    is_open: bool | None = field(default=None, metadata=wire("Open"))
    names: list[str] = field(metadata=wire("Names"))
    tags: list[str] | None = field(default=None, metadata=wire("Tags"))
    root: Node | None = field(default=None, metadata=wire("Root"))
    nodes: list[Node] | None = field(default=None, metadata=wire("Nodes"))
    extra: dict[str, Any] | None = field(default=None, metadata=wire("Extra"))
    anything: Any = field(default=None, metadata=wire("Anything"))


@dataclass(slots=True, kw_only=True)
class Node(Model):
    """Holds itself."""

    node_id: int = field(metadata=wire("NodeID"))
    twin_id: int | None = field(default=None, metadata=wire("NodeId"))
    children: list[Node] = field(metadata=wire("Children"))
