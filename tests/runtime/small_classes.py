"""Classes as the generator writes them, one field of each kind, for the runtime's tests."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from runtime.fields import param, request_class, response_class
from runtime.models import Model, Parameters, Request, Response


@response_class
class CreateThingResponse(Response):
    thing_id: str = param("ThingId")
    count: int | None = param("Count", default=None)
    ratio: float | None = param("Ratio", default=None)
    is_open: bool | None = param("Open", default=None)
    names: list[str] = param("Names")
    tags: list[str] | None = param("Tags", default=None)
    root: Node | None = param("Root", default=None)
    nodes: list[Node] | None = param("Nodes", default=None)
    extra: dict[str, Any] | None = param("Extra", default=None)
    anything: Any = param("Anything", default=None)


@response_class
class Node(Model):
    """Holds itself."""

    node_id: int = param("NodeID")
    twin_id: int | None = param("NodeId", default=None)
    children: list[Node] = param("Children")


@request_class
class Disk(Parameters):
    size: int = param("Size")
    is_boot: str | None = param("IsBoot", default=None)
    labels: list[str] | None = param("Labels", default=None)


@request_class
class Card(Parameters):
    """Looks like a disk and is none."""

    size: int = param("Size")


@request_class
class CreateThing(Request[CreateThingResponse]):
    """Creates a thing."""

    ACTION: ClassVar[str] = "CreateThing"

    name: str = param("Name")
    region: str | None = param("Region", default=None, required=True)
    zone: str | None = param("Zone", default=None)
    count: int | None = param("Count", default=None)
    ratio: float | None = param("Ratio", default=None)
    is_open: bool | None = param("Open", default=None)
    tags: list[str] | None = param("Tags", default=None)
    boot: Disk | None = param("Boot", default=None)
    disks: list[Disk] | None = param("Disks", default=None)
    rows: list[Any] | None = param("Rows", default=None)
    extra: dict[str, Any] | None = param("Extra", default=None)
    anything: Any = param("Anything", default=None)


@request_class
class PostThing(Request[CreateThingResponse]):
    """The same as JSON, and with a project."""

    ACTION: ClassVar[str] = "PostThing"
    ENCODING: ClassVar[Literal["form", "json"]] = "json"

    name: str = param("Name")
    ratio: float | None = param("Ratio", default=None)
    is_open: bool | None = param("Open", default=None)
    disks: list[Disk] | None = param("Disks", default=None)
    project_id: str | None = param("ProjectId", default=None, required=True)


@request_class
class Limited(Request[CreateThingResponse]):
    """What pages say beyond types."""

    ACTION: ClassVar[str] = "Limited"

    phones: list[str] | None = param("Phones", default=None, max_items=2)
    script: str | None = param("Script", default=None, content_encoding="base64")
    mode: Literal["fast", "slow"] | str | None = param("Mode", default=None)
