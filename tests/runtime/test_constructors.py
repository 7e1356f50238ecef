"""Constructors are written when their class is first used; they look and work as those of ``dataclass``, and check values.

See ``codegen.compile_constructor``.
"""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import pydoc
import threading
import typing
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, ClassVar, TypedDict

import pytest
from runtime.errors import InvalidRequestError
from runtime.fields import param, request_class
from runtime.models import Parameters, Request
from small_classes import Card, CreateThing, CreateThingResponse, Disk, Node


def fresh(cls: Any) -> Any:
    """Return a class with the same fields that has made no object."""
    fields = {
        field.name: dataclasses.field(default=field.default, metadata=field.metadata)
        for field in dataclasses.fields(cls)
    }
    names = {"__module__": cls.__module__, "__doc__": None, "ACTION": "Fresh"}
    types = {field.name: field.type for field in dataclasses.fields(cls)}
    made = type(
        cls.__name__, cls.__bases__, names | fields | {"__annotations__": types}
    )
    return request_class(made)


def is_written(cls: Any) -> bool:
    return inspect.isfunction(vars(cls)["__init__"])


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda cls: cls(size=1), id="an object"),
        pytest.param(inspect.signature, id="its signature"),
        pytest.param(lambda cls: cls.__init__, id="the method itself"),
        pytest.param(pydoc.render_doc, id="help"),
        pytest.param(lambda cls: type("Child", (cls,), {})(size=1), id="a subclass"),
    ],
)
def test_the_first_use_of_a_class_writes_its_constructor_once(use: Any) -> None:
    cls = fresh(Disk)
    assert not is_written(cls)
    use(cls)
    assert is_written(cls)
    written = cls.__init__
    use(cls)
    assert [cls(size=size).size for size in (1, 2, 3)] == [1, 2, 3]
    assert cls.__init__ is written


@pytest.fixture(params=[False, True], ids=["first", "later"])
def thing(request: pytest.FixtureRequest) -> Any:
    cls = fresh(CreateThing)
    if request.param:
        cls(name="first")
        cls(name="second")
    assert is_written(cls) == request.param
    return cls


def twin(cls: Any) -> Any:
    """Return the class that ``dataclass`` makes of the same fields, with all the methods that it can write."""
    fields = [
        (
            field.name,
            field.type,
            dataclasses.field(
                default=field.default,
                default_factory=field.default_factory,
                repr=field.repr,
            ),
        )
        for field in dataclasses.fields(cls)
    ]
    return dataclasses.make_dataclass(cls.__name__, fields, kw_only=True, slots=True)


class DiskDict(TypedDict):
    size: int


@request_class
class Bare(Parameters):
    """Has no parameter."""


ARGUMENTS: dict[type, dict[str, Any]] = {
    Bare: {},
    CreateThing: {"name": "n", "disks": [Disk(size=1)]},
    Disk: {"size": 1},
    CreateThingResponse: {"ret_code": 0, "thing_id": "t", "names": ["a"]},
    Node: {"node_id": 2, "children": []},
}


@pytest.mark.parametrize("cls", ARGUMENTS)
def test_a_class_looks_as_if_dataclass_had_written_everything(cls: Any) -> None:
    same = twin(cls)
    assert str(inspect.signature(cls)) == str(inspect.signature(same))
    assert cls.__match_args__ == same.__match_args__
    made, its_twin = cls(**ARGUMENTS[cls]), same(**ARGUMENTS[cls])
    assert dataclasses.asdict(made) == dataclasses.asdict(its_twin)


@pytest.mark.parametrize("cls", [CreateThing, Disk, Node])
def test_the_signature_shows_types_and_not_only_their_names(cls: Any) -> None:
    parameters = inspect.signature(cls, eval_str=True).parameters
    types = typing.get_type_hints(cls)
    found = {name: parameter.annotation for name, parameter in parameters.items()}
    assert found == {name: types[name] for name in parameters}


def test_comparison_is_by_class_and_values() -> None:
    assert Disk(size=1) == Disk(size=1) != Disk(size=2)
    assert Disk(size=1) != fresh(Disk)(size=1)
    assert len({Disk(size=1), Disk(size=1), Disk(size=2)}) == 2
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(Disk(size=1, labels=["a"]))
    with pytest.raises(TypeError, match="unhashable type: 'Node'"):
        hash(Node(node_id=1, children=[]))


def test_a_class_without_a_docstring_shows_no_signature_that_is_not_its_own() -> None:
    assert Disk.__doc__ is None
    assert Card.__doc__ == "Looks like a disk and is none."


def test_what_is_shown_is_what_is_there() -> None:
    response = CreateThingResponse(ret_code=0, thing_id="", count=0, names=[])
    shown = "CreateThingResponse(ret_code=0, thing_id='', count=0, names=[])"
    assert repr(response) == shown
    assert eval(shown) == response
    assert repr(Bare()) == "Bare()"
    assert repr(Disk(size=1, labels=["a"])) == "Disk(size=1, labels=['a'])"


def test_an_object_that_holds_itself_can_be_shown() -> None:
    node = Node(node_id=1, children=[])
    node.children.append(node)
    assert repr(node) == "Node(node_id=1, children=[...])"


def test_what_is_made_for_each_object_is_not_shared() -> None:
    first, second = (
        CreateThingResponse(ret_code=0, thing_id="t", names=[]) for _ in "ab"
    )
    assert first.raw == second.raw == {}
    assert first.raw is not second.raw


@pytest.mark.parametrize(
    ("parameters", "disks"),
    [
        pytest.param({"boot": {"size": 1}}, {"boot": Disk(size=1)}, id="an object"),
        pytest.param(
            {"disks": [{"size": 1, "labels": ["a"]}, Disk(size=2)]},
            {"disks": [Disk(size=1, labels=["a"]), Disk(size=2)]},
            id="in a list, beside an object",
        ),
        pytest.param(
            {"disks": (MappingProxyType({"size": 1}),)},
            {"disks": [Disk(size=1)]},
            id="in a tuple, and of another kind",
        ),
    ],
)
def test_a_dictionary_stands_for_an_object(
    thing: Any, parameters: Any, disks: Any
) -> None:
    made = thing(name="n", **parameters)
    assert made == thing(name="n", **disks)
    assert made.to_params() == thing(name="n", **disks).to_params()
    assert dataclasses.replace(made, name="m").disks == made.disks


@request_class
class Outer(Parameters):
    disks: Sequence[Disk | DiskDict] | None = param("Disks", default=None)
    boot: Disk | DiskDict | None = param("Boot", default=None)


@request_class
class Plan(Request[Any]):
    ACTION: ClassVar[str] = "Plan"

    outer: Outer | OuterDict = param("Outer")


class OuterDict(TypedDict, total=False):
    disks: Sequence[Disk | DiskDict]
    boot: Disk | DiskDict


def test_a_dictionary_may_hold_dictionaries() -> None:
    made = Plan(outer={"boot": {"size": 1}, "disks": [{"size": 2}]})
    assert made.outer == Outer(boot=Disk(size=1), disks=[Disk(size=2)])
    wrong: Any = {"disks": [{"size": 1}, {"sise": 2}]}
    with pytest.raises(InvalidRequestError) as caught:
        Plan(outer=wrong)
    problem = "is a Disk, which has no 'sise'; did you mean 'size'?"
    assert str(caught.value) == f"Plan: outer.disks (Outer.Disks.1) {problem}"


def test_the_signature_is_that_of_the_fields(thing: Any) -> None:
    assert str(inspect.signature(thing)) == str(inspect.signature(CreateThing))


@pytest.mark.parametrize(
    ("arguments", "keywords", "words"),
    [
        pytest.param(
            (),
            {},
            "missing 1 required keyword-only argument: 'name'",
            id="one is missing",
        ),
        pytest.param(("n",), {}, "takes 1 positional argument but 2", id="by position"),
        pytest.param(
            (),
            {"name": "n", "size": 1},
            "unexpected keyword argument 'size'",
            id="unknown",
        ),
    ],
)
def test_arguments_that_no_parameter_takes(
    thing: Any, arguments: Any, keywords: Any, words: str
) -> None:
    with pytest.raises(TypeError, match=words) as caught:
        thing(*arguments, **keywords)
    assert str(caught.value).startswith("CreateThing.__init__() ")


def test_a_value(thing: Any) -> None:
    made = thing(name="名", disks=[Disk(size=1)], tags=["a", "é"], ratio=0.5)
    assert made == thing(name="名", disks=[Disk(size=1)], tags=["a", "é"], ratio=0.5)
    assert made != thing(name="名")
    assert made.zone is None
    shown = "tags=['a', 'é'], disks=[Disk(size=1)]"
    assert repr(made).endswith("Thing(name='名', ratio=0.5, " + shown + ")")
    assert copy.deepcopy(made) == made
    assert dataclasses.replace(made, count=2).count == 2
    assert dataclasses.asdict(made)["disks"] == [dataclasses.asdict(Disk(size=1))]
    with pytest.raises(dataclasses.FrozenInstanceError, match="assign to field 'name'"):
        made.name = "other"
    with pytest.raises(dataclasses.FrozenInstanceError, match="delete field 'name'"):
        del made.name
    assert made.name == "名"


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        pytest.param({"name": None}, "name (Name) is required, not None", id="None"),
        pytest.param({"name": 1}, "name (Name) must be str, not int", id="scalar"),
        pytest.param(
            {"name": "\ud800"}, "name (Name) holds a lone surrogate", id="surrogate"
        ),
        pytest.param(
            {"name": "n", "count": True},
            "count (Count) must be int, not bool",
            id="truth",
        ),
        pytest.param(
            {"name": "n", "ratio": float("inf")},
            "ratio (Ratio) must be a finite",
            id="inf",
        ),
        pytest.param(
            {"name": "n", "tags": "ab"},
            "tags (Tags) must be a list",
            id="text for a list",
        ),
        pytest.param(
            {"name": "n", "tags": ["a", 1]}, "tags (Tags.1) must be str", id="in a list"
        ),
        pytest.param(
            {"name": "n", "disks": [Card(size=1)]},
            "disks (Disks.0) must be Disk, not Card",
            id="object",
        ),
        pytest.param(
            {"name": "n", "disks": [Disk(size=1), {"Size": 1}]},
            "disks (Disks.1) is a Disk, which has no 'Size'; did you mean 'size'?",
            id="a name of the API in a dictionary",
        ),
        pytest.param(
            {"name": "n", "disks": [{"size": 1, 2: 3}]},
            "disks (Disks.0) is a Disk, which has no 2",
            id="a key that is no name",
        ),
        pytest.param(
            {"name": "n", "boot": {"is_boot": "True"}},
            "boot (Boot) is a Disk, which needs 'size'",
            id="a key that a dictionary lacks",
        ),
        pytest.param(
            {"name": "n", "disks": ({"size": "1"},)},
            "disks.size (Disks.0.Size) must be int, not str",
            id="a value in a dictionary",
        ),
        pytest.param(
            {"name": "n", "boot": {"size": 1, "labels": ["a", 2]}},
            "boot.labels (Boot.Labels.1) must be str, not int",
            id="a value in a list in a dictionary",
        ),
    ],
)
def test_what_is_refused(thing: Any, parameters: Any, words: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        thing(**parameters)
    assert words in str(caught.value)
    assert caught.value.action == "Fresh"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_objects_can_be_pickled(protocol: int) -> None:
    for made in (Disk(size=1, labels=["a"]), Bare(), CreateThing(name="n")):
        assert pickle.loads(pickle.dumps(made, protocol)) == made


def test_names_that_the_code_uses_too() -> None:
    names = ("type", "self_", "map", "len", "v", "cls", "value", "s0", "f0", "int_")
    fields = {name: param(name, default=None) for name in names}
    types = dict.fromkeys(names, str | None)
    body: Any = {**fields, "__annotations__": types, "__module__": __name__}
    cls: Any = request_class(type("Odd", (Parameters,), body))
    for _ in range(3):
        made = cls(**{name: f"its {name}" for name in names})
        assert made.to_dict() == {name: f"its {name}" for name in names}
    with pytest.raises(InvalidRequestError):
        cls(type=1)


@request_class
class OwnDefault(Parameters):
    size: int = param("Size", default=4)


@request_class
class OwnFactory(Parameters):
    size: int = param("Size", default_factory=lambda: 4)


@request_class
class OwnField(Parameters):
    size: int = param("Size")
    note: str | None = None


@request_class
class OwnSpelling(Parameters):
    size: int = param("Size")
    TYPE: str | None = param("Type", default=None)


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoSlots(Parameters):
    size: int | None = param("Size", default=None)


@pytest.mark.parametrize(
    ("cls", "arguments", "size"),
    [
        pytest.param(OwnDefault, {}, 4, id="a default"),
        pytest.param(OwnFactory, {}, 4, id="a default that is made"),
        pytest.param(OwnField, {"size": 1, "note": "mine"}, 1, id="a field"),
        pytest.param(OwnSpelling, {"size": 1, "TYPE": "T"}, 1, id="capitals"),
        pytest.param(NoSlots, {"size": 1}, 1, id="no slots"),
    ],
)
def test_classes_may_have_more_than_generated_ones(
    cls: Any, arguments: Any, size: int
) -> None:
    for _ in range(3):
        assert cls(**arguments).size == size


def test_a_subclass_is_checked_as_it_wants() -> None:
    parent = fresh(Disk)
    parent(size=1)
    parent(size=1)
    assert is_written(parent)

    class Checked(parent):
        def __post_init__(self) -> None:
            raise LookupError

    with pytest.raises(LookupError):
        Checked(size=1)


def test_from_many_threads() -> None:
    cls = fresh(CreateThing)
    barrier = threading.Barrier(8)
    made: list[Request[Any]] = []

    def make() -> None:
        barrier.wait(10)
        made.extend(cls(name=str(number)) for number in range(20))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(request.to_params()["Name"] for request in made) == sorted(
        str(number) for number in [*range(20)] * 8
    )
    assert is_written(cls)


@request_class
class Needy(Request[Any]):
    """What its page requires could disappear from a form."""

    ACTION: ClassVar[str] = "Needy"

    names: list[str] = param("Names")
    disks: list[Disk] = param("Disks", max_items=2)
    rows: list[Any] = param("Rows")
    extra: dict[str, Any] = param("Extra")


FULL: dict[str, Any] = {
    "names": ["a"],
    "disks": [Disk(size=1)],
    "rows": [0],
    "extra": {"A": 0},
}
NOTHING = [
    pytest.param("names", [], id="no text"),
    pytest.param("names", [None], id="nothing for a text"),
    pytest.param("names", (), id="an empty tuple"),
    pytest.param("disks", [], id="no object"),
    pytest.param("disks", [None, None], id="nothing for objects"),
    pytest.param("rows", [], id="nothing of any kind"),
    pytest.param("extra", {}, id="an empty object"),
    pytest.param("extra", {"A": None}, id="an object of nothing"),
]


@pytest.mark.parametrize(("name", "value"), NOTHING)
@pytest.mark.parametrize("is_later", [False, True], ids=["first", "later"])
def test_what_is_required_and_empty_is_missing(
    name: str, value: Any, is_later: bool
) -> None:
    cls = fresh(Needy)
    for _ in range(2 * is_later):
        cls(**FULL)
    words = rf"Fresh: {name} \({name.title()}\) is required, not empty"
    with pytest.raises(InvalidRequestError, match=words):
        cls(**FULL | {name: value})


def test_what_has_become_empty_is_not_sent() -> None:
    made = Needy(**FULL | {"names": ["a"]})
    made.to_params()
    made.names.clear()
    for sent in (made.to_params, made.to_params, made.to_body):
        with pytest.raises(InvalidRequestError, match=r"names .* not empty"):
            sent()


@pytest.mark.parametrize("value", [[], (), [None]], ids=repr)
@pytest.mark.parametrize("name", ["tags", "disks", "rows"])
@pytest.mark.parametrize("is_later", [False, True], ids=["first", "later"])
def test_an_optional_list_that_is_empty_is_told_how_to_be_left_out(
    name: str, value: Any, is_later: bool
) -> None:
    cls = fresh(CreateThing)
    for _ in range(2 * is_later):
        cls(name="n", tags=["a"], disks=[Disk(size=1)], rows=[1])
    with pytest.raises(InvalidRequestError) as caught:
        cls(name="n", **{name: value})
    problem = f"{name} ({name.title()}) must not be an empty list, "
    assert problem in str(caught.value)
    assert str(caught.value).endswith("leave it out or pass None")


def test_an_optional_list_that_has_become_empty_is_not_sent() -> None:
    made = CreateThing(name="n", tags=["a"], disks=[Disk(size=1, labels=["a"])])
    made.to_params()
    assert made.tags
    assert made.disks
    assert made.disks[0].labels
    made.disks[0].labels.clear()
    with pytest.raises(InvalidRequestError, match=r"disks.labels \(Disks.0.Labels\)"):
        made.to_params()
    made.disks[0].labels.append("b")
    made.tags.clear()
    for send in (made.to_params, made.to_params, made.to_body):
        with pytest.raises(InvalidRequestError, match=r"tags \(Tags\) must not be"):
            send()


def test_an_optional_object_may_be_empty() -> None:
    made = CreateThing(name="n", extra={})
    assert made.to_params() == {"Action": "CreateThing", "Name": "n"}
