"""The call that the READMEs show: the required parameters of a module's request, the same whatever a run renders."""

from __future__ import annotations

from pathlib import Path

import building
import in_memory
import pytest
import trees
from docs2sdk.config import Settings
from docs2sdk.python.example_call import read_example_arguments
from docs2sdk.python_literals import Call, format_literal
from small_pages import row

CASES = Path(__file__).resolve().parent / "cases"
ENDLESS = "request_model_that_requires_itself"


def read_call(module: str, request: str) -> str:
    call = Call(request, read_example_arguments(module, request))
    return format_literal(call)


@pytest.mark.parametrize(
    "case", sorted({path.parent.name for path in CASES.glob("*/module.py")} - {ENDLESS})
)
def test_the_call_constructs_a_request(case: str) -> None:
    text = (CASES / case / "module.py").read_text("utf-8")
    module = in_memory.load(text)
    request, *_ = (
        name for name in module.__all__ if hasattr(getattr(module, name), "ACTION")
    )
    assert eval(read_call(text, request), vars(module)).to_body()


HEAD = "class GetIt(Request):\n    ACTION: ClassVar[str] = 'GetIt'\n"
ATTRIBUTES = {
    'a: str = param("A")': 'a="A-1"',
    'a: int = param("A")': "a=1",
    'a: list[bool] = param("A")': "a=[True]",
    'a: Literal["x", "y"] | str = param("A")': 'a="x"',
    'a: dict[str, Any] = param("A")': 'a={"Key": "A"}',
    'a: Any = param("A")': 'a="A-1"',
    'a: list[GetIt.B] = param("A")': "a=[GetIt.B(c=1.5)]",
    'a: GetIt = param("A")': "a=...",
    'a: str | None = param("A", default=None, required=True)': "",
    "a: str": "",
    # Nothing that could end the block of code in the README.
    'a: str = param("A\\n```")': "",
    'a: Literal["```", "x y"] | str = param("A")': 'a="A"',
}
INNER = '\n    class B:\n        c: float = param("C")\n'


@pytest.mark.parametrize(("attribute", "arguments"), ATTRIBUTES.items(), ids=ATTRIBUTES)
def test_an_attribute_gives_an_argument(attribute: str, arguments: str) -> None:
    module = f"{HEAD}    {attribute}\n{INNER}"
    assert read_call(module, "GetIt") == f"GetIt({arguments})"


def test_objects_that_require_many_others_are_shown_once() -> None:
    pair = '{}: GetIt.B{} = param("A")\n'
    chain = [
        f"    class B{n}:\n        {pair.format('a', n + 1)}        {pair.format('b', n + 1)}"
        for n in range(1, 50)
    ]
    module = f"class GetIt:\n    {pair.format('a', 1)}{''.join(chain)}"
    assert read_call(module, "GetIt").count("GetIt.") == 49


@pytest.mark.parametrize("module", ["", "no python", "class Other: pass"])
def test_a_module_without_the_request_gives_no_argument(module: str) -> None:
    assert read_example_arguments(module, "GetIt") == ()


@pytest.mark.parametrize("use_cache", [True, False], ids=["warm", "cold"])
def test_the_readmes_show_the_call_of_the_module_that_the_output_has(
    documentation: Path, tmp_path: Path, use_cache: bool
) -> None:
    out, page = tmp_path / "out", "alpha-api/get_thing.md"

    def read_readmes(services: tuple[str, ...] = ()) -> list[str]:
        settings = Settings((documentation,), out, services=services)
        building.generate(settings, use_cache=use_cache)
        return [(out / name).read_text() for name in ("README.md", "README.zh-CN.md")]

    before = read_readmes()
    assert all(
        'client.alpha.get_thing(thing_id="ThingId-1")' in text for text in before
    )
    assert before == read_readmes() == read_readmes(("beta",))
    more = [*trees.THING, row("More", "int", required="**Yes**")]
    trees.write(documentation, {page: trees.page("GetThing", more)})
    assert before == read_readmes(("beta",))
    after = read_readmes()
    assert all('get_thing(thing_id="ThingId-1", more=1)' in text for text in after)
    trees.write(documentation, {page: "# x\n"})
    assert after == read_readmes()
