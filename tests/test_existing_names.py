"""Names once given stay: the modules of an output say them, whatever is added later and whatever the rules say then."""

from __future__ import annotations

import ast
import keyword
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import building
import pytest
import trees
from building import rename
from docs2sdk import python_naming
from docs2sdk.build import manifest, output_folder
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.python import class_plan, existing_names, template_contexts
from docs2sdk.python.action_refs import build_action_refs
from docs2sdk.python.file_renderer import render_text
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, PackageInfo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_pages import RET_CODE, modern, row
from test_cases import ALL, interpreted
from trees import snapshot

GET = "alpha-api/get_thing.md"
MODULE = "ucloud_client/alpha/get_thing.py"
TEST = "tests/alpha/test_get_thing.py"
TARGET = PackageInfo("probe", "0.1.0")


def rendered(action: Action, existing: Mapping[str, str]) -> str:
    """Return the text of an action's module with names that were given before."""
    (entry,) = build_action_refs([action], "things")
    entry = entry._replace(
        request=existing.get("request", entry.request),
        response=existing.get("response", entry.response),
    )
    decided = class_plan.plan_classes(action, existing)
    return render_text(
        template_contexts.build_action_contexts(action, decided, entry, TARGET)[0]
    )


def action_of(page: str) -> Action:
    action = parse_page(Source("alpha-api/x.md", page)).action
    assert action
    return action


ACTIONS = {
    f"{case} {page.action.name}": page.action
    for case in ALL
    for page in interpreted(case)
    if page.action
} | {
    "names that clash": action_of(
        modern(
            [row(name) for name in ("ResourceID", "ResourceId", "A_b", "A__b", "Str")],
            [RET_CODE, row("Of", "[*Thing*](#Thing)"), row("Ox", "[*thing*](#thing)")],
            response_models=[("Thing", [row("Id")]), ("thing", [row("ID"), row("Id")])],
        )
    ),
    "models that mention each other": action_of(
        modern(
            response=[RET_CODE, row("A", "array[[*A*](#A)]")],
            response_models=[
                ("A", [row("B", "[*B*](#B)"), row("Bs", "array[[*B*](#B)]")]),
                ("B", [row("A", "[*A*](#A)"), row("C", "[*C*](#C)")]),
                ("C", [row("Id"), row("C", "array[[*C*](#C)]")]),
            ],
        )
    ),
    "a long name": action_of(
        modern([row("Id")], title=f"标题 - Get{'VeryLong' * 12}Thing")
    ),
}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_a_module_says_all_names_that_it_has(action: Action) -> None:
    decided = class_plan.plan_classes(action)
    read = existing_names.read_action_names(rendered(action, {}), action)
    assert read == class_plan.names_by_place(decided)


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_a_module_says_names_that_no_rule_gives(action: Action) -> None:
    usual = class_plan.names_by_place(class_plan.plan_classes(action))
    unusual = {
        location: f"{name}_other" if name.islower() else f"{name}Other"
        for location, name in usual.items()
    }
    inside, renamed = f"{usual['request']}.", f"{unusual['request']}."
    unusual = {
        location: name.replace(inside, renamed) for location, name in unusual.items()
    }
    text = rendered(action, unusual)
    assert existing_names.read_action_names(text, action) == unusual
    assert rendered(action, existing_names.read_action_names(text, action)) == text


@pytest.mark.parametrize(
    "declaration",
    [
        pytest.param('param("ThingID", default=None)', id="of this version"),
        pytest.param(
            'field(default=None, metadata=param("ThingID"))', id="of an earlier one"
        ),
    ],
)
def test_a_declaration_says_the_name_of_an_attribute(declaration: str) -> None:
    text = f"class Thing:\n    its_id: str | None = {declaration}\n"
    (read,) = existing_names.read_class_names(text).values()
    assert read.attributes == {"ThingID": "its_id"}


def test_a_name_of_an_overlay_is_not_given() -> None:
    action = action_of(modern([row("Size"), row("Id")]))
    size, kept = action.request.fields
    renamed = replace(size, python_name="gigabytes")
    request = replace(action.request, fields=(renamed, kept))
    corrected = replace(action, request=request)
    text = rendered(corrected, {})
    assert "gigabytes" in text
    assert existing_names.read_action_names(text, corrected)["request/Id"] == "id"
    assert "request/Size" not in existing_names.read_action_names(text, corrected)


@pytest.mark.slow
def test_the_modules_of_the_whole_documentation_say_all_names(whole: RunReport) -> None:
    assert whole.catalog
    output = output_folder.read_output(whole.out)
    actions = [
        action for service in whole.catalog.services for action in service.actions
    ]
    assert len(actions) > 300
    for action in actions:
        entry = output.names.refs_by_action[action.name]
        existing = existing_names.names_in_index(entry)
        text = output.names.modules_by_action[action.name]
        expected = class_plan.names_by_place(class_plan.plan_classes(action, existing))
        assert (
            existing_names.read_action_names(text, action) == expected
        ), action.location


# Runs: the rules change, and the names that were given stay.


def made(specs: Path, out: Path, use_cache: bool = False) -> dict[str, str]:
    """Generate and return the output; the cache is asked only where the test is about it, since it knows the rules."""
    building.generate(Settings((specs,), out), use_cache=use_cache)
    return snapshot(out)


def names_in(out: Path, report: RunReport) -> dict[str, str]:
    """Return the names of an output: ``GetThing/request/Id`` → ``id``, ``alpha-api/`` → ``alpha``."""
    assert report.catalog
    output = output_folder.read_output(out)
    actions = [
        action for service in report.catalog.services for action in service.actions
    ]
    names_by_place = {
        f"{folder}/": name for folder, name in output.names.packages_by_folder.items()
    }
    for action in actions:
        if action.name in output.names.refs_by_action:
            existing = existing_names.find_action_names(output.names, action)
            names_by_place |= {
                f"{action.name}/{location}": name for location, name in existing.items()
            }
    return names_by_place


def run(specs: Path, out: Path) -> dict[str, str]:
    """Generate and return the names of the output."""
    report = building.generate(Settings((specs,), out), use_cache=False)
    return names_in(out, report)


NESTED = modern(
    [row("ThingId", required="**Yes**"), row("Disks.N.Size", "int"), row("A.B.C")],
    [RET_CODE, row("DataSet", "array[[*thing*](#thing)]"), row("TotalCount", "int")],
    response_models=[
        ("thing", [row("XYzId"), row("Of", "[*inner*](#inner)")]),
        ("inner", [row("Class")]),
    ],
    title="标题 - DescribeThings",
)
PAGES = trees.PAGES | {"alpha-api/describe_things.md": NESTED}


def rule(usual: Callable[..., str]) -> Callable[[pytest.MonkeyPatch], None]:
    """Return a function that makes a rule of ``names`` give other names."""

    def changed(text: str, *arguments: object) -> str:
        name = usual(text, *arguments)
        return f"{name}_other" if name.islower() else f"{name}Other"

    return lambda patch: patch.setattr(python_naming, usual.__name__, changed)


def words(patch: pytest.MonkeyPatch) -> None:
    words = {*python_naming.WORDS, "X", "GetT", "ThingI"}
    patch.setattr(python_naming, "_WORD", python_naming._word_pattern(words))
    patch.setattr(python_naming, "_METHOD_WORD", python_naming._word_pattern(words))


RULES = {
    "attribute": rule(python_naming.attribute_name),
    "method": rule(python_naming.method_name),
    "service": rule(python_naming.package_name),
    "class": rule(python_naming.class_name),
    "words": words,
}


@pytest.mark.slow
@pytest.mark.parametrize("change", RULES.values(), ids=list(RULES))
def test_another_rule_renames_nothing_that_is_there(
    change: Callable[[pytest.MonkeyPatch], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    specs, out = trees.write(tmp_path / "specs", PAGES), tmp_path / "out"
    before = made(specs, out)
    change(monkeypatch)
    for use_cache in (False, False, True, True):
        assert made(specs, out, use_cache) == before
        assert not building.check(Settings((specs,), out), use_cache=use_cache).drift
    assert made(specs, tmp_path / "fresh") != before


def test_what_is_new_is_named_by_the_new_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs, out = trees.write(tmp_path / "specs", PAGES), tmp_path / "out"
    before = run(specs, out)
    RULES["attribute"](monkeypatch)
    RULES["method"](monkeypatch)
    more = {GET: trees.page("GetThing", [*trees.THING, row("More")])}
    trees.write(specs, {**more, "alpha-api/new.md": trees.page("NewThing", [])})
    after = run(specs, out)
    assert before.items() <= after.items()
    assert after["GetThing/request/More"] == "more_other"
    assert after["NewThing/"] == "new_thing_other"


def with_fields(*fields: str) -> dict[str, str]:
    return {GET: trees.page("GetThing", [row(wire) for wire in fields])}


def in_model(*models: str) -> dict[str, str]:
    rows = [row(f"Of{wire}", f"[*{wire}*](#{wire})") for wire in models]
    tables = [(wire, [row("Id")]) for wire in models]
    page = modern(
        response=[RET_CODE, *rows], response_models=tables, title="标题 - GetThing"
    )
    return {GET: page}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "later", "location", "name", "alone"),
    [
        pytest.param(
            with_fields("ResourceId"),
            with_fields("ResourceID", "ResourceId"),
            "GetThing/request/ResourceId",
            "resource_id",
            "resource_id_2",
            id="a parameter that comes before it",
        ),
        pytest.param(
            with_fields("A_b"),
            with_fields("A_b", "A__b"),
            "GetThing/request/A_b",
            "a_b",
            "a_b_2",
            id="a parameter with one more underscore",
        ),
        pytest.param(
            with_fields("Disks.N.A_b"),
            with_fields("Disks.N.A_b", "Disks.N.A__b"),
            "GetThing/request:Disks.N/A_b",
            "a_b",
            "a_b_2",
            id="a parameter in a group",
        ),
        pytest.param(
            in_model("thing"),
            in_model("Thing", "thing"),
            "GetThing/response:thing",
            "Thing",
            "Thing_2",
            id="a model that comes before it",
        ),
        pytest.param(
            {GET: trees.page("GetThing")},
            {"alpha/more.md": trees.page("More")},
            "alpha-api/",
            "alpha",
            "alpha_2",
            id="a product that comes before it",
        ),
        pytest.param(
            {"alpha-api/z.md": trees.page("GetThingResponse")},
            {GET: trees.page("GetThing")},
            "GetThingResponse/request",
            "GetThingResponse",
            "GetThingResponse_2",
            id="an action whose response would be called like it",
        ),
    ],
)
def test_what_is_added_renames_nothing(
    first: Mapping[str, str],
    later: Mapping[str, str],
    location: str,
    name: str,
    alone: str,
    tmp_path: Path,
) -> None:
    specs, out = trees.write(tmp_path / "specs", first), tmp_path / "out"
    before = run(specs, out)
    assert before[location] == name
    trees.write(specs, later)
    report = building.generate(Settings((specs,), out), use_cache=False)
    after = names_in(out, report)
    assert before.items() <= after.items()
    assert "D301" in {finding.code for finding in report.diagnostics}
    assert run(specs, out) == after
    assert run(specs, tmp_path / "fresh")[location] == alone


@pytest.mark.slow
def test_the_name_of_what_went_is_free_for_what_stays_or_comes(tmp_path: Path) -> None:
    specs = trees.write(tmp_path / "specs", with_fields("A__b", "A_b"))
    out = tmp_path / "out"
    assert run(specs, out)["GetThing/request/A_b"] == "a_b_2"
    trees.write(specs, with_fields("A_b"))
    assert run(specs, out)["GetThing/request/A_b"] == "a_b_2"
    trees.write(specs, with_fields("A_b", "A-b"))
    assert run(specs, out)["GetThing/request/A_b"] == "a_b_2"


NO_TABLES = "# 标题 - GetThing\n\n## 定义\n\n### 请求参数\n\n### 响应字段\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "services"),
    [
        pytest.param(NO_TABLES, (), id="a page broke"),
        pytest.param(None, ("beta",), id="the run is for another service"),
    ],
)
def test_names_stay_with_what_stays(
    page: str | None, services: tuple[str, ...], documentation: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    made(documentation, out)
    rename(out, MODULE, "size:", "gigabytes:")
    rename(out, TEST, "size", "gigabytes")
    before = snapshot(out)
    (documentation / GET).unlink()
    if page:
        trees.write(documentation, {GET: page})
    settings = Settings((documentation,), out, services=services)
    building.generate(settings, use_cache=False)
    assert snapshot(out) == before
    trees.write(documentation, {GET: trees.PAGES[GET]})
    assert "gigabytes" in made(documentation, out)[MODULE]


def test_names_go_with_what_had_them(documentation: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = made(documentation, out)
    rename(out, MODULE, "size:", "gigabytes:")
    (documentation / GET).unlink()
    made(documentation, out)
    trees.write(documentation, {GET: trees.PAGES[GET]})
    assert made(documentation, out) == whole


@pytest.mark.slow
def test_deleting_a_module_names_anew_and_deleting_its_test_does_not(
    documentation: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    whole = made(documentation, out)
    rename(out, MODULE, "size:", "gigabytes:")
    renamed = made(documentation, out)
    assert "gigabytes" in renamed[MODULE]
    assert "gigabytes" in renamed[TEST]
    assert made(documentation, out) == renamed
    (out / TEST).unlink()
    assert made(documentation, out) == renamed
    (out / MODULE).unlink()
    assert made(documentation, out) == whole


def test_a_name_of_an_overlay_stays_until_its_module_is_deleted(
    documentation: Path, tmp_path: Path
) -> None:
    """An overlay renames what has a name, too; a name that it gave is one like any other when it goes."""
    text = '[[correction]]\naction = "GetThing"\nparameter = "Size"\npython_name = "gigabytes"\nreason = "it reads better"\n'
    out = tmp_path / "out"
    whole = made(documentation, out)
    trees.write(documentation, {"overlays/alpha.toml": text})
    assert "gigabytes: int" in made(documentation, out)[MODULE]
    (documentation / "overlays/alpha.toml").unlink()
    assert "gigabytes: int" in made(documentation, out)[MODULE]
    (out / MODULE).unlink()
    assert made(documentation, out) == whole


# Modules that no run of ours wrote, and that the manifest knows all the same.

HOSTILE_ATTRIBUTES = [
    *("class", "import", "None", "match_", "lambda", "__class__", "__init__", "_size"),
    *("Size", "SIZE", "ｓize", "größe", "尺寸", "size\u200d", "self", "str", "int"),
    *("param", "request_class", "to_params", "to_body", "response_type"),
    *("thing_id",),
]
HOSTILE_CLASSES = [
    *("Any", "ClassVar", "Request", "Response", "Model", "Literal", "Exception"),
    *("getThing", "_GetThing", "ＧetThing", "Größe", "class", "None", "True"),
]
PREFIXES = {
    "a statement before all": "import os\nos.mkdir('mark')\n",
    "no Python": "class (\n",
    "a NUL": "\0",
    "too deep": "x = " + "(" * 5_000 + ")" * 5_000 + "\n",
    "much too deep": "x = " + "-" * 200_000 + "1\n",
    "a chain": "x = a" + ".a" * 200_000 + "\n",
    "brackets": "x" + "[0]" * 100_000 + "\n",
    "huge": "# nothing\n" * 1_000_000,
    "half a character": "x = '\\ud800'\n",
    "another coding": "# -*- coding: utf-7 -*-\n+AG8-\n",
    "an escape that is none": "x = '\\d'\n",
}


def damage(out: Path, edit: Callable[[str], str]) -> None:
    """Change a module as somebody would who can write the manifest, too."""
    text = (out / MODULE).read_text("utf-8")
    changed = edit(text)
    assert changed != text
    rename(out, MODULE, text, changed)


def in_code(text: str) -> str:
    """Return the code of a module without its texts, which speak of the page."""
    return ast.unparse(ast.parse(text))


@pytest.mark.slow
@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("name", HOSTILE_ATTRIBUTES)
def test_an_attribute_that_cannot_be_is_named_anew(
    name: str, documentation: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    whole = made(documentation, out)
    damage(out, lambda text: text.replace("    size: int", f"    {name}: int"))
    made(documentation, out)
    output = made(documentation, out)
    if name == "match_":  # a good name, if an odd one
        assert "match_: int" in output[MODULE]
    elif name == "thing_id":  # of two that say it, the first in order
        assert output[MODULE].count("thing_id: ") == whole[MODULE].count("thing_id: ")
        compile(output[MODULE], MODULE, "exec")
    else:
        assert output == whole


@pytest.mark.slow
@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("name", HOSTILE_CLASSES)
def test_a_class_that_cannot_be_is_named_anew(
    name: str, documentation: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    whole = made(documentation, out)
    damage(out, lambda text: text.replace("class GetThing(", f"class {name}("))
    made(documentation, out)
    assert made(documentation, out) == whole


@pytest.mark.slow
@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=list(PREFIXES))
def test_a_module_of_somebody_s_puts_nothing_into_the_output(
    prefix: str, documentation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    whole = made(documentation, out)
    damage(out, lambda text: prefix + text.replace("    size: int", "    sizes: int"))
    made(documentation, out)
    output = made(documentation, out)
    assert in_code(output[MODULE]).replace("sizes", "size") == in_code(whole[MODULE])
    assert not (tmp_path / "mark").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["import", "con", "method", "_x", "X"])
def test_a_file_that_cannot_be_a_method_is_named_anew(
    name: str, documentation: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    whole = made(documentation, out)
    moved = MODULE.replace("get_thing", name)
    (out / MODULE).rename(out / moved)
    text = (out / manifest.NAME).read_text()
    (out / manifest.NAME).write_text(text.replace(MODULE, moved))
    assert made(documentation, out) == whole


def test_two_branches_may_have_given_one_name_twice(tmp_path: Path) -> None:
    specs = trees.write(tmp_path / "specs", with_fields("ResourceID", "ResourceId"))
    out = tmp_path / "out"
    whole = made(specs, out)
    damage(out, lambda text: text.replace("resource_id_2", "resource_id"))
    assert made(specs, out) == whole


_ANY_NAME = st.one_of(
    st.text(max_size=8), st.sampled_from([*keyword.kwlist, *HOSTILE_ATTRIBUTES])
)


@given(_ANY_NAME, _ANY_NAME)
def test_only_names_that_can_stand_in_code_are_read(
    attribute: str, class_name: str
) -> None:
    action = ACTIONS["names that clash"]
    text = rendered(action, {})
    text = text.replace("resource_id", attribute).replace("Thing", class_name)
    for location, name in existing_names.read_action_names(text, action).items():
        assert name.isascii(), location
        assert name.isidentifier(), location
        assert not keyword.iskeyword(name), location
        assert not name.startswith("_"), location
    assert is_whole(existing_names.read_action_ref("x.md", f"p/s/{attribute}.py", text))


def is_whole(entry: ActionRef | None) -> bool:
    return entry is None or all(
        name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
        for name in entry[2:]
    )


# Names that would like to be called the same, or what is taken.
FIELDS = ["ResourceID", "ResourceId", "resource_id", "resource_id_2", "Class", "class"]
FIELDS += ["Raw", "raw_", "str", "Str_", "UHostId", "uhostId", "A_b", "A__b"]
MODELS = ["Thing", "thing", "Thing_2", "GetThing", "GetThingResponse", "Response"]
HOMES = {
    "GetThing": "alpha-api",
    "GetThingResponse": "alpha-api",
    "GetThingRequest": "alpha",
    "Get": "Alpha-api",
    "Con": "con-api",
    "GetThingModel": "alpha_-api",
}
Table = tuple[str, frozenset[str], frozenset[str], frozenset[str]]
some_fields = st.frozensets(st.sampled_from(FIELDS), max_size=4)
tables = st.tuples(
    st.sampled_from([*HOMES]),
    some_fields,
    some_fields,
    st.frozensets(st.sampled_from(MODELS), max_size=3),
)


def pages(all_tables: list[Table]) -> dict[str, str]:
    """Return pages that say all that was found of each action."""
    by_action: dict[str, list[Table]] = {}
    for table in all_tables:
        by_action.setdefault(table[0], []).append(table)
    return {
        f"{HOMES[action]}/{action}.md": written(action, same)
        for action, same in by_action.items()
    }


def written(action: str, all_tables: list[Table]) -> str:
    asked, returned, models = (
        sorted({wire for table in all_tables for wire in table[part]})
        for part in (1, 2, 3)
    )
    groups = [f"Of{wire}.N.{wire}" for wire in asked]
    rows = [row(f"Of{wire}", f"[*{wire}*](#{wire})") for wire in models]
    return modern(
        [row(wire) for wire in (*asked, *groups)],
        [RET_CODE, *(row(wire) for wire in returned), *rows],
        response_models=[
            (wire, [row(name) for name in ("Id", *returned)]) for wire in models
        ],
        title=f"标题 - {action}",
    )


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(tables, min_size=1, max_size=3), min_size=2, max_size=4))
def test_no_sequence_of_additions_renames_anything(
    tmp_path: Path, steps: list[list[Table]]
) -> None:
    specs, out = tmp_path / "specs", tmp_path / "out"
    for folder in (specs, out):
        shutil.rmtree(folder, ignore_errors=True)
    all_tables = list[Table]()
    before: dict[str, str] = {}
    for step in steps:
        all_tables += step
        trees.write(specs, pages(all_tables))
        after = run(specs, out)
        assert before.items() <= after.items()
        assert run(specs, out) == after
        before = after


SPOOFS = {
    "a summary": 'ACTION: ClassVar[str] = "GetBar"',
    "a summary with a docstring's end": '"""\n\n    ACTION: ClassVar[str] = "GetBar"',
    "a class": 'class Other(Request["OtherResponse"]):',
}


@pytest.mark.parametrize("text", SPOOFS.values(), ids=SPOOFS)
@pytest.mark.parametrize("location", ["title", "intro", "row"])
def test_no_text_of_a_page_is_taken_for_a_name(
    text: str, location: str, tmp_path: Path
) -> None:
    page = trees.page("GetFoo", [row("Size", doc=text.replace("\n", " "))])
    if location == "title":
        page = page.replace("# 标题 - ", f"# {' '.join(text.split())} - ")
    elif location == "intro":
        page = page.replace("## 简介\n", f"## 简介\n\n{text}\n\n    {text}\n", 1)
    specs = trees.write(tmp_path / "specs", {**trees.PAGES, "alpha-api/foo.md": page})
    settings = Settings((specs,), tmp_path / "out", jobs=1)
    building.generate(settings)
    entries = output_folder.read_output(settings.out).names.refs_by_page
    assert {entry.page: entry.action for entry in entries.values()} == {
        "alpha-api/foo.md": "GetFoo",
        "alpha-api/get_thing.md": "GetThing",
        "alpha-api/drop_thing.md": "DropThing",
        "beta-api/get_other.md": "GetOther",
        "beta-api/make_other.md": "MakeOther",
    }
    assert entries["alpha-api/foo.md"].request == "GetFoo"
