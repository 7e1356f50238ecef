"""What users put into their CI: hooks for pre-commit, the GitHub Action, the jobs of docs/ci.md; run as far as a machine can.

What is not run here is the platforms' own: checkouts, and the installation, which ``test_wheel`` proves.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trees
import yaml
from conftest import ROOT
from small_pages import row

pytestmark = pytest.mark.slow

PAGE = "alpha-api/get_thing.md"
ACTION = "action.yml"
NIGHTLY = "docs/ci/regenerate.yml"
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
        }
        | {
            name: str(tmp_path / name)
            for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        },
    )
    trees.write(folder / "specs", trees.PAGES)
    made.must("git", "init", "-q", "-b", "main")
    made.must("docs2sdk", "generate")
    commit(made)
    return made


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
    (job,) = document["jobs"].values() if "jobs" in document else (document["runs"],)
    scripts = [step for step in job["steps"] if "run" in step]
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
    "in step": (lambda machine: None, 0, ""),
    "a page changed": (make_stricter, 1, "docs2sdk check"),
    "a page is broken": (
        lambda machine: machine.edit(f"specs/{PAGE}", "### 请求参数", "### 别的"),
        1,
        "docs2sdk lint",
    ),
}


@pytest.mark.parametrize(("change", "code", "failing"), HOOKS.values(), ids=HOOKS)
def test_pre_commit_runs_the_hooks(
    machine: Machine,
    tmp_path: Path,
    change: Callable[[Machine], object],
    code: int,
    failing: str,
) -> None:
    hooks = Machine(tmp_path / "hooks", machine.environment)
    hooks.folder.mkdir()
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    (hooks.folder / ".pre-commit-hooks.yaml").write_text(text, "utf-8")
    hooks.must("git", "init", "-q")
    commit(hooks)
    ids = [hook["id"] for hook in yaml.safe_load(text)]
    # The language is that of the test only: an environment of its own would come from the package index.
    chosen = [{"id": id, "language": "system"} for id in ids]
    revision = hooks.must("git", "rev-parse", "HEAD").strip()
    repos = [{"repo": str(hooks.folder), "rev": revision, "hooks": chosen}]
    (machine.folder / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": repos})
    )
    commit(machine)
    change(machine)
    done = machine(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert done.returncode == code, done.stdout
    assert done.stdout.count("Passed" if not failing else "Failed") >= 1
    assert failing in done.stdout


def test_the_action_passes_what_is_in_step_and_tells_of_a_change(
    machine: Machine,
) -> None:
    inputs = {"inputs.specs": "specs", "inputs.out": "generated"}
    inputs |= {"inputs.base": "HEAD", "inputs.fail-on": "breaking"}
    install, *others = steps(ACTION)
    assert install["run"] == 'python3 -m pip install --quiet "$GITHUB_ACTION_PATH"'
    assert [run(machine, step, inputs).returncode for step in others] == [0, 0, 0]
    make_stricter(machine)
    lint, told, check = (run(machine, step, inputs) for step in others)
    assert (lint.returncode, told.returncode, check.returncode) == (0, 1, 1)
    assert told.stdout.startswith(f"::error file=specs/{PAGE},line=")
    summary = Path(machine.environment["GITHUB_STEP_SUMMARY"]).read_text("utf-8")
    assert "optional → required" in summary
    only_told = run(machine, others[1], inputs | {"inputs.fail-on": ""})
    assert only_told.returncode == 0


BASELINE = '[tool.docs2sdk.lint]\nbaseline = "ci/known.json"\n'


def test_what_the_baseline_adopts_stops_neither_the_action_nor_the_hook(
    machine: Machine,
) -> None:
    lint = steps(ACTION, "Annotate what is wrong with the pages")[0]
    (hook,) = (
        one["entry"]
        for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
        if one["id"] == "docs2sdk-lint"
    )
    inputs = {"inputs.specs": "specs"}
    machine.edit(f"specs/{PAGE}", "### 请求参数", "### 别的")
    assert run(machine, lint, inputs).returncode == machine.shell(hook).returncode == 1
    (machine.folder / "ci").mkdir()
    (machine.folder / "pyproject.toml").write_text(BASELINE, "utf-8")
    assert "1 error" in machine.must("docs2sdk", "lint", "--update-baseline")
    assert run(machine, lint, inputs).returncode == machine.shell(hook).returncode == 0
    machine.edit("specs/beta-api/get_other.md", "### 请求参数", "### 别的")
    assert run(machine, lint, inputs).returncode == machine.shell(hook).returncode == 1


def test_every_input_of_the_action_is_used_and_declared() -> None:
    text = (ROOT / ACTION).read_text("utf-8")
    used = {
        name.removeprefix("inputs.") for name in re.findall(r"inputs\.[a-z-]+", text)
    }
    assert used == set(yaml.safe_load(text)["inputs"])


def test_the_job_for_gitlab_makes_a_report(machine: Machine) -> None:
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    block = text.partition("## GitLab\n\n```yaml\n")[2].partition("```")[0]
    job = yaml.safe_load(block)["client"]
    base = machine.must("git", "rev-parse", "HEAD").strip()
    script = "\n".join(job["script"])
    done = machine.shell(script, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stderr
    make_stricter(machine)
    done = machine.shell(script, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1
    report = machine.folder / job["artifacts"]["reports"]["junit"]
    assert "request-parameter-became-required" in report.read_text("utf-8")


def test_the_nightly_workflow_opens_a_pull_request_with_the_changelog(
    machine: Machine, tmp_path: Path
) -> None:
    documentation = Machine(tmp_path / "documentation", machine.environment)
    trees.write(documentation.folder, trees.PAGES)
    documentation.must("git", "init", "-q", "-b", "main")
    commit(documentation)
    client = checked_out(documentation, tmp_path)
    make_stricter(documentation, "")
    commit(documentation)
    (fetch,) = steps(NIGHTLY, "Fetch the documentation")
    assert run(client, fetch, {}).returncode == 0
    output = Path(client.environment["GITHUB_OUTPUT"]).read_text()
    context = {"steps.fetch.outputs.old": output.strip().removeprefix("old=")}
    context["github.token"] = "secret"
    for step in steps(NIGHTLY, "Generate and tell", "Open a pull request"):
        done = run(client, step, context)
        assert done.returncode == 0, done.stderr
    asked = (tmp_path / "gh.txt").read_text("utf-8")
    assert asked.startswith("pr create --head regenerate ")
    assert "#### Breaking" in (tmp_path / "changelog.md").read_text("utf-8")
    pushed = client.must("git", "show", "--stat", "origin/regenerate")
    assert "client/ucloud_client/alpha/get_thing.py" in pushed


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
