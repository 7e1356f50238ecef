"""The command as people meet it: exit codes, messages, progress, help, JSON.

Most tests call ``docs2sdk generate`` with each of its options.  It exits with 0 if all is done; with 1 if some pages had errors,
each printed as ``path:line:column: error[CODE] …``; with 2, and nothing written, for wrong usage or unreadable input.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk import __version__, cli, errors, workers
from docs2sdk.python import formatting
from small_pages import row
from trees import snapshot

Run = Callable[..., Result]
Command = Callable[..., "subprocess.CompletedProcess[str]"]

GET = "alpha-api/get_thing.md"
BROKEN = trees.page("GetThing", [row("ThingId", "strng")])


def test_a_run_without_faults_ends_with_0(run: Run, documentation: Path) -> None:
    result = run(documentation, "--out", "out")
    assert result.exit_code == 0
    assert re.fullmatch(
        r"""added     4 actions: DropThing, GetOther, GetThing, MakeOther
read      5 pages \(4 modern, 1 navigation\)
found     4 actions in 2 services
wrote     \d+ files to out \(0 unchanged, 0 removed\)
reported  nothing
""",
        result.stdout,
    )


def test_a_run_with_errors_in_pages_ends_with_1_and_prints_each(
    run: Run, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN})
    result = run(documentation, "--out", "out")
    assert result.exit_code == 1
    errors = [line for line in result.stderr.splitlines() if "error[" in line]
    assert len(errors) == 1
    assert re.fullmatch(
        rf'specs/{GET}:\d+:\d+: error\[D203\] unknown type "strng".*', errors[0]
    )
    assert "reported  1 error" in result.stdout


MISTAKES: list[Any] = [
    pytest.param(["nowhere"], "nowhere: No such file", id="a folder that is not there"),
    pytest.param(["empty"], "empty: no page (*.md) was read", id="an empty folder"),
    pytest.param(["notes"], "none gives an action", id="a folder of other pages"),
    pytest.param(["notes/a/x.md"], "none gives an action", id="another page"),
    pytest.param(["file.txt"], "file.txt", id="a file that is no page"),
    pytest.param(["specs/no.md"], "no.md: No such file", id="a page that is not there"),
    pytest.param(["loop"], "loop", id="a loop of links"),
    pytest.param(["n" * 300], "name too long", id="a name that is too long"),
    pytest.param(
        ["specs", "--service", "gamma"],
        "there is no service 'gamma'; there are: alpha, beta",
        id="an unknown service",
    ),
    pytest.param(["specs", "--colour"], "No such option", id="an unknown option"),
    pytest.param(
        ["specs", "more"], "cannot read more", id="a second folder is missing"
    ),
    pytest.param(["specs", "specs"], "named twice", id="one folder twice"),
    pytest.param(
        ["specs", "specs/isms-api"], "must be apart", id="a folder in another one"
    ),
    pytest.param(["specs", "--jobs", "0"], "x>=1", id="no jobs"),
    pytest.param(
        ["specs", "--jobs", "many"], "not a valid integer", id="jobs in words"
    ),
    pytest.param(["specs", "--package", "My-SDK"], "--package: 'My-SDK'", id="package"),
    pytest.param(["specs", "--out"], "requires an argument", id="no output folder"),
    pytest.param(["specs", "--json", "--verbose"], "use one of", id="two reports"),
    pytest.param(["specs", "--out", "specs"], "must be apart", id="output is input"),
]


@pytest.mark.parametrize("command", ["generate", "check", "lint", "schema", "openapi"])
def test_an_unknown_service_is_refused_before_a_page_is_parsed(
    run: Run, documentation: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    assert run(documentation).exit_code == 0

    def parse(*_: object) -> None:
        raise AssertionError("a page was parsed")

    for pool in (workers.WorkerPool, workers._Pool):
        monkeypatch.setattr(pool, "map", parse)
    arguments = [command, str(documentation), "--service", "ALPHA"]
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 2, result.output
    assert "there is no service 'ALPHA'; did you mean alpha?" in result.stderr


def test_a_service_may_have_the_package_that_the_output_has(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    trees.write(documentation, {"alpha/get_more.md": trees.page("GetMore")})
    assert run(documentation).exit_code == 0
    packages = {
        path.name for path in (tmp_path / "generated/ucloud_client").glob("alpha*")
    }
    assert len(packages) == 2
    for package in packages:
        assert run(documentation, "--service", package).exit_code == 0


def test_a_broken_overlay_is_no_service(run: Run, documentation: Path) -> None:
    trees.write(documentation, {"overlays/alpha.toml": "[[correction"})
    result = run("specs", "--service", "overlays")
    assert result.exit_code == 2
    assert "there is no service 'overlays'; there are: alpha, beta\n" in result.stderr


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_a_mistake_ends_with_2_says_which_and_writes_nothing(
    arguments: list[str], message: str, run: Run, documentation: Path, tmp_path: Path
) -> None:
    trees.write(tmp_path, {"file.txt": "x", "notes/a/x.md": "# Notes\n\nNothing.\n"})
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    before = snapshot(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("specs", ["nowhere", "empty", "notes"])
def test_a_wrong_folder_does_not_empty_the_output(
    specs: str, run: Run, documentation: Path, tmp_path: Path
) -> None:
    trees.write(tmp_path, {"notes/a/x.md": "# Notes\n\nNothing.\n"})
    (tmp_path / "empty").mkdir()
    assert run(documentation).exit_code == 0
    before = snapshot(tmp_path / "generated")
    assert run(specs).exit_code == 2
    assert snapshot(tmp_path / "generated") == before


LONG = "n" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(f"diff {LONG}.json specs", id="a snapshot"),
        pytest.param(f"diff specs specs --out {LONG}", id="a report of changes"),
        pytest.param(f"lint specs --out {LONG}", id="a report"),
        pytest.param(f"lint specs --out {LONG}.md", id="what might be a page"),
        pytest.param(
            f"lint specs --update-baseline --baseline {LONG}", id="a baseline"
        ),
        pytest.param(f"schema specs --out {LONG}", id="a schema"),
        pytest.param(f"history {LONG}", id="a repository"),
    ],
)
@pytest.mark.usefixtures("documentation")
def test_no_command_stumbles_over_a_path_that_cannot_be(
    arguments: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli.main, arguments.split())
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert LONG in result.stderr


def test_the_installed_command_ends_as_the_function_does(
    docs2sdk: Command, tmp_path: Path
) -> None:
    trees.write(tmp_path / "specs", trees.PAGES | {GET: BROKEN})
    assert docs2sdk("generate", cwd=tmp_path).returncode == 1
    trees.write(tmp_path / "specs", trees.PAGES)
    assert docs2sdk("generate", cwd=tmp_path).returncode == 0
    wrong = docs2sdk("generate", "nowhere", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "docs2sdk: cannot read nowhere: No such file or directory\n"


@pytest.mark.parametrize(
    ("where", "specs"),
    [("elsewhere", "../specs"), (".", "specs"), ("specs", "."), ("specs", GET)],
    ids=["elsewhere", "above", "among the pages", "for a page"],
)
def test_paths_in_messages_lead_to_the_page_from_where_the_user_is(
    where: str, specs: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees.write(tmp_path / "specs", {GET: BROKEN})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / where)
    stderr = run(specs, "--out", tmp_path / "out").stderr
    path = re.search(r"^(.*?):\d+:\d+: error", stderr, re.MULTILINE)
    assert path
    assert Path(path[1]).samefile(tmp_path / "specs" / GET)


def test_json_holds_the_whole_report_and_nothing_else_is_printed(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    first = json.loads(run(documentation, "--out", "out", "--json").stdout)
    (tmp_path / "out/ucloud_client/alpha/drop_thing.py").write_text("edited")
    (documentation / "alpha-api/drop_thing.md").unlink()
    second = trees.page("GetOther").replace("Does a thing.", "Does it again.")
    trees.write(documentation, {GET: BROKEN, "beta-api/zweit.md": second})
    result = run(documentation, "--out", "out", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    report = json.loads(result.stdout)
    lines = BROKEN.split("\n")
    row_at = next(n for n, line in enumerate(lines, 1) if "strng" in line)
    errors = [
        diagnostic
        for diagnostic in report["diagnostics"]
        if diagnostic["severity"] == "error"
    ]
    assert errors == [
        {
            "path": GET,
            "line": row_at,
            "column": lines[row_at - 1].index("strng") + 1,
            "severity": "error",
            "code": "D203",
            "message": 'unknown type "strng"; did you mean "string"?',
        }
    ]
    assert [diagnostic["code"] for diagnostic in report["diagnostics"]] == [
        "D203",
        "D107",
    ]
    assert report["version"] == 2
    assert report["root"] == str(documentation)
    assert report["out"] == "out"
    assert {"path": GET, "kind": "modern", "action": "GetThing"} in report["pages"]
    assert report["services"] == {
        "alpha-api": ["GetThing"],
        "beta-api": ["GetOther", "MakeOther"],
    }
    assert report["shadowed"] == [
        {
            "action": "GetOther",
            "path": "beta-api/zweit.md",
            "used": "beta-api/get_other.md",
            "reason": "comes first",
        }
    ]
    assert report["not_in_index"] == ["GetOther", "GetThing", "MakeOther"]
    assert report["retained_actions"] == ["GetThing"]
    assert report["files"] == {
        "written": [
            "ucloud_client/alpha/__init__.py",
            "ucloud_client/alpha/_service.py",
        ],
        # Less two written anew, two of the removed page, two of the broken page.
        "unchanged": len(first["files"]["written"]) - 6,
        "removed": ["tests/alpha/test_drop_thing.py"],
        "orphaned": ["ucloud_client/alpha/drop_thing.py"],
    }


def test_the_report_is_a_table_before_the_summary(
    run: Run, documentation: Path
) -> None:
    trees.write(documentation, {"beta-api/zweit.md": trees.page("GetOther")})
    plain = run(documentation, "--out", "out")
    result = run(documentation, "--out", "out", "--verbose")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:10] == [
        f"pages     6 below {documentation}",
        "  modern      5",
        "  navigation  1",
        "actions   4 in 2 services",
        "  alpha-api  2  Alpha 产品",
        "  beta-api   2  beta-api",
        "shadowed  1 pages whose action another page defines",
        '  beta-api/zweit.md: page not used: "GetOther" is already defined by beta-api/get_other.md, which comes first',
        "unindexed 4 actions to which no index links",
        "  DropThing",
    ]
    assert result.stdout.endswith("reported  1 warning\n")
    assert plain.stdout.endswith("reported  1 warning\n")


def test_of_thousands_of_findings_the_first_are_printed_unless_asked_for_all(
    run: Run, documentation: Path
) -> None:
    rows = [row(f"Field{number}", f"strng{number}") for number in range(2000)]
    trees.write(documentation, {GET: trees.page("GetThing", rows)})
    stderr = run(documentation, "--out", "out").stderr.splitlines()
    assert sum("error[D203]" in line for line in stderr) == 20
    assert "… and 1980 more (D203): --verbose prints them" in stderr
    whole = run(documentation, "--out", "out", "--verbose").stderr
    assert whole.count("error[D203]") == 2000
    assert "more (" not in whole


def test_json_is_the_same_in_every_encoding(docs2sdk: Command, tmp_path: Path) -> None:
    broken = trees.page("GetThing", [row("名字")])
    trees.write(tmp_path / "specs", {GET: broken})
    arguments = ("generate", "--json")
    plain = docs2sdk(*arguments, cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert plain.returncode == 1
    assert plain.stdout.isascii()
    assert any(
        "名" in one["message"] for one in json.loads(plain.stdout)["diagnostics"]
    )


def test_messages_survive_a_terminal_without_chinese(
    docs2sdk: Command, tmp_path: Path
) -> None:
    broken = trees.page("GetThing", [row("名字")])
    trees.write(tmp_path / "specs", {GET: broken})
    arguments = ("generate", "--out", "客户端")
    result = docs2sdk(*arguments, cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert result.returncode == 1
    assert "error[D20" in result.stderr
    assert r"\u5ba2" in result.stdout


def test_what_a_page_says_moves_no_cursor_and_forges_no_line(
    run: Run, documentation: Path
) -> None:
    evil = "a\x1b[2Kb\u202ec::error::d"
    trees.write(documentation, {GET: trees.page("GetThing", [row("ThingId", evil)])})
    result = run(documentation, "--out", "out")
    assert result.exit_code in (0, 1)
    assert r"\u001b[2Kb\u202ec" in result.stderr
    assert not {"\x1b", "\u202e"} & {*result.stderr, *result.stdout}


PLAIN = r"read 5/5\s+generate 4/4\s+write (\d+)/\1\s+"


def test_progress_in_a_pipe_is_plain_lines(docs2sdk: Command, tmp_path: Path) -> None:
    trees.write(tmp_path / "specs", trees.PAGES)
    result = docs2sdk("generate", cwd=tmp_path, CI="")
    assert re.fullmatch(PLAIN, result.stderr)


def test_progress_of_many_pages_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from docs2sdk.progress import show_progress

    with show_progress(quiet=False) as progress:
        for done in range(1, 1201):
            progress("read", done, 1200)
    assert (
        capsys.readouterr().err
        == "read 500/1200, 0 s left\nread 1000/1200, 0 s left\nread 1200/1200\n"
    )


def on_a_terminal(folder: Path, root: Path, **environment: str) -> str:
    """Return what the command shows on a terminal of its own."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "docs2sdk.cli", "generate"]
    ours = {"PYTHONPATH": str(root / "generator"), "TERM": "xterm", "COLUMNS": "80"}
    others = ("CI", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
    kept = {name: value for name, value in os.environ.items() if name not in others}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=kept | ours | environment,
        stdout=subprocess.DEVNULL,
        stderr=slave,
    )
    os.close(slave)
    shown = b""
    while part := _read(master):
        shown += part
    os.close(master)
    assert process.wait() == 0
    return shown.decode()


def _read(master: int) -> bytes:
    try:
        return os.read(master, 4096)
    except OSError:  # Linux says so when the last writer has closed the terminal.
        return b""


@pytest.mark.slow
def test_progress_on_a_terminal_is_a_bar(root: Path, tmp_path: Path) -> None:
    trees.write(tmp_path / "specs", trees.PAGES)
    shown = on_a_terminal(tmp_path, root)
    assert "━━━" in shown
    assert re.search(r"generate .*━.*4/4", shown)
    assert "generate 4/4" not in shown


@pytest.mark.slow
def test_progress_on_a_terminal_in_ci_is_plain_lines(
    root: Path, tmp_path: Path
) -> None:
    trees.write(tmp_path / "specs", trees.PAGES)
    shown = on_a_terminal(tmp_path, root, CI="true")
    assert re.fullmatch(PLAIN, shown)


OPTIONS = [
    "--out DIR",
    "--service S",
    "--package NAME",
    "--jobs N",
    "--json",
    "--verbose",
    "--force",
    "--no-cache",
    "--quiet",
]


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_option_and_has_an_example(option: str, run: Run) -> None:
    text = run(option).stdout
    assert all(name in text for name in OPTIONS)
    assert "docs2sdk generate ../documentation" in text
    assert "[SPECS]" in text


def test_the_example_of_the_help_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {path.replace("alpha", "isms"): text for path, text in trees.PAGES.items()}
    trees.write(tmp_path / "documentation", pages)
    (tmp_path / "project").mkdir()
    example = re.search(r"Example: docs2sdk generate (.*)", run("--help").stdout)
    monkeypatch.chdir(tmp_path / "project")
    assert example
    assert run(*example[1].split()).exit_code == 0
    assert (tmp_path / "project/sdk/ucloud_client/isms/get_thing.py").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        pytest.param(["--version"], 0, __version__, id="version"),
        pytest.param(["--help"], 0, "generate", id="help"),
        pytest.param(["-h"], 0, "generate", id="short help"),
        pytest.param([], 2, "Usage", id="nothing"),
        pytest.param(["xyz"], 2, "No such command 'xyz'.\n", id="no command"),
        pytest.param(
            ["genrate"],
            2,
            "No such command 'genrate'. Did you mean generate?\n",
            id="a typing error",
        ),
    ],
)
def test_the_command_itself(arguments: list[str], code: int, text: str) -> None:
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == code
    assert text in result.output


@pytest.mark.parametrize(
    ("answer", "code", "stderr"),
    [
        pytest.param("/dev/full", 2, "cannot write to standard output: No", id="disk"),
        pytest.param(None, 141, "", id="nobody reads any more"),
    ],
)
@pytest.mark.parametrize("words", [["rules"], ["rules", "--json"]])
def test_an_answer_that_cannot_be_printed(
    words: list[str], answer: str | None, code: int, stderr: str
) -> None:
    if answer:
        output = os.open(answer, os.O_WRONLY)
    else:
        reader, output = os.pipe()
        os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "docs2sdk.cli", *words],
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    os.close(output)
    assert done.returncode == code
    assert stderr in done.stderr
    assert "Traceback" not in done.stderr


def test_the_list_of_commands_says_whole_sentences() -> None:
    output = CliRunner().invoke(cli.main, ["--help"]).output
    commands = output.partition("Commands:\n")[2].partition("\n\n")[0]
    lines = [line.split(maxsplit=1) for line in commands.splitlines()]
    assert [name for name, _ in lines] == list(cli.COMMANDS)
    assert all(text.endswith(".") and "..." not in text for _, text in lines)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    result = CliRunner().invoke(cli.main, [name, "--help"])
    assert re.search(rf"Examples?: docs2sdk {name}\b", result.output)


def test_one_service_is_made_and_the_others_keep_what_they_had(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation, "--out", "out")
    before = snapshot(tmp_path / "out")
    more = [*trees.THING, row("More")]
    trees.write(
        documentation,
        {
            GET: trees.page("GetThing", more),
            "beta-api/get_other.md": trees.page("GetOther", more),
        },
    )
    assert run(documentation, "--out", "out", "--service", "alpha").exit_code == 0
    after = snapshot(tmp_path / "out")
    assert {path for path in after if after[path] != before.get(path)} == {
        ".docs2sdk.json",
        "tests/alpha/test_get_thing.py",
        "ucloud_client/alpha/get_thing.py",
    }
    assert after.keys() == before.keys()


def test_several_services_are_made_together(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    trees.write(documentation, {"gamma-api/x.md": trees.page("X")})
    arguments = ("--service", "alpha", "--service", "gamma-api")
    assert run(documentation, "--out", "some", *arguments).exit_code == 0
    assert {
        path.name for path in (tmp_path / "some/tests").iterdir() if path.is_dir()
    } == {
        "alpha",
        "gamma",
    }
    assert run(documentation, "--out", "some", "--service", "beta").exit_code == 0
    assert run(documentation, "--out", "all").exit_code == 0
    assert snapshot(tmp_path / "some") == snapshot(tmp_path / "all")


def test_errors_of_services_that_were_not_asked_for_are_not_told(
    run: Run, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN})
    assert run(documentation, "--service", "beta").exit_code == 0
    assert run(documentation, "--service", "alpha").exit_code == 1


def test_a_service_whose_pages_all_broke_is_known(
    run: Run, documentation: Path
) -> None:
    trees.write(
        documentation,
        {"gamma-api/x.md": "# 标题 - X\n\n### 请求参数\n\n### 响应字段\n"},
    )
    assert run(documentation).exit_code == 1
    result = run(documentation, "--service", "gamma")
    assert result.exit_code == 2
    assert "gamma-api/x.md" in result.stderr


@pytest.mark.parametrize(
    ("specs", "actions"),
    [
        ("specs/alpha-api/get_thing.md", {"get_thing"}),
        ("specs/alpha-api", {"get_thing", "drop_thing"}),
        ("specs", {"get_thing", "drop_thing"}),
    ],
    ids=["a page", "a product", "everything"],
)
def test_specs_may_be_a_page_a_product_or_everything(
    specs: str, actions: set[str], run: Run, documentation: Path, tmp_path: Path
) -> None:
    assert run(specs, "--out", "out").exit_code == 0
    made = (tmp_path / "out/ucloud_client/alpha").glob("[a-z]*.py")
    assert {path.stem for path in made} == actions
    assert (tmp_path / "out/ucloud_client/beta").exists() == (specs == "specs")


@pytest.mark.parametrize("part", ["alpha-api", GET], ids=["a product", "a page"])
def test_a_part_of_the_pages_does_not_remove_what_the_others_gave(
    part: str, run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation, "--out", "out")
    before = snapshot(tmp_path / "out")
    refused = run(documentation / part, "--out", "out")
    assert refused.exit_code == 2
    assert re.search(r"out holds \d actions of which .* says nothing", refused.stderr)
    checked = CliRunner().invoke(
        cli.main, ["check", str(documentation / part), "--out", "out"]
    )
    assert checked.exit_code == 2
    assert refused.stderr.endswith(checked.stderr)
    assert snapshot(tmp_path / "out") == before
    renewed = run(documentation / "alpha-api", "--out", "out", "--service", "alpha")
    assert renewed.exit_code == 0
    assert run(documentation / part, "--out", "out", "--force").exit_code == 0
    assert not (tmp_path / "out/ucloud_client/beta").exists()
    assert run(documentation / part, "--out", "out").exit_code == 0


def test_a_page_gives_the_same_module_alone(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation, "--out", "all")
    run(documentation / GET, "--out", "one")
    module = "ucloud_client/alpha/get_thing.py"
    alone = (tmp_path / "one" / module).read_bytes()
    assert alone == (tmp_path / "all" / module).read_bytes()


def test_a_bug_of_ours_is_told_as_one_and_writes_nothing(
    run: Run, documentation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise errors.UnsafeCodeError("x.py holds a Lambda")

    monkeypatch.setattr(formatting, "format_module", refuse)
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert "x.py holds a Lambda" in result.stderr
    assert "bug in docs2sdk" in result.stderr
    assert snapshot(tmp_path / "out") == {}


def test_a_folder_of_the_settings_is_told_as_one_would_write_it(
    run: Callable[..., Result], documentation: Path, tmp_path: Path
) -> None:
    text = '[tool.docs2sdk]\nspecs = "specs"\nout = "made"\n'
    (tmp_path / "pyproject.toml").write_text(text)
    assert "files to made (" in run().stdout
