"""What the module of an action is made of: imports, heads of classes, constants, and the source of each attribute."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from docs2sdk.python import action_context, class_plan
from docs2sdk.schema import (
    Action,
    Deprecation,
    Field,
    KnownValues,
    ListOf,
    MaxItems,
    Pagination,
)
from small_schemas import (
    ANY,
    INT,
    PLACE,
    RET_CODE,
    STRING,
    action,
    field,
    group,
    many,
    model,
    needed,
    side,
)

OLD = Deprecation("use\n  New", PLACE)


def values(tested: Action) -> dict[str, Any]:
    return action_context.build_module_values(tested, class_plan.plan_classes(tested))


def request(tested: Action) -> dict[str, Any]:
    """Return what is said of the request's class."""
    named = [cls for cls in values(tested)["classes"] if cls["response"]]
    assert len(named) == 1
    return dict(named[0])


def joined(source: str) -> str:
    """Return source in one line, whatever its length."""
    plain = " ".join(source.split())
    return plain.replace("( ", "(").replace(" )", ")").replace(",)", ")")


def asks(*fields: Field, **changes: Any) -> Action:
    return action(side(*fields), **changes)


def lists(item: Any) -> Action:
    """Return an action that answers with a part of a list."""
    return asks(
        field("Limit", INT),
        field("Offset", INT),
        response=side(RET_CODE, field("Set", ListOf(item)), models=(model("Row"),)),
        pagination=Pagination("Limit", "Offset", "Set", None),
    )


DATACLASS = "from dataclasses import dataclass"
FIELD = "from dataclasses import dataclass, field"
MODELS = "from ..runtime.models import"
PAGING = "from ..runtime.paging import PagedRequest, Paging"
PARAM = "from ..runtime.fields import param"
ONE_OF = KnownValues(("a", "b"), PLACE)

IMPORTS = [
    pytest.param(
        action(),
        [DATACLASS, "from typing import ClassVar", f"{MODELS} Request, Response"],
        id="a request without parameters",
    ),
    pytest.param(
        asks(field("Name")),
        [FIELD, "from typing import ClassVar", PARAM, f"{MODELS} Request, Response"],
        id="a parameter",
    ),
    pytest.param(
        action(response=side(RET_CODE, field("Data", ANY))),
        [
            FIELD,
            "from typing import Any, ClassVar",
            PARAM,
            f"{MODELS} Request, Response",
        ],
        id="anything",
    ),
    pytest.param(
        asks(replace(field("Name"), known_values=ONE_OF)),
        [
            FIELD,
            "from typing import ClassVar, Literal",
            PARAM,
            f"{MODELS} Request, Response",
        ],
        id="listed values",
    ),
    pytest.param(
        action(body="json"),
        [
            DATACLASS,
            "from typing import ClassVar, Literal",
            f"{MODELS} Request, Response",
        ],
        id="a JSON body",
    ),
    pytest.param(
        action(
            side(field("Set", many("Set")), models=(group("Set"),)),
            response=side(RET_CODE, models=(model("Row"),)),
        ),
        [
            FIELD,
            "from typing import ClassVar",
            PARAM,
            f"{MODELS} Model, Parameters, Request, Response",
        ],
        id="objects",
    ),
    pytest.param(
        lists(STRING),
        [
            FIELD,
            "from typing import ClassVar",
            PARAM,
            f"{MODELS} Model, Response",
            PAGING,
        ],
        id="pages of items",
    ),
    pytest.param(
        asks(field("Type")),
        [
            "from builtins import type as type_",
            FIELD,
            "from typing import ClassVar",
            PARAM,
            f"{MODELS} Request, Response",
        ],
        id="a parameter that hides a builtin that is needed",
    ),
]


@pytest.mark.parametrize(("tested", "imports"), IMPORTS)
def test_a_module_imports_what_it_uses(tested: Action, imports: list[str]) -> None:
    assert [line for line in values(tested)["imports"] if line] == imports


@pytest.mark.parametrize(
    ("tested", "name"),
    [
        pytest.param(asks(field("Type")), "type_", id="called type"),
        pytest.param(asks(field("Types")), "type", id="called otherwise"),
        pytest.param(
            action(side(models=(group("Set", field("Type")),))),
            "type",
            id="called type in another class",
        ),
    ],
)
def test_the_builtin_type_has_a_name_that_no_parameter_hides(
    tested: Action, name: str
) -> None:
    assert {cls["type"] for cls in values(tested)["classes"]} == {name}


HEADS = [
    pytest.param(action(), 'class DoThing(Request["DoThingResponse"]):', id="plain"),
    pytest.param(
        lists(STRING),
        'class DoThing(PagedRequest["DoThingResponse", "str"]):',
        id="pages of texts",
    ),
    pytest.param(
        lists(ListOf(INT)),
        'class DoThing(PagedRequest["DoThingResponse", "list[int]"]):',
        id="pages of lists",
    ),
]


@pytest.mark.parametrize(("tested", "head"), HEADS)
def test_the_head_of_a_request_names_what_answers(tested: Action, head: str) -> None:
    assert request(tested)["head"] == head


def test_what_is_sent_is_frozen_and_what_is_received_is_not() -> None:
    both = side(models=(model("Row"),))
    sources = [
        (cls["head"], "frozen=True" in cls["decorator"])
        for cls in values(action(both, response=both))["classes"]
    ]
    assert sources == [
        ("class DoThingRow(Parameters):", True),
        ('class DoThing(Request["DoThingResponse"]):', True),
        ("class DoThingResponse(Response):", False),
        ("class Row(Model):", False),
    ]


ACTION = 'ACTION: ClassVar[str] = "DoThing"'
CONSTANTS = [
    pytest.param(action(), [], id="nothing special"),
    pytest.param(
        action(body="json"),
        ['ENCODING: ClassVar[Literal["form", "json"]] = "json"'],
        id="a JSON body",
    ),
    pytest.param(
        action(read_only=True),
        ["READ_ONLY: ClassVar[bool | None] = True"],
        id="an overlay says that it reads",
    ),
    pytest.param(
        action(read_only=False),
        ["READ_ONLY: ClassVar[bool | None] = False"],
        id="an overlay says that it writes",
    ),
    pytest.param(
        action(deprecated=OLD),
        ['DEPRECATED: ClassVar[str] = "use New"'],
        id="deprecated, in one line",
    ),
    pytest.param(
        lists(STRING),
        [
            'PAGING: ClassVar[Paging] = Paging(limit="Limit", offset="Offset", items="Set")'
        ],
        id="pages without a total",
    ),
]


@pytest.mark.parametrize(("tested", "constants"), CONSTANTS)
def test_the_constants_of_a_request(tested: Action, constants: list[str]) -> None:
    assert [joined(line) for line in request(tested)["constants"]] == [
        ACTION,
        *constants,
    ]
    others = [cls for cls in values(tested)["classes"] if not cls["response"]]
    assert all(cls["constants"] == [] for cls in others)


ATTRIBUTES = [
    pytest.param(
        needed("Name"), 'name: str = field(metadata=param("Name"))', id="required"
    ),
    pytest.param(
        field("Name"),
        'name: str | None = field(default=None, metadata=param("Name"))',
        id="optional",
    ),
    pytest.param(
        needed("Zone"),
        'zone: str | None = field(default=None, metadata=param("Zone", required=True))',
        id="required, and set by the client",
    ),
    pytest.param(
        needed("Password"),
        'password: str = field(repr=False, metadata=param("Password"))',
        id="secret",
    ),
    pytest.param(
        replace(needed("Key"), content_encoding="base64"),
        'key: str = field(metadata=param("Key", content_encoding="base64"))',
        id="encoded by the client",
    ),
    pytest.param(
        replace(needed("Ids", ListOf(STRING)), max_items=MaxItems(9, PLACE)),
        'ids: list[str] = field(metadata=param("Ids", max_items=9))',
        id="a limit",
    ),
    pytest.param(
        replace(needed("Name"), deprecated=OLD),
        'name: str = field(metadata=param("Name", deprecated="use New"))',
        id="deprecated, in one line",
    ),
    pytest.param(
        replace(needed("Name"), known_values=ONE_OF),
        'name: Literal["a", "b"] | str = field(metadata=param("Name"))',
        id="listed values, beside any other",
    ),
]


@pytest.mark.parametrize(("parameter", "source"), ATTRIBUTES)
def test_the_source_of_a_parameter(parameter: Field, source: str) -> None:
    (attribute,) = request(asks(parameter))["attributes"]
    assert joined(attribute["source"]) == source


@pytest.mark.parametrize(
    "facts",
    [
        {"max_items": MaxItems(9, PLACE)},
        {"deprecated": Deprecation("use New", PLACE)},
        {"content_encoding": "base64"},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_of_a_field_that_is_received_the_client_checks_nothing(
    facts: dict[str, Any],
) -> None:
    returned = replace(needed("Ids", ListOf(STRING)), **facts)
    response = values(action(response=side(RET_CODE, returned)))["classes"][1]
    (attribute,) = response["attributes"]
    assert attribute["source"] == 'ids: list[str] = field(metadata=param("Ids"))'


def test_a_docstring_says_of_whom_a_class_is() -> None:
    both = side(models=(model("Row"),))
    inner, asked, answer, row = values(action(both, response=both))["classes"]
    assert inner["docstring"] == row["docstring"] == '"""``Row`` of DoThing."""'
    assert asked["docstring"].startswith('"""Do a thing\n')
    assert answer["docstring"] == '"""Response of DoThing."""'


def test_a_request_offers_the_classes_of_its_objects() -> None:
    tested = action(side(models=(group("Disks"), group("Disks.EIP"))))
    aliases = ["Disks = DoThingDisks", "DisksEIP = DoThingDisksEIP"]
    assert request(tested)["aliases"] == aliases


def test_all_classes_are_exported() -> None:
    tested = action(side(models=(group("Set"),)), response=side(models=(model("A"),)))
    exported = '__all__ = ["A", "DoThing", "DoThingResponse", "DoThingSet"]'
    assert values(tested)["exported"] == exported
