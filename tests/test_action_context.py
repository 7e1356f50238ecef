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
    Ref,
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
    return dict(values(tested)["request"])


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


MODELS = "from ..runtime.models import"
PAGING = "from ..runtime.paging import PagedRequest, Paging"
DECORATORS = "from ..runtime.fields import request_class, response_class"
FIELDS = "from ..runtime.fields import param, request_class, response_class"
ONE_OF = KnownValues(("a", "b"), PLACE)

IMPORTS = [
    pytest.param(
        action(),
        ["from typing import ClassVar", DECORATORS, f"{MODELS} Request, Response"],
        id="a request without parameters",
    ),
    pytest.param(
        asks(field("Name")),
        ["from typing import ClassVar", FIELDS, f"{MODELS} Request, Response"],
        id="a parameter",
    ),
    pytest.param(
        action(response=side(RET_CODE, field("Data", ANY))),
        [
            "from typing import Any, ClassVar",
            FIELDS,
            f"{MODELS} Request, Response",
        ],
        id="anything",
    ),
    pytest.param(
        asks(replace(field("Name"), known_values=ONE_OF)),
        [
            "from typing import ClassVar, Literal",
            FIELDS,
            f"{MODELS} Request, Response",
        ],
        id="listed values",
    ),
    pytest.param(
        action(body="json"),
        [
            "from typing import ClassVar, Literal",
            DECORATORS,
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
            "from collections.abc import Sequence",
            "from typing import ClassVar, TypedDict",
            FIELDS,
            f"{MODELS} Model, Parameters, Request, Response",
        ],
        id="objects",
    ),
    pytest.param(
        action(
            side(
                field("One", Ref("Set")),
                models=(group("Set", needed("Name")),),
            )
        ),
        [
            "from typing import ClassVar, Required, TypedDict",
            FIELDS,
            f"{MODELS} Parameters, Request, Response",
        ],
        id="an object with a required key",
    ),
    pytest.param(
        lists(STRING),
        [
            "from typing import ClassVar",
            FIELDS,
            f"{MODELS} Model, Response",
            PAGING,
        ],
        id="pages of items",
    ),
]


@pytest.mark.parametrize(("tested", "imports"), IMPORTS)
def test_a_module_imports_what_it_uses(tested: Action, imports: list[str]) -> None:
    assert [line for line in values(tested)["imports"] if line] == imports


HEADS = [
    pytest.param(action(), "class DoThing(Request[DoThingResponse]):", id="plain"),
    pytest.param(
        lists(STRING),
        "class DoThing(PagedRequest[DoThingResponse, str]):",
        id="pages of texts",
    ),
    pytest.param(
        lists(ListOf(INT)),
        "class DoThing(PagedRequest[DoThingResponse, list[int]]):",
        id="pages of lists",
    ),
]


@pytest.mark.parametrize(("tested", "head"), HEADS)
def test_the_head_of_a_request_names_what_answers(tested: Action, head: str) -> None:
    assert request(tested)["head"] == head


def test_the_classes_of_a_module() -> None:
    both = side(models=(model("Row"),))
    made = values(action(both, response=both))
    heads = [cls["head"] for cls in (*made["received"], made["request"])]
    assert heads == [
        "class DoThingResponse(Response):",
        "class Row(Model):",
        "class DoThing(Request[DoThingResponse]):",
    ]
    assert [cls["name"] for cls in made["parameters"]] == ["Row"]


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


ATTRIBUTES = [
    pytest.param(needed("Name"), 'name: str = param("Name")', id="required"),
    pytest.param(
        field("Name"),
        'name: str | None = param("Name", default=None)',
        id="optional",
    ),
    pytest.param(
        needed("Zone"),
        'zone: str | None = param("Zone", default=None, required=True)',
        id="required, and set by the client",
    ),
    pytest.param(
        needed("Password"),
        'password: str = param("Password", repr=False)',
        id="secret",
    ),
    pytest.param(
        replace(needed("Key"), content_encoding="base64"),
        'key: str = param("Key", content_encoding="base64")',
        id="encoded by the client",
    ),
    pytest.param(
        replace(needed("Ids", ListOf(STRING)), max_items=MaxItems(9, PLACE)),
        'ids: list[str] = param("Ids", max_items=9)',
        id="a limit",
    ),
    pytest.param(
        replace(needed("Name"), deprecated=OLD),
        'name: str = param("Name", deprecated="use New")',
        id="deprecated, in one line",
    ),
    pytest.param(
        replace(needed("Name"), known_values=ONE_OF),
        'name: Literal["a", "b"] | str = param("Name")',
        id="listed values, beside any other",
    ),
]


@pytest.mark.parametrize(("parameter", "source"), ATTRIBUTES)
def test_the_source_of_a_parameter(parameter: Field, source: str) -> None:
    (attribute,) = request(asks(parameter))["attributes"]
    assert joined(attribute) == source


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
    response = values(action(response=side(RET_CODE, returned)))["received"][0]
    (attribute,) = response["attributes"]
    assert attribute["source"] == 'ids: list[str] = param("Ids")'


def test_a_docstring_says_of_whom_a_class_is() -> None:
    both = side(models=(model("Row"),))
    made = values(action(both, response=both))
    answer, row = made["received"]
    (inner,) = made["parameters"]
    assert inner["docstring"] == row["docstring"] == '"""``Row`` of DoThing."""'
    assert made["request"]["docstring"].startswith('"""Do a thing\n')
    assert answer["docstring"] == '"""Response of DoThing."""'


def test_the_text_of_a_parameter_stands_once_in_the_docstring_of_its_class() -> None:
    size = replace(needed("Size"), description="How large")
    made = values(
        action(side(field("Disks", many("Disks")), models=(group("Disks", size),)))
    )
    (inner,) = made["parameters"]
    assert "    disks: See `DoThing.Disks`.\n" in made["request"]["docstring"]
    assert "    size: How large\n" in inner["docstring"]
    assert inner["attributes"] == ['size: str = param("Size")']


@pytest.mark.parametrize(
    ("description", "docstring"),
    [
        pytest.param("How large", '"""How large"""', id="a description"),
        pytest.param("", "", id="nothing that its name would not say"),
    ],
)
def test_the_text_of_a_field_stands_below_it(description: str, docstring: str) -> None:
    size = replace(needed("Size"), description=description)
    (response,) = values(action(response=side(RET_CODE, size)))["received"]
    assert [item["docstring"] for item in response["attributes"]] == [docstring]


def test_classes_are_exported_but_for_those_inside_the_request() -> None:
    tested = action(
        side(models=(group("Set"),)), response=side(RET_CODE, models=(model("A"),))
    )
    assert values(tested)["exported"] == '__all__ = ["A", "DoThing", "DoThingResponse"]'
