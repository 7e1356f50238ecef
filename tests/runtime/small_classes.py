"""Classes as the generator writes them, one field of each kind, for the runtime's tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from runtime.fields import param
from runtime.models import Model, Parameters, Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk(Parameters):
    size: int = field(metadata=param("Size"))
    is_boot: str | None = field(default=None, metadata=param("IsBoot"))
    labels: list[str] | None = field(default=None, metadata=param("Labels"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Parameters):
    """Looks like a disk and is none."""

    size: int = field(metadata=param("Size"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateThing(Request["CreateThingResponse"]):
    """Creates a thing."""

    ACTION: ClassVar[str] = "CreateThing"

    name: str = field(metadata=param("Name"))
    region: str | None = field(default=None, metadata=param("Region", required=True))
    zone: str | None = field(default=None, metadata=param("Zone"))
    count: int | None = field(default=None, metadata=param("Count"))
    ratio: float | None = field(default=None, metadata=param("Ratio"))
    is_open: bool | None = field(default=None, metadata=param("Open"))
    tags: list[str] | None = field(default=None, metadata=param("Tags"))
    boot: Disk | None = field(default=None, metadata=param("Boot"))
    disks: list[Disk] | None = field(default=None, metadata=param("Disks"))
    rows: list[Any] | None = field(default=None, metadata=param("Rows"))
    extra: dict[str, Any] | None = field(default=None, metadata=param("Extra"))
    anything: Any = field(default=None, metadata=param("Anything"))

    @classmethod
    def response_type(cls) -> type[CreateThingResponse]:
        return CreateThingResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class PostThing(Request["CreateThingResponse"]):
    """The same as JSON, and with a project."""

    ACTION: ClassVar[str] = "PostThing"
    ENCODING: ClassVar[Literal["form", "json"]] = "json"

    name: str = field(metadata=param("Name"))
    ratio: float | None = field(default=None, metadata=param("Ratio"))
    is_open: bool | None = field(default=None, metadata=param("Open"))
    disks: list[Disk] | None = field(default=None, metadata=param("Disks"))
    project_id: str | None = field(
        default=None, metadata=param("ProjectId", required=True)
    )

    @classmethod
    def response_type(cls) -> type[CreateThingResponse]:
        return CreateThingResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited(Request["CreateThingResponse"]):
    """What pages say beyond types."""

    ACTION: ClassVar[str] = "Limited"

    phones: list[str] | None = field(
        default=None, metadata=param("Phones", max_items=2)
    )
    script: str | None = field(
        default=None, metadata=param("Script", content_encoding="base64")
    )
    mode: Literal["fast", "slow"] | str | None = field(
        default=None, metadata=param("Mode")
    )

    @classmethod
    def response_type(cls) -> type[CreateThingResponse]:
        return CreateThingResponse


@dataclass(slots=True, kw_only=True)
class CreateThingResponse(Response):
    thing_id: str = field(metadata=param("ThingId"))
    count: int | None = field(default=None, metadata=param("Count"))
    ratio: float | None = field(default=None, metadata=param("Ratio"))
    is_open: bool | None = field(default=None, metadata=param("Open"))
    names: list[str] = field(metadata=param("Names"))
    tags: list[str] | None = field(default=None, metadata=param("Tags"))
    root: Node | None = field(default=None, metadata=param("Root"))
    nodes: list[Node] | None = field(default=None, metadata=param("Nodes"))
    extra: dict[str, Any] | None = field(default=None, metadata=param("Extra"))
    anything: Any = field(default=None, metadata=param("Anything"))


@dataclass(slots=True, kw_only=True)
class Node(Model):
    """Holds itself."""

    node_id: int = field(metadata=param("NodeID"))
    twin_id: int | None = field(default=None, metadata=param("NodeId"))
    children: list[Node] = field(metadata=param("Children"))
