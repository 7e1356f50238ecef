"""What an editor shows of a generated client: mistakes, documentation, signatures, completion, definitions.

A program has the cursor where ``|`` is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import building
import language_server
import pytest
import trees
from docs2sdk.config import Settings
from language_server import LanguageServer
from small_pages import RET_CODE, modern, row

pytestmark = pytest.mark.slow

YES = "**Yes**"
CREATE = modern(
    [
        row("Region", doc="地域", required=YES),
        row("Name", doc="东西的名称", required=YES),
        row("Disks.N.Size", "int", "磁盘大小，单位GB", YES),
        row("Disks.N.Type", doc="磁盘类型"),
        row("Network.EIP.Bandwidth", "int", "带宽"),
        row("ChargeType", doc="计费模式。枚举值：Year，按年付费；Month，按月付费"),
        row("Tag", doc="【已废弃】业务组"),
    ],
    [
        RET_CODE,
        row("ThingId", doc="东西的资源ID", required=YES),
        row("Disks", "array[[*Disks*](#Disks)]", "所有的盘"),
    ],
    response_models=[("Disks", [row("Id", doc="盘的资源ID", required=YES)])],
    title="创建东西 - CreateThing",
    intro="创建一个东西，收到后立即开始计费。",
    request_example="```\nhttps://api.ucloud.cn/?Action=CreateThing&Region=a&Name=b&Disks.0.Size=20\n```",
    response_example='```json\n{"RetCode": 0, "ThingId": "t-1"}\n```',
)
DESCRIBE = modern(
    [
        row("Filters.N.Name", doc="条件的名称"),
        row("Filters.N.Values.N", doc="条件的值"),
        row("Limit", "int", "一页几个"),
        row("Offset", "int", "从第几个起"),
    ],
    [
        RET_CODE,
        row("TotalCount", "int", "总数"),
        row("ThingSet", "array[[*Thing*](#Thing)]", "这一页的东西"),
    ],
    response_models=[
        (
            "Thing",
            [
                row("Id", doc="资源ID", required=YES),
                row("Disks", "array[[*Disk*](#Disk)]", "所有的盘"),
            ],
        ),
        ("Disk", [row("Size", "int", "盘的大小")]),
    ],
    title="查看东西 - DescribeThings",
    request_example="```\nhttps://api.ucloud.cn/?Action=DescribeThings\n```",
)

START = """\
import asyncio, dataclasses
from things_client import AsyncClient, Client
from things_client.things import CreateThing, CreateThingResponse, DescribeThings
from things_client.things.create_thing import Disks
from ucloud_client import Client as UCloud
from ucloud_client.isms import GetISMSSendReceipt

client = Client(region="cn-bj2")
cloud = UCloud(region="cn-bj2")
disks = [CreateThing.Disks(size=20)]
request = CreateThing(name="a", disks=disks)
created = client.things.create_thing(name="a", disks=disks)
receipt = cloud.isms.get_isms_send_receipt(task_id_set=["a"])
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a package with nested requests, known values, a deprecation and a list in pages."""
    folder = tmp_path_factory.mktemp("things")
    pages = {
        "things-api/create_thing.md": CREATE,
        "things-api/describe_things.md": DESCRIBE,
    }
    specs = trees.write(folder / "specs", pages)
    building.generate(Settings((specs,), folder / "out", package="things_client"))
    return folder / "out"


@pytest.fixture(scope="module")
def editor(
    package: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LanguageServer]:
    """Return a language server that knows the package and the one in the repository."""
    folder = tmp_path_factory.mktemp("programs")
    with language_server.start(folder, [package, root / "generated"]) as server:
        yield server


# The part between the marks is what the editor underlines; the word is in its message.
MISTAKES = {
    "a keyword that a method does not have": (
        "client.things.create_thing(name='a', disks=disks, «nam»='b')",
        "nam",
    ),
    "a keyword that a request does not have": (
        "CreateThing(name='a', disks=disks, «disk»=[])",
        "disk",
    ),
    "a keyword that a nested object does not have": (
        "CreateThing(name='a', disks=[CreateThing.Disks(size=1, «sise»=2)])",
        "sise",
    ),
    "a keyword that the items do not have": (
        "client.things.describe_things.items(«limti»=3)",
        "limti",
    ),
    "an argument of a wrong type": (
        "cloud.isms.get_isms_send_receipt(task_id_set=«'a'»)",
        "list[str]",
    ),
    "a list of items of a wrong type": (
        "GetISMSSendReceipt(task_id_set=[«1»])",
        "int",
    ),
    "a wrong type inside a nested object": (
        "CreateThing(name='a', disks=[CreateThing.Disks(size=«'20'»)])",
        "int",
    ),
    "a dictionary with names of the API instead of a nested object": (
        "client.things.create_thing(name='a', disks=[«{'Size': 20}»])",
        "Disks",
    ),
    "another nested object than the parameter's": (
        "CreateThing(name='a', disks=disks, network=«CreateThing.Disks(size=1)»)",
        "Network",
    ),
    "an object of the response with the name of the request's": (
        "CreateThing(name='a', disks=[«Disks(id='d')»])",
        "Disks",
    ),
    "no value for what is required": (
        "«client.things.create_thing(name='a')»",
        "disks",
    ),
    "no value for what a nested object requires": (
        "CreateThing(name='a', disks=[«CreateThing.Disks()»])",
        "size",
    ),
    "None for what is required": (
        "CreateThing(name=«None», disks=disks)",
        "str",
    ),
    "an argument without its name": (
        "CreateThing(«'a'», name='a', disks=disks)",
        "positional",
    ),
    "a nested object that the request does not have": (
        "CreateThing.«Disk»(size=20)",
        "Disk",
    ),
    "an action that the service does not have": (
        "client.things.«create_thin»(name='a')",
        "create_thin",
    ),
    "an attribute that an item does not have": (
        "for thing in client.things.describe_things.items(): print(thing.«name»)",
        "Thing",
    ),
    "items of an action that returns no list": (
        "client.things.create_thing.«items»(name='a', disks=disks)",
        "items",
    ),
    "an attribute that a response does not have": (
        "created.«thing»",
        "CreateThingResponse",
    ),
    "a list that may be missing": (
        "«receipt.data»[0]",
        "None",
    ),
    "a change of a request": (
        "request.«name» = 'b'",
        "read-only",
    ),
    "a change of a nested object": (
        "disks[0].«size» = 30",
        "read-only",
    ),
    "a response that is not awaited": (
        "AsyncClient().things.create_thing(name='a', disks=disks).«thing_id»",
        "Coroutine",
    ),
}


@pytest.mark.parametrize(("program", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_underlined(
    program: str, word: str, editor: LanguageServer
) -> None:
    plain = re.sub("[«»]", "", program)
    [diagnostic] = editor.open(START + plain).diagnostics()
    assert diagnostic.underlined == program[program.index("«") + 1 : program.index("»")]
    assert word in diagnostic.message


CORRECT = """
network = CreateThing.Network(eip=CreateThing.NetworkEIP(bandwidth=2))
every = CreateThing(
    region="cn-sh2", name="a", disks=disks, network=network, charge_type="Month", tag="t"
)
other: CreateThing = dataclasses.replace(every, name="b", charge_type="a new value")
disk = other.disks[0]
size: int = disk.size if isinstance(disk, CreateThing.Disks) else disk["size"]
answer: CreateThingResponse = client.send(every)
made: list[Disks] = answer.disks or [Disks(id="d")]
match every:
    case CreateThing(name=name, disks=[CreateThing.Disks(size=size)]):
        print(name.upper(), size + 1)
filters = [DescribeThings.Filters(name="n", values=["a"])]
for thing in client.things.describe_things.items(filters=filters, limit=10):
    print(thing.id.upper(), [disk.size for disk in thing.disks or ()])


async def main() -> None:
    async with AsyncClient() as client:
        created = await client.things.create_thing(name="a", disks=disks)
        print(created.thing_id.upper())
        async for thing in client.things.describe_things.items(limit=10):
            print(thing.id.upper())


asyncio.run(main())
"""


def test_a_correct_program_has_nothing_underlined(editor: LanguageServer) -> None:
    assert editor.open(START + CORRECT).diagnostics() == []


@pytest.mark.parametrize("name", ["create_thing", "describe_things"])
def test_a_generated_module_has_nothing_underlined(
    name: str, editor: LanguageServer, package: Path
) -> None:
    module = package / "things_client" / "things" / f"{name}.py"
    assert editor.open_file(module).diagnostics() == []


ARGS = [
    "创建一个东西，收到后立即开始计费。",
    "name: 东西的名称",
    "charge_type: 计费模式",
]
SHOWN = {
    "a request class": ("|CreateThing", ["class CreateThing(", *ARGS]),
    "a method": ("client.things.|create_thing", ARGS),
    "a method of an async client": ("AsyncClient().things.|create_thing", ARGS),
    "a method of the client in the repository": (
        "cloud.isms.|get_isms_send_receipt",
        ["task_id_set: 发送记录TaskId集合", "Defaults to the client's `zone`."],
    ),
    "a deprecated parameter": (
        "|CreateThing",
        ["tag: 【已废弃】业务组", "Deprecated: "],
    ),
    "a parameter from the settings": (
        "|CreateThing",
        ["Defaults to the client's `region`."],
    ),
    "a nested class": (
        "CreateThing.|Disks",
        [
            "class Disks(",
            "size: int",
            "``Disks.N`` of CreateThing.",
            "磁盘大小，单位GB",
        ],
    ),
    "a keyword": ("CreateThing(|name='a', disks=disks)", ["name: str"]),
    "a parameter of a request": ("request.|disks[0]", ["disks: Sequence["]),
    "a parameter of a nested object": ("request.disks[0].|size", ["size: int"]),
    "a response": ("|created", ["created: CreateThingResponse"]),
    "a field of a response": ("created.|thing_id", ["thing_id: str", "东西的资源ID"]),
    "a field that may be missing": (
        "client.things.describe_things().|total_count",
        ["total_count: int | None", "总数"],
    ),
    "an item": (
        "for |thing in client.things.describe_things.items(): ...",
        ["thing: Thing"],
    ),
    "a field of an item": (
        "for thing in client.things.describe_things.items(): thing.|id",
        ["id: str", "资源ID"],
    ),
    "a page": (
        "for |page in client.things.describe_things.pages(): ...",
        ["page: DescribeThingsResponse"],
    ),
    "an item of a list inside an item": (
        "for thing in client.things.describe_things.items(): (thing.disks or [])[0].|size",
        ["size: int | None", "盘的大小"],
    ),
    "a service": ("client.|things", ["things: ThingsService"]),
}


@pytest.mark.parametrize(("program", "words"), SHOWN.values(), ids=SHOWN)
def test_hovering_shows_type_and_text_of_the_page(
    program: str, words: list[str], editor: LanguageServer
) -> None:
    shown = editor.open(START + program).hover()
    assert [word for word in words if word not in shown] == [], shown


PARAMETERS = ["name", "disks", "region", "network", "charge_type", "tag"]
CALLS = {
    "a method": ("client.things.create_thing(|)", PARAMETERS),
    "a method of an async client": (
        "AsyncClient().things.create_thing(|)",
        PARAMETERS,
    ),
    "a request": ("CreateThing(|)", PARAMETERS),
    "a nested object": ("CreateThing.Disks(|)", ["size", "type"]),
    "an object inside a nested object": ("CreateThing.NetworkEIP(|)", ["bandwidth"]),
    "the items": (
        "client.things.describe_things.items(|)",
        ["filters", "limit", "offset"],
    ),
    "the pages": (
        "client.things.describe_things.pages(|)",
        ["filters", "limit", "offset"],
    ),
}


@pytest.mark.parametrize(("program", "names"), CALLS.values(), ids=CALLS)
def test_the_signature_lists_the_parameters_and_required_ones_come_first(
    program: str, names: list[str], editor: LanguageServer
) -> None:
    star, *parameters = editor.open(START + program).signature().parameters
    assert star == "*"
    assert [label.partition(":")[0] for label in parameters] == names


@pytest.mark.parametrize("call", ["CreateThing", "client.things.create_thing"])
def test_the_signature_shows_types_and_text_and_where_the_cursor_is(
    call: str, editor: LanguageServer
) -> None:
    signature = editor.open(f"{START}{call}(name='a', charge_type=|)").signature()
    assert signature.active == "charge_type: str | None = None"
    assert [text for text in ARGS if text not in signature.documentation] == []


@pytest.mark.parametrize(("program", "names"), CALLS.values(), ids=CALLS)
def test_completion_in_a_call_offers_every_parameter(
    program: str, names: list[str], editor: LanguageServer
) -> None:
    offered = editor.open(START + program).completions()
    assert [label for label in offered if label.endswith("=")] == sorted(
        f"{name}=" for name in names
    )


OFFERED = {
    "the services": ("client.|", ["things", "send", "call", "with_options"]),
    "the actions": ("client.things.|", ["create_thing", "describe_things"]),
    "the nested classes": ("CreateThing.|", ["Disks", "Network", "NetworkEIP"]),
    "the fields of a response": ("created.|", ["thing_id", "ret_code", "request_id"]),
    "the fields of an item": (
        "for thing in client.things.describe_things.items(): thing.|",
        ["id", "disks", "to_dict"],
    ),
    "the known values": ("CreateThing(charge_type='|')", ["'Year'", "'Month'"]),
    "the known values in a method": (
        "client.things.create_thing(charge_type='|')",
        ["'Year'", "'Month'"],
    ),
}


@pytest.mark.parametrize(("program", "names"), OFFERED.values(), ids=OFFERED)
def test_completion_offers(
    program: str, names: list[str], editor: LanguageServer
) -> None:
    offered = editor.open(START + program).completions()
    assert [name for name in names if name not in offered] == []


def test_completion_on_a_service_offers_actions_and_nothing_else(
    editor: LanguageServer,
) -> None:
    offered = editor.open(f"{START}client.things.|").completions()
    names = [name for name in offered if not name.startswith("__")]
    assert names == ["create_thing", "describe_things"]


DEFINED = {
    "a request class": ("|CreateThing", r"create_thing.py: class CreateThing\(.*"),
    "a nested class": (
        "CreateThing.|Disks",
        r"create_thing.py: class Disks\(.*",
    ),
    "a keyword": (
        "CreateThing(|charge_type='Year')",
        r"create_thing.py: charge_type: .*",
    ),
    "an attribute": ("created.|thing_id", r"create_thing.py: thing_id: .*"),
    "a method": (
        "client.things.|create_thing",
        r"_service.py: create_thing = method\(CreateThing\)",
    ),
}


@pytest.mark.parametrize(("program", "line"), DEFINED.values(), ids=DEFINED)
def test_a_definition_is_found(program: str, line: str, editor: LanguageServer) -> None:
    [place] = editor.open(START + program).definitions()
    assert re.fullmatch(line, place)
