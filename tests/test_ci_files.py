"""What users put into their CI: hooks for pre-commit, the GitHub Action, the jobs of docs/ci.md; run as far as a machine can.

What is not run here is the platforms' own: checkouts, artifacts and pull requests.  The installation is run where a package
index can be reached; all other steps have the program of this environment in its place.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import trees
import yaml
from conftest import ROOT
from docs2sdk.project import publication
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from small_pages import row

pytestmark = pytest.mark.slow

PAGE = "alpha-api/get_thing.md"
ACTION = "action.yml"
NIGHTLY = "docs/ci/regenerate.yml"
GITLAB_NIGHTLY = "docs/ci/regenerate.gitlab-ci.yml"
_EXPRESSION = re.compile(r"\$\{\{\s*([a-z_.-]+)\s*\}\}")


@dataclass
class Machine:
    """A folder to work in, and the environment of every command."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | self.environment | more,
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *command: str) -> str:
        done = self(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self("bash", "-eo", "pipefail", "-c", script, **more)

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a repository with pages and the client made of them, committed; ``docs2sdk`` is on the path."""
    folder = tmp_path / "repository"
    folder.mkdir()
    nobody = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com"}
    nobody |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    made = Machine(
        folder,
        nobody
        | {
            "PATH": path,
            "PYTHONPATH": str(ROOT / "generator"),
            "GIT_ALLOW_PROTOCOL": "file",
        }
        | {
            "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_ACTION_PATH": str(ROOT),
        }
        | {
            name: str(tmp_path / name)
            for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        },
    )
    install_here(tmp_path / "docs2sdk")
    trees.write(folder / "specs", trees.PAGES)
    made.must("git", "init", "-q", "-b", "main")
    made.must("docs2sdk", "generate")
    commit(made)
    return made


def install_here(folder: Path) -> None:
    """Make what docs/ci/install.sh makes, of the program of this environment."""
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "docs2sdk"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I -m docs2sdk "$@"\n')
    program.chmod(0o755)


def commit(machine: Machine) -> None:
    machine.must("git", "add", "--all")
    machine.must("git", "commit", "-q", "-m", "state")


def make_stricter(machine: Machine, folder: str = "specs/") -> None:
    """Change a page so that callers break."""
    old, new = row("Size", "int"), row("Size", "int", required="**Yes**")
    machine.edit(f"{folder}{PAGE}", old, new)


def steps(path: str, *names: str) -> list[dict[str, Any]]:
    """Return the steps of an action or a workflow, those of these names, that run a script."""
    document = yaml.safe_load((ROOT / path).read_text("utf-8"))
    jobs = document["jobs"].values() if "jobs" in document else (document["runs"],)
    scripts = [step for job in jobs for step in job["steps"] if "run" in step]
    for step in scripts:
        assert (
            "${{" not in step["run"]
        ), "whatever comes from outside comes as a variable"
    return [step for step in scripts if not names or step["name"] in names]


def run(
    machine: Machine, step: dict[str, Any], context: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    variables = {
        name: _EXPRESSION.sub(lambda match: context[match[1]], value)
        for name, value in step.get("env", {}).items()
    }
    return machine.shell(step["run"], **variables)


HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}


@pytest.fixture
def hooked(machine: Machine, tmp_path: Path) -> Machine:
    """Return the machine with the hooks in its settings, from a repository of their own, and installed in git."""
    hooks = Machine(tmp_path / "hooks", machine.environment)
    hooks.folder.mkdir()
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    (hooks.folder / ".pre-commit-hooks.yaml").write_text(text, "utf-8")
    hooks.must("git", "init", "-q")
    commit(hooks)
    # The language is that of the test only: an environment of its own would come from the package index.
    chosen = [{"id": id, "language": "system"} for id in HOOKS]
    revision = hooks.must("git", "rev-parse", "HEAD").strip()
    repos = [{"repo": str(hooks.folder), "rev": revision, "hooks": chosen}]
    (machine.folder / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": repos})
    )
    (machine.folder / "notes").mkdir()
    (machine.folder / "notes" / "a.md").write_text("no page")
    commit(machine)
    machine.must(sys.executable, "-m", "pre_commit", "install")
    return machine


def rename_page(machine: Machine) -> None:
    machine.must("git", "mv", f"specs/{PAGE}", "specs/alpha-api/renamed.md")


def add_page(machine: Machine) -> None:
    text = (machine.folder / "specs" / PAGE).read_text("utf-8")
    added = machine.folder / "specs" / "alpha-api" / "more.md"
    added.write_text(text.replace("GetThing", "GetMore"), "utf-8")


def correct_page(machine: Machine) -> None:
    correction = (
        'action = "GetThing"\nparameter = "Size"\nrequired = true\nreason = "so"\n'
    )
    overlay = {"overlays/alpha.toml": f"[[correction]]\n{correction}"}
    trees.write(machine.folder / "specs", overlay)


# What a commit does: the exit code of the hooks, and which of them fails.
COMMITS: dict[str, tuple[Callable[[Machine], object], str]] = {
    "nothing that matters": (
        lambda machine: (machine.folder / "notes" / "a.md").write_text("still none"),
        "",
    ),
    "an edited page": (make_stricter, "docs2sdk check"),
    "a deleted page": (
        lambda machine: machine.must("git", "rm", "-q", f"specs/{PAGE}"),
        "docs2sdk check",
    ),
    "a renamed page": (rename_page, "docs2sdk check"),
    "an added page": (add_page, "docs2sdk check"),
    "an overlay": (correct_page, "docs2sdk check"),
    "a generated file, edited by hand": (
        lambda machine: machine.edit(
            "generated/ucloud_client/alpha/get_thing.py", '"""', '"""Mine. '
        ),
        "docs2sdk check",
    ),
    "a generated file, deleted": (
        lambda machine: machine.must(
            "git", "rm", "-q", "generated/ucloud_client/alpha/get_thing.py"
        ),
        "docs2sdk check",
    ),
    "settings": (
        lambda machine: (machine.folder / "pyproject.toml").write_text(
            '[tool.docs2sdk]\nversion = "2.0.0"\n'
        ),
        "docs2sdk check",
    ),
    "a broken page": (
        lambda machine: machine.edit(f"specs/{PAGE}", "### 请求参数", "### 别的"),
        "docs2sdk lint",
    ),
}


@pytest.mark.parametrize(("change", "failing"), COMMITS.values(), ids=COMMITS)
def test_a_commit_runs_the_hooks(
    hooked: Machine, change: Callable[[Machine], object], failing: str
) -> None:
    change(hooked)
    hooked.must("git", "add", "--all")
    done = hooked("git", "commit", "-m", "change")
    assert (done.returncode == 0) == (not failing), done.stdout + done.stderr
    failed = [line for line in done.stderr.splitlines() if line.endswith("Failed")]
    assert all(line.startswith(failing) for line in failed)
    assert bool(failed) == bool(failing)
    assert "Skipped" not in done.stderr


def test_a_commit_of_some_files_is_that_which_the_hooks_look_at(
    hooked: Machine,
) -> None:
    """``git commit FILE`` has an index of its own."""
    make_stricter(hooked)
    (hooked.folder / "notes" / "a.md").write_text("still none")
    hooked.must("git", "commit", "-m", "notes only", "notes/a.md")
    done = hooked("git", "commit", "-m", "the page", f"specs/{PAGE}")
    assert done.returncode == 1, done.stderr


def test_the_hooks_look_at_everything_if_nothing_is_staged(hooked: Machine) -> None:
    run_all = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert hooked(*run_all).returncode == 0
    make_stricter(hooked)
    assert hooked(*run_all).returncode == 1


def test_a_hook_reads_no_page_if_the_commit_does_not_matter(
    machine: Machine,
) -> None:
    """Pages that cannot be read are not even looked at."""
    (machine.folder / "a.txt").write_text("a")
    machine.must("git", "add", "a.txt")
    (machine.folder / "specs").rename(machine.folder / "gone")
    for hook in HOOKS.values():
        assert machine.must(*hook["entry"].split()) == ""
        assert machine(*hook["entry"].removesuffix(" --staged").split()).returncode


def test_the_hooks_see_deleted_files() -> None:
    assert all(hook["always_run"] and "files" not in hook for hook in HOOKS.values())


INPUTS = {
    "inputs.specs": "specs",
    "inputs.out": "generated",
    "inputs.base": "",
    "inputs.fail-on": "breaking",
    "inputs.overlays": "",
    "inputs.baseline": "",
    "inputs.strict": "false",
    "github.event.pull_request.base.sha": "",
    "github.event.before": "",
    "github.ref_type": "branch",
}


def run_action(
    machine: Machine, **changes: str
) -> dict[str, subprocess.CompletedProcess[str]]:
    """Run the steps of the action but the installation, as the runner would; return those that ran, by the first word."""
    context = INPUTS | {
        name.replace("_", "."): value for name, value in changes.items()
    }
    _, find_base, *others = steps(ACTION)
    output = Path(machine.environment["GITHUB_OUTPUT"])
    output.unlink(missing_ok=True)
    found = run(machine, find_base, context)
    assert found.returncode == 0, found.stderr
    base = output.read_text().strip().removeprefix("base=")
    context["steps.base.outputs.base"] = base
    return {
        step["name"].split()[0]: run(machine, step, context)
        for step in others
        if base or "base != ''" not in step.get("if", "")
    }


def read_codes(done: Mapping[str, subprocess.CompletedProcess[str]]) -> dict[str, int]:
    return {name: each.returncode for name, each in done.items()}


def read_summary(machine: Machine) -> str:
    return Path(machine.environment["GITHUB_STEP_SUMMARY"]).read_text("utf-8")


def test_the_action_passes_what_is_in_step_and_tells_of_a_change(
    machine: Machine,
) -> None:
    base = {"inputs_base": "HEAD"}
    done = run_action(machine, **base)
    assert read_codes(done) == {"Annotate": 0, "Say": 0, "Check": 0}
    make_stricter(machine)
    done = run_action(machine, **base)
    assert read_codes(done) == {"Annotate": 0, "Say": 1, "Check": 1}
    assert done["Say"].stdout.startswith(f"::error file=specs/{PAGE},line=")
    assert "::error file=generated/ucloud_client/alpha/get_thing.py" in (
        done["Check"].stdout
    )
    summary = read_summary(machine)
    assert "optional → required" in summary
    assert "drift-stale" in summary
    assert read_codes(run_action(machine, **base, **{"inputs_fail-on": ""}))["Say"] == 0


def test_the_action_annotates_only_what_the_change_touches(machine: Machine) -> None:
    machine.edit("specs/beta-api/get_other.md", "### 请求参数", "### 别的")
    machine("docs2sdk", "generate")
    commit(machine)
    assert read_codes(run_action(machine))["Annotate"] == 1
    machine.edit(f"specs/{PAGE}", "| int |", "| strng |")
    done = run_action(machine, inputs_base="HEAD")
    lines = done["Annotate"].stdout.splitlines()
    assert {line.partition(" ")[2].partition(",")[0] for line in lines} == {
        f"file=specs/{PAGE}"
    }


def test_an_error_that_was_there_before_fails_a_strict_run_only(
    machine: Machine,
) -> None:
    machine.edit("specs/beta-api/get_other.md", "### 请求参数", "### 别的")
    machine("docs2sdk", "generate")
    commit(machine)
    base = {"inputs_base": "HEAD"}
    assert set(read_codes(run_action(machine, **base)).values()) == {0}
    strict = run_action(machine, **base, inputs_strict="true")
    assert read_codes(strict) == {"Annotate": 0, "Say": 0, "Check": 1}


def test_the_action_takes_overlays_and_a_baseline(machine: Machine) -> None:
    correction = (
        'action = "GetThing"\nparameter = "Size"\nrequired = true\nreason = "so"\n'
    )
    trees.write(
        machine.folder / "ci", {"own/alpha.toml": f"[[correction]]\n{correction}"}
    )
    machine.must("docs2sdk", "generate", "--overlays", "ci/own")
    done = run_action(machine, inputs_base="HEAD", inputs_overlays="ci/own")
    assert read_codes(done) == {"Annotate": 0, "Say": 0, "Check": 0}
    machine.edit("specs/beta-api/get_other.md", "### 请求参数", "### 别的")
    assert read_codes(run_action(machine))["Annotate"] == 1
    known = ("--baseline", "ci/known.json", "--update-baseline")
    machine.must("docs2sdk", "lint", *known)
    done = run_action(machine, inputs_baseline="ci/known.json")
    assert read_codes(done)["Annotate"] == 0


def test_the_action_takes_the_folders_of_the_settings(machine: Machine) -> None:
    (machine.folder / "specs").rename(machine.folder / "pages")
    (machine.folder / "generated").rename(machine.folder / "sdk")
    settings = '[tool.docs2sdk]\nspecs = "pages"\nout = "sdk"\n'
    (machine.folder / "pyproject.toml").write_text(settings)
    commit(machine)
    folders = {"inputs_specs": "", "inputs_out": ""}
    done = run_action(machine, **folders, inputs_base="HEAD")
    assert read_codes(done) == {"Annotate": 0, "Say": 0, "Check": 0}


EVENTS = {
    "a base that is named": ({"inputs_base": "main"}, "main"),
    "a pull request": ({"github_event_pull_request_base_sha": "abc"}, "abc"),
    "a push": ({"github_event_before": "FIRST"}, "FIRST"),
    "a forced push": ({"github_event_before": "d" * 40}, "PARENT"),
    "a push of a new branch": ({"github_event_before": "0" * 40}, ""),
    "a tag after a tag": (
        {"github_event_before": "0" * 40, "github_ref_type": "tag"},
        "refs/tags/v1.0.0",
    ),
}


@pytest.mark.parametrize(("event", "expected"), EVENTS.values(), ids=EVENTS)
def test_the_action_compares_with_what_was_before(
    machine: Machine, event: dict[str, str], expected: str
) -> None:
    machine.must("git", "tag", "v1.0.0")
    make_stricter(machine)
    commit(machine)
    machine.must("git", "tag", "v1.1.0")
    ids = {
        "FIRST": machine.must("git", "rev-list", "--max-parents=0", "HEAD").strip(),
        "PARENT": machine.must("git", "rev-parse", "HEAD^").strip(),
    }
    context = dict(INPUTS)
    for name, given in event.items():
        value = ids.get(given, given)
        key = name.replace("_", ".").replace("pull.request", "pull_request")
        context[key.replace("ref.type", "ref_type")] = value
    assert run(machine, steps(ACTION)[1], context).returncode == 0
    output = Path(machine.environment["GITHUB_OUTPUT"]).read_text()
    assert output == f"base={ids.get(expected, expected)}\n"


def test_a_shallow_checkout_is_told_with_the_remedy(
    machine: Machine, tmp_path: Path
) -> None:
    before = machine.must("git", "rev-parse", "HEAD").strip()
    make_stricter(machine)
    commit(machine)
    shallow = Machine(tmp_path / "shallow", machine.environment)
    source = f"file://{machine.folder}"
    machine.must("git", "clone", "-q", "--depth=1", source, str(shallow.folder))
    context = INPUTS | {"github.event.before": before}
    done = run(shallow, steps(ACTION)[1], context)
    assert done.returncode == 0, done.stderr
    base = Path(machine.environment["GITHUB_OUTPUT"]).read_text()
    assert base == f"base={before}\n"
    lint = steps(ACTION)[2]
    done = run(shallow, lint, context | {"steps.base.outputs.base": before})
    assert done.returncode == 2
    assert "fetch-depth: 0" in done.stderr


def test_the_first_tag_is_compared_with_none(machine: Machine) -> None:
    machine.must("git", "tag", "v1.0.0")
    context = INPUTS | {"github.ref_type": "tag"}
    assert run(machine, steps(ACTION)[1], context).returncode == 0
    assert Path(machine.environment["GITHUB_OUTPUT"]).read_text() == "base=\n"


# Modules that Python would import from the working folder, if it were on its path.
MODULES = ["pip", "sitecustomize", "usercustomize", "docs2sdk", "venv", "json", "click"]
FOLDERS = [
    "::error::x-api",
    " ::stop-commands::x-api",
    "\u3000::add-mask::x-api",
    "##[error]x-api",
]


def is_command(line: str) -> bool:
    """Whether GitHub's runner would take a line for a command that is not an annotation of ours."""
    is_ours = re.match(r"::(error|warning|notice) file=[^:]*,line=\d+,col=\d+,", line)
    return not is_ours and (line.strip().startswith("::") or "##[" in line)


@pytest.fixture
def hostile(machine: Machine) -> Machine:
    """Return the machine with a checkout that is an attack; whatever of it runs leaves a file."""
    for module in MODULES:
        program = f"open({str(machine.folder / 'ran.txt')!r}, 'a').write({module!r})\n"
        (machine.folder / f"{module}.py").write_text(program)
    for number, folder in enumerate(FOLDERS):
        text = (machine.folder / "specs" / PAGE).read_text("utf-8")
        broken = text.replace("GetThing", f"Get{number}").replace("| int |", "| ::x |")
        trees.write(machine.folder / "specs", {f"{folder}/do.md": broken})
    trees.write(machine.folder, {"setup.cfg": "[install]\n", "pip.conf": "[global]\n"})
    return machine


def test_nothing_of_a_hostile_checkout_runs_or_is_a_command(hostile: Machine) -> None:
    done = run_action(hostile, inputs_base="HEAD")
    assert done["Annotate"].returncode == 1
    printed = "".join(each.stdout + each.stderr for each in done.values())
    lines = printed.replace("\r", "\n").split("\n")
    assert [line for line in lines if is_command(line)] == []
    assert "x-api" in printed
    assert not (hostile.folder / "ran.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_installation_in_a_hostile_checkout_runs_nothing_of_it(
    hostile: Machine, tmp_path: Path
) -> None:
    """The whole installation, from the index, with all hashes; then the program itself."""
    environment = {
        name: value
        for name, value in hostile.environment.items()
        if name not in ("PATH", "PYTHONPATH")
    }
    real = Machine(hostile.folder, environment | {"RUNNER_TEMP": str(tmp_path / "new")})
    install = steps(ACTION)[0]
    done = run(real, install, {})
    if done.returncode and "No matching distribution" in done.stderr:
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    program = tmp_path / "new" / "docs2sdk" / "bin" / "docs2sdk"
    assert "-I -m docs2sdk" in program.read_text()
    assert real(str(program), "lint", "--format", "github").returncode == 1
    assert not (hostile.folder / "ran.txt").exists()


def test_the_lock_has_every_dependency_with_hashes() -> None:
    lock = {}
    text = (ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if not line.startswith("#"):
            requirement, *hashes = line.split()
            assert hashes, line
            assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", h) for h in hashes)
            name, _, version = requirement.partition("==")
            lock[canonicalize_name(name)] = version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = [
        *project["project"]["dependencies"],
        *project["build-system"]["requires"],
    ]
    for requirement in map(Requirement, needed):
        version = lock[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


BASELINE = '[tool.docs2sdk.lint]\nbaseline = "ci/known.json"\n'


def test_what_the_baseline_adopts_stops_neither_the_action_nor_the_hook(
    machine: Machine,
) -> None:
    entry = HOOKS["docs2sdk-lint"]["entry"]

    def codes() -> tuple[int, int]:
        action = run_action(machine)["Annotate"].returncode
        return action, machine.shell(entry).returncode

    machine.edit(f"specs/{PAGE}", "### 请求参数", "### 别的")
    assert codes() == (1, 1)
    (machine.folder / "ci").mkdir()
    (machine.folder / "pyproject.toml").write_text(BASELINE, "utf-8")
    assert "1 error" in machine.must("docs2sdk", "lint", "--update-baseline")
    assert codes() == (0, 0)
    machine.edit("specs/beta-api/get_other.md", "### 请求参数", "### 别的")
    assert codes() == (1, 1)


def test_every_input_of_the_action_is_used_and_declared() -> None:
    text = (ROOT / ACTION).read_text("utf-8")
    used = {
        name.removeprefix("inputs.") for name in re.findall(r"inputs\.[a-z-]+", text)
    }
    assert used == set(yaml.safe_load(text)["inputs"])


def read_block(heading: str) -> str:
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    return text.partition(f"## {heading}\n\n```yaml\n")[2].partition("```")[0]


def test_the_job_for_gitlab_makes_its_reports_whatever_fails(machine: Machine) -> None:
    job = yaml.safe_load(read_block("GitLab"))["client"]
    base = machine.must("git", "rev-parse", "HEAD").strip()
    script = "\n".join(job["script"])
    done = machine.shell(script, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stderr
    make_stricter(machine)
    machine.edit("specs/beta-api/get_other.md", "### 请求参数", "### 别的")
    done = machine.shell(script, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1
    lint, changes, drift = (
        ElementTree.parse(machine.folder / name)
        for name in job["artifacts"]["reports"]["junit"]
    )
    names = [case.get("name", "") for case in changes.iter("testcase")]
    assert any("request-parameter-became-required" in name for name in names)
    assert all(tree.getroot().get("failures") != "0" for tree in (lint, drift))


USED = re.compile(r"uses: *([\w./-]+)@(.+)")
CI_TEXTS = {
    **{
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / "docs" / "ci").iterdir()
    },
    **{
        path: (ROOT / path).read_text("utf-8")
        for path in ("docs/ci.md", "action.yml", ".pre-commit-hooks.yaml")
    },
}


@pytest.mark.parametrize("path", CI_TEXTS)
def test_owner_revision_and_actions_are_those_of_one_place(path: str) -> None:
    text = CI_TEXTS[path]
    pins = publication.ACTIONS | {publication.REPOSITORY: publication.REVISION}
    for action, version in USED.findall(text):
        assert pins[action] == version
    named = re.findall(r"(?:github\.com/|repository: )([\w-]+/docs2sdk)\b", text)
    assert set(named) <= {publication.REPOSITORY}
    if named:
        for name in publication.PLACEHOLDERS:
            assert re.search(rf"[Rr]eplace[^.]*{name}|{name}[^.]*replace", text)
    if path != "docs/ci.md":  # which says why not to do it
        assert not re.search(r"pip install (-\S+ )*docs2sdk", text)


def test_only_a_job_that_reads_no_page_may_write() -> None:
    document = yaml.safe_load((ROOT / NIGHTLY).read_text("utf-8"))
    assert document["permissions"] == {}
    for job in document["jobs"].values():
        reads_pages = any(
            "docs2sdk" in step.get("run", "").split("git ")[0] for step in job["steps"]
        )
        may_write = "write" in job["permissions"].values()
        assert reads_pages != may_write
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@") and reads_pages:
                assert step["with"]["persist-credentials"] is False


@pytest.fixture
def nightly(machine: Machine, tmp_path: Path) -> tuple[Machine, Machine]:
    """Return a client's repository whose documentation has changed, with the pages as a submodule, and a clone of it."""
    documentation = Machine(tmp_path / "documentation", machine.environment)
    trees.write(documentation.folder, trees.PAGES)
    documentation.must("git", "init", "-q", "-b", "main")
    commit(documentation)
    client = checked_out(documentation, tmp_path)
    client.must("git", "push", "-q", "origin", "main")
    make_stricter(documentation, "")
    commit(documentation)
    writer = Machine(tmp_path / "writer", client.environment)
    client.must(
        "git", "clone", "-q", str(tmp_path / "remote"), str(writer.folder), "-b", "main"
    )
    return client, writer


def test_the_nightly_workflow_opens_a_pull_request_with_the_changelog(
    nightly: tuple[Machine, Machine], tmp_path: Path
) -> None:
    client, writer = nightly
    (fetch,) = steps(NIGHTLY, "Fetch the documentation")
    assert run(client, fetch, {}).returncode == 0
    output = Path(client.environment["GITHUB_OUTPUT"]).read_text()
    context = {"steps.fetch.outputs.old": output.strip().removeprefix("old=")}
    for step in steps(NIGHTLY, "Generate and tell", "Pack what changed"):
        done = run(client, step, context)
        assert done.returncode == 0, done.stderr
    assert "changed=true" in Path(client.environment["GITHUB_OUTPUT"]).read_text()
    for step in steps(NIGHTLY, "Apply what changed", "Open a pull request"):
        done = run(writer, step, {"github.token": "secret"})
        assert done.returncode == 0, done.stderr + done.stdout
    asked = (tmp_path / "gh.txt").read_text("utf-8")
    assert asked.startswith("pr create --head regenerate ")
    assert "#### Breaking" in (tmp_path / "packed" / "changelog.md").read_text("utf-8")
    pushed = client.must("git", "fetch", "-q", "origin", "regenerate")
    pushed = client.must("git", "show", "--stat", "FETCH_HEAD")
    assert "client/ucloud_client/alpha/get_thing.py" in pushed
    assert "documentation" in pushed


FOREIGN: dict[str, Callable[[Path], object]] = {
    "a workflow": lambda folder: trees.write(
        folder, {".github/workflows/x.yml": "on: push\n"}
    ),
    "a link in the client": lambda folder: (folder / "client" / "x.py").symlink_to(
        "/etc/passwd"
    ),
    "a program in the client": lambda folder: (
        (folder / "client" / "x.sh").write_text("x"),
        (folder / "client" / "x.sh").chmod(0o755),
    ),
    "another submodule": lambda folder: trees.write(folder, {".gitmodules": "x"}),
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("system", ["github", "gitlab"])
def test_a_patch_of_anything_but_the_client_is_refused(
    nightly: tuple[Machine, Machine],
    tmp_path: Path,
    change: Callable[[Path], object],
    system: str,
) -> None:
    client, writer = nightly
    change(client.folder)
    client.must("git", "add", "--all")
    patch = client.must("git", "diff", "--cached", "--binary")
    if system == "github":
        (tmp_path / "packed").mkdir()
        (tmp_path / "packed" / "client.patch").write_text(patch)
        (apply,) = steps(NIGHTLY, "Apply what changed")
        done = run(writer, apply, {})
    else:
        (writer.folder / "client.patch").write_text(patch)
        job = yaml.safe_load((ROOT / GITLAB_NIGHTLY).read_text("utf-8"))["propose"]
        lines = [line for line in job["script"] if not line.startswith("apk ")]
        end = next(at for at, line in enumerate(lines) if " commit " in line)
        done = writer.shell("\n".join(lines[:end]))
    assert done.returncode == 1, done.stdout + done.stderr


def test_the_nightly_jobs_of_gitlab_pack_and_apply_the_client(
    nightly: tuple[Machine, Machine],
) -> None:
    client, writer = nightly
    jobs = yaml.safe_load((ROOT / GITLAB_NIGHTLY).read_text("utf-8"))
    done = client.shell("\n".join(jobs["generate"]["script"]))
    assert done.returncode == 0, done.stderr
    for name in jobs["generate"]["artifacts"]["paths"]:
        text = (client.folder / name).read_bytes()
        (writer.folder / name).write_bytes(text)
    lines = [line for line in jobs["propose"]["script"] if not line.startswith("apk ")]
    end = next(at for at, line in enumerate(lines) if "git push" in line)
    done = writer.shell("\n".join(lines[:end]))
    assert done.returncode == 0, done.stderr + done.stdout
    assert "client/ucloud_client/alpha/get_thing.py" in writer.must(
        "git", "show", "--stat", "HEAD"
    )
    assert "REGENERATE_TOKEN" not in str(jobs["generate"])
    assert "docs2sdk " not in " ".join(jobs["propose"]["script"][:5])


def checked_out(documentation: Machine, tmp_path: Path) -> Machine:
    """Return a client's repository with the pages as a submodule, and a ``gh`` that writes down what it is told."""
    bin = tmp_path / "bin"
    bin.mkdir()
    gh = bin / "gh"
    gh.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/gh.txt\n')
    gh.chmod(0o755)
    path = f"{bin}{os.pathsep}{documentation.environment['PATH']}"
    environment = documentation.environment | {"PATH": path}
    client = Machine(tmp_path / "checkout", environment)
    client.folder.mkdir()
    client.must("git", "init", "-q", "-b", "main")
    client.must("git", "init", "-q", "--bare", str(tmp_path / "remote"))
    client.must("git", "remote", "add", "origin", str(tmp_path / "remote"))
    source = str(documentation.folder)
    client.must("git", "submodule", "--quiet", "add", source, "documentation")
    client.must("docs2sdk", "generate", "documentation", "--out", "client")
    commit(client)
    return client
