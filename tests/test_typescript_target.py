"""``docs2sdk generate --target typescript``: the same rules as for Python about what is written, kept and removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.locations import Location
from docs2sdk.schema import ListOf, Ref
from docs2sdk.targets.client import ActionRef
from docs2sdk.targets.page_addresses import Sites
from docs2sdk.typescript.action_context import build_module_values
from docs2sdk.typescript.action_refs import build_action_refs, make_ref
from docs2sdk.typescript.index_entries import read_index_entry, read_values
from docs2sdk.typescript.template_contexts import to_semantic_version
from small_schemas import ANY, INT, STRING, field, model, needed, side
from small_schemas import action as make_action

Run = Callable[..., Result]

OUT = Path("generated-typescript")
MODULE = OUT / "src/alpha/getThing.ts"
INDEX = OUT / "src/alpha/index.ts"


@pytest.fixture
def generate(run: Run, documentation: Path) -> Callable[..., Result]:
    """Return the command for the small documentation."""
    return lambda *arguments: run("--target", "typescript", *arguments)


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--target", "typescript", *arguments])


def test_a_client_is_written_beside_that_for_python(generate: Run, run: Run) -> None:
    assert generate().exit_code == 0
    assert run().exit_code == 0
    assert MODULE.is_file()
    assert Path("generated/ucloud_client/alpha/get_thing.py").is_file()


def test_what_was_made_is_up_to_date_and_made_again_the_same(generate: Run) -> None:
    generate()
    before = trees.snapshot(OUT)
    assert check().exit_code == 0
    assert generate("--no-cache").exit_code == 0
    assert trees.snapshot(OUT) == before


def test_the_output_folder_is_a_setting_of_its_own(generate: Run) -> None:
    settings = '[tool.docs2sdk]\nout = "sdk"\n[tool.docs2sdk.typescript]\nout = "js"\n'
    Path("pyproject.toml").write_text(settings)
    assert generate().exit_code == 0
    assert Path("js/package.json").is_file()
    assert not Path("sdk").exists()


def test_name_and_version_on_npm_are_settings(generate: Run) -> None:
    settings = (
        '[tool.docs2sdk.typescript]\npackage = "@acme/ucloud"\nversion = "2.0.0-rc.1"\n'
    )
    Path("pyproject.toml").write_text(settings)
    assert generate().exit_code == 0
    package = json.loads((OUT / "package.json").read_text())
    assert (package["name"], package["version"]) == ("@acme/ucloud", "2.0.0-rc.1")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('target = "typescript"', "no setting, but an option: --target"),
        ('version = "1.2.3.post1"', "for TypeScript it must be a version like"),
        ('version = "1.2.3.4"', "give it as typescript.version"),
        ('[tool.docs2sdk.typescript]\npackage = "A B"', "must be a name on npm"),
        ('[tool.docs2sdk.typescript]\nversion = "1.x"', "typescript.version"),
    ],
)
def test_settings_that_npm_cannot_have_are_refused(
    settings: str, message: str, generate: Run
) -> None:
    Path("pyproject.toml").write_text(f"[tool.docs2sdk]\n{settings}\n")
    result = generate()
    assert result.exit_code == 2
    assert message in result.output
    assert not OUT.exists()


def test_an_unknown_setting_of_the_target_is_told(generate: Run) -> None:
    Path("pyproject.toml").write_text('[tool.docs2sdk.typescript]\noutput = "js"\n')
    result = generate()
    assert result.exit_code == 2
    assert "typescript.output: unknown setting" in result.output


@pytest.mark.parametrize(
    ("first", "second"), [("python", "typescript"), ("typescript", "python")]
)
def test_a_client_does_not_replace_one_for_another_language(
    first: str, second: str, run: Run, documentation: Path
) -> None:
    run("--target", first, "--out", "sdk")
    before = trees.snapshot(Path("sdk"))
    result = run("--target", second, "--out", "sdk")
    assert result.exit_code == 2
    assert f"holds a client for {first}, not for {second}" in result.output
    assert trees.snapshot(Path("sdk")) == before


@pytest.mark.parametrize("command", ["lint", "docs", "openapi", "why"])
def test_commands_that_show_python_names_do_not_take_those_of_a_typescript_client(
    command: str, generate: Run
) -> None:
    generate("--out", "generated")
    arguments = [command, "GetThing"] if command == "why" else [command, "specs"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert "holds a client for typescript" in result.output


def test_an_action_keeps_its_last_good_output_while_its_page_is_broken(
    generate: Run, documentation: Path
) -> None:
    generate()
    before = MODULE.read_text(), INDEX.read_text()
    page = documentation / "alpha-api/get_thing.md"
    page.write_text(page.read_text().replace("### 请求参数", "### 参数"))
    result = generate()
    assert result.exit_code == 1
    assert (MODULE.read_text(), INDEX.read_text()) == before
    assert check().exit_code == 0


def test_an_action_whose_page_is_gone_is_removed_with_its_method(
    generate: Run, documentation: Path
) -> None:
    generate()
    assert "getThing(" in INDEX.read_text()
    (documentation / "alpha-api/get_thing.md").unlink()
    assert check().exit_code == 1
    assert generate().exit_code == 0
    assert "getThing(" not in INDEX.read_text()
    assert not MODULE.exists()


def test_a_file_that_was_edited_is_not_overwritten(generate: Run) -> None:
    generate()
    MODULE.write_text(MODULE.read_text() + "// mine\n")
    assert "modified" in check().output
    Path("specs/alpha-api/get_thing.md").write_text(
        trees.page("GetThing", [trees.row("Other")])
    )
    result = generate()
    assert result.exit_code == 2
    assert "edited by hand" in result.output
    assert generate("--force").exit_code == 0
    assert "mine" not in MODULE.read_text()


def test_one_service_is_renewed_and_the_others_stay(
    generate: Run, documentation: Path
) -> None:
    generate()
    for page in ("alpha-api/get_thing.md", "beta-api/get_other.md"):
        path = documentation / page
        path.write_text(path.read_text().replace("| **Size**", "| **Length**"))
    before = trees.snapshot(OUT / "src/beta")
    assert generate("--service", "alpha").exit_code == 0
    assert "Length" in MODULE.read_text()
    assert trees.snapshot(OUT / "src/beta") == before


def test_code_that_no_template_writes_is_not_retained(
    generate: Run, documentation: Path
) -> None:
    generate()
    text = MODULE.read_text()
    manifest = OUT / ".docs2sdk.json"
    changed = text + "evil();\n"
    from docs2sdk.digests import digest

    MODULE.write_text(changed)
    manifest.write_text(manifest.read_text().replace(digest(text), digest(changed)))
    page = documentation / "alpha-api/get_thing.md"
    page.write_text(page.read_text().replace("### 请求参数", "### 参数"))
    result = generate()
    assert result.exit_code == 2
    assert "no template writes this line" in result.output


@pytest.mark.parametrize("target", ["python", "typescript"])
def test_an_edited_module_of_a_broken_page_takes_no_other_action(
    target: str, run: Run, documentation: Path
) -> None:
    run("--target", target, "--out", "sdk")
    files = [path for path in Path("sdk").rglob("*") if path.is_file()]
    (module,) = (path for path in files if path.stem in ("getThing", "get_thing"))
    others = [path for path in files if path.stem in ("dropThing", "drop_thing")]
    module.write_text(module.read_text().replace('"GetThing"', '"DropThing"'))
    page = documentation / "alpha-api/get_thing.md"
    page.write_text(page.read_text().replace("### 请求参数", "### 参数"))
    assert run("--target", target, "--out", "sdk").exit_code == 1
    assert [path for path in others if not path.exists()] == []
    assert "DropThing" in others[0].read_text()


def test_the_report_for_programs_is_the_same(generate: Run, run: Run) -> None:
    ours, theirs = (json.loads(command("--json").stdout) for command in (generate, run))
    assert ours["diagnostics"] == theirs["diagnostics"]
    assert ours.keys() == theirs.keys()


NAMES = [
    ("GetISMSSendReceipt", "getISMSSendReceipt"),
    ("DescribeUHost", "describeUHost"),
    ("getThing", "getThing"),
    ("Then", "then_"),
    ("Constructor", "constructor_"),
    ("Import", "import_"),
    ("Index", "index_"),
    ("CON", "cON_"),
    ("X", "x"),
]


@pytest.mark.parametrize(("action", "method"), NAMES)
def test_names_of_methods(action: str, method: str) -> None:
    (ref,) = build_action_refs([make_action(name=action)], "alpha")
    assert ref.method == method


def build(*names: str, **options: object) -> dict[str, str]:
    actions = [
        make_action(name=name, location=Location(f"alpha-api/{name}.md", 1))
        for name in names
    ]
    refs = build_action_refs(actions, "alpha", **options)  # type: ignore[arg-type]
    return {ref.action: ref.method for ref in refs}


def test_names_that_differ_in_case_only_are_numbered() -> None:
    assert build("GetUhost", "GetUHost") == {
        "GetUHost": "getUHost",
        "GetUhost": "getUhost_2",
    }


def test_names_that_the_last_output_gave_are_kept() -> None:
    existing = {"GetUhost": make_ref("alpha-api/x.md", "GetUhost", "alpha", "getUhost")}
    assert build("GetUhost", "GetUHost", existing=existing) == {
        "GetUHost": "getUHost_2",
        "GetUhost": "getUhost",
    }


def test_a_retained_action_keeps_its_name_to_itself() -> None:
    retained = [make_ref("alpha-api/x.md", "GetUhost", "alpha", "getUhost")]
    assert build("GetUHost", retained=retained)["GetUHost"] == "getUHost_2"


def test_other_names_than_those_of_the_api_are_told(run: Run, tmp_path: Path) -> None:
    pages = {
        "import-api/a.md": trees.page("Then"),
        "x-api/b.md": trees.page("GetThing"),
    }
    trees.write(tmp_path / "specs", pages)
    diagnostics = json.loads(run("--target", "typescript", "--json").stdout)[
        "diagnostics"
    ]
    assert sorted(one["message"] for one in diagnostics if one["code"] == "D301") == [
        '"Then" is called "then_" in TypeScript',
        '"import-api" is called "import_" in TypeScript',
    ]


REF = ActionRef("p.md", "GetThing", "alpha", "getThing", "GetThingRequest", "R")
OPEN = "export interface GetThingRequest {\n}\n"
HEAD = '// Generated\nimport type { X } from "x";\n\n'


@pytest.mark.parametrize(
    ("text", "title", "deprecation", "items", "needs_request"),
    [
        (f"{HEAD}/** A title */\n{OPEN}", "A title", "", "", False),
        (f"{HEAD}/** **A** title* */\n{OPEN}", "**A** title*", "", "", False),
        (f"{HEAD}/**\n * *A* title\n */\n{OPEN}", "*A* title", "", "", False),
        (f"{HEAD}/**\n * A title\n *\n * More\n */\n{OPEN}", "A title", "", "", False),
        (
            f"{HEAD}/**\n * A\n *\n * @deprecated gone\n */\n{OPEN}",
            "A",
            "gone",
            "",
            False,
        ),
        (
            f'{HEAD}/** A */\n{OPEN}  paging: {{ limit: "L", items: "Set" }},\n',
            "A",
            "",
            '"Set"',
            False,
        ),
        (
            f'{HEAD}/** A */\nexport interface GetThingRequest {{\n  readonly "?: ": string;\n}}\n',
            *("A", "", "", True),
        ),
        (
            f"{HEAD}/** A */\nexport interface GetThingRequest {{\n  readonly A?: string;\n}}\n",
            *("A", "", "", False),
        ),
        ("something else", "", "", "", False),
    ],
)
def test_what_a_service_says_of_an_action_is_read_in_its_module(
    text: str, title: str, deprecation: str, items: str, needs_request: bool
) -> None:
    entry = read_index_entry(REF, text)
    assert entry == (REF, title, deprecation, items, needs_request)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('{ Region: "r", Zone: "\\"z", ProjectId: "p" }', ""),
        ('{ Region: "r", A: [{ Region: "s" }] }', '{ A: [{ Region: "s" }] }'),
        ('{\n  Region: "r",\n  A: 1,\n}', "{\n  A: 1,\n}"),
        ('{ A: 1, Zone: "z" }', '{ A: 1, Zone: "z" }'),
        ("{}", ""),
    ],
)
def test_an_example_leaves_out_what_settings_supply_first(
    written: str, shown: str
) -> None:
    assert read_values(f"const example: GetThingRequest = {written};\n") == shown


def test_an_optional_parameter_may_be_undefined_and_a_field_may_not() -> None:
    fields = (field("Ids", ListOf(STRING)), field("Any", ANY), needed("Name"))
    part = model("Part", field("Size", INT), needed("Name"))
    request = side(*fields, field("Part", Ref("Part")), models=(part,))
    response = side(field("Size", INT))
    action = make_action(request, name="GetThing", response=response)
    (ref,) = build_action_refs([action], "alpha")
    values = build_module_values(action, ref, Sites())
    assert [
        [one["declaration"] for one in interface["properties"]]
        for interface in values["interfaces"]
    ] == [
        [
            "readonly Name: string;",
            "readonly Ids?: readonly string[] | undefined;",
            "readonly Any?: unknown;",
            "readonly Part?: GetThingPart | undefined;",
        ],
        ["readonly Size?: number | undefined;", "readonly Name: string;"],
        ["readonly Size?: number;"],
    ]


README = OUT / "README.md"


def test_the_readme_shows_a_list_if_the_client_has_one(
    generate: Run, documentation: Path
) -> None:
    generate()
    assert "for await" not in README.read_text()
    rows = [trees.row("Limit", "int"), trees.row("Offset", "int")]
    fields = [trees.RET_CODE, trees.row("Things.N"), trees.row("TotalCount", "int")]
    page = trees.page("DescribeThing", rows, fields)
    (documentation / "alpha-api/describe_thing.md").write_text(page)
    generate()
    assert "of client.alpha.describeThing(" in README.read_text()


@pytest.mark.parametrize(
    ("version", "semantic"),
    [
        ("1", "1.0.0"),
        ("1.2", "1.2.0"),
        ("1.2.3", "1.2.3"),
        ("1.2rc1", "1.2.0-rc.1"),
        ("1.2.3a4", "1.2.3-alpha.4"),
        ("1.2.3b4", "1.2.3-beta.4"),
        ("0.1.0.dev3", "0.1.0-0.dev.3"),
        ("1.2.3-rc.1", "1.2.3-rc.1"),
    ],
)
def test_versions_are_those_of_npm(version: str, semantic: str) -> None:
    assert to_semantic_version(version) == semantic
