"""Repositories whose settings name programs: no command of ours runs one of them."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docs2sdk.diff.git
import pytest
import small_repositories as repositories
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from small_repositories import git

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent

# Settings whose value is a program, or a command line that begins with one.
PROGRAMS = (
    "alias.cat-file",
    "alias.docs",
    "alias.log",
    "browser.mine.cmd",
    "core.alternateRefsCommand",
    "core.askPass",
    "core.editor",
    "core.fsmonitor",
    "core.gitProxy",
    "core.pager",
    "core.sshCommand",
    "credential.helper",
    "credential.https://example.com.helper",
    "diff.external",
    "diff.mine.command",
    "diff.mine.textconv",
    "difftool.mine.cmd",
    "difftool.mine.path",
    "filter.mine.clean",
    "filter.mine.process",
    "filter.mine.smudge",
    "gpg.openpgp.program",
    "gpg.program",
    "gpg.ssh.defaultKeyCommand",
    "gpg.ssh.program",
    "gpg.x509.program",
    "guitool.mine.cmd",
    "imap.tunnel",
    "instaweb.httpd",
    "interactive.diffFilter",
    "man.mine.cmd",
    "merge.mine.driver",
    "mergetool.mine.cmd",
    "mergetool.mine.path",
    "pack.packObjectsHook",
    "pager.cat-file",
    "pager.log",
    "pager.ls-tree",
    "pager.rev-list",
    "remote.origin.receivepack",
    "remote.origin.uploadpack",
    "remote.other.vcs",
    "sendemail.sendmailCmd",
    "sendemail.smtpServer",
    "sendemail.tocmd",
    "sequence.editor",
    "submodule.mine.update",
    "tar.tgz.command",
    "trailer.mine.cmd",
    "trailer.mine.command",
    "uploadpack.packObjectsHook",
    "web.browser",
)
# What makes git use some of them.
SWITCHES = {
    "core.untrackedCache": "true",
    "diff.guitool": "mine",
    "diff.tool": "mine",
    "extensions.partialClone": "origin",
    "format.pretty": "%H %G? %(trailers)",
    "gpg.ssh.allowedSignersFile": os.devnull,
    "log.diffMerges": "on",
    "log.follow": "true",
    "log.showSignature": "true",
    "merge.tool": "mine",
    "merge.verifySignatures": "true",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "protocol.file.allow": "always",
    "remote.origin.promisor": "true",
    "submodule.recurse": "true",
}
HOOKS = ("fsmonitor-watchman", "post-index-change", "reference-transaction")
ATTRIBUTES = "* diff=mine filter=mine merge=mine\n"
SIGNATURES = {
    "openpgp": "-----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----",
    "ssh": "-----BEGIN SSH SIGNATURE-----\n aaaa\n -----END SSH SIGNATURE-----",
    "x509": "-----BEGIN SIGNED MESSAGE-----\n aaaa\n -----END SIGNED MESSAGE-----",
}

COMMANDS = {
    "history": "history specs",
    "history of the repository": "history .",
    "history since": "history specs --since HEAD~1",
    "diff of two revisions": "diff git:v1.0.0 git:HEAD",
    "diff with a folder": "diff git:v1.0.0 specs",
    "diff of an unknown revision": "diff git:nowhere specs",
    "changelog": "changelog",
    "changelog of a revision": "changelog git:v1.0.0",
    "generate": "generate specs --out out",
    "check": "check specs --out out",
    "lint": "lint specs",
    "schema": "schema specs",
}


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


class Trap:
    """Programs that leave a file with their name when they run."""

    def __init__(self, folder: Path) -> None:
        self._programs = folder / "programs"
        self._canaries = folder / "canaries"
        self._programs.mkdir()
        self._canaries.mkdir()

    def program(self, name: str) -> str:
        """Return the path of a program."""
        file = "".join(sign if sign.isalnum() else "-" for sign in name)
        path = self._programs / file
        path.write_text(f"#!/bin/sh\n: > {shlex.quote(str(self._canaries / file))}\n")
        path.chmod(0o755)
        return str(path)

    def sprung(self) -> list[str]:
        """Return which programs ran."""
        return sorted(path.name for path in self._canaries.iterdir())


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trap:
    """Return a trap, with no git settings but those of the repositories."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_EDITOR", "false")
    return Trap(tmp_path)


def setting(name: str, value: str) -> str:
    """Return a setting as lines of git's settings."""
    section, _, key = name.rpartition(".")
    section, _, part = section.partition(".")
    return (
        f'[{section} "{part}"]\n' * bool(part)
        + f"[{section}]\n" * (not part)
        + f'{key} = "{value}"\n'
    )


def arm(git_dir: Path, trap: Trap) -> None:
    """Write every setting that names a program into a repository's own settings, some of them into an included file."""
    programs = {name: trap.program(name) for name in PROGRAMS}
    signing = {name for name in PROGRAMS if name.startswith("gpg.")}
    (git_dir / "included").write_text(
        "".join(setting(name, programs.pop(name)) for name in sorted(signing))
    )
    others = {
        "include.path": "included",
        "core.hooksPath": str(git_dir / "hooks"),
        "remote.origin.url": f"ext::{trap.program('remote.origin.url')}",
    }
    with (git_dir / "config").open("a") as config:
        for name, value in (programs | SWITCHES | others).items():
            config.write(setting(name, value))
    (git_dir / "hooks").mkdir(exist_ok=True)
    for name in HOOKS:
        shutil.copy(trap.program(f"hooks {name}"), git_dir / "hooks" / name)
    (git_dir / "info").mkdir(exist_ok=True)
    (git_dir / "info" / "attributes").write_text(ATTRIBUTES)


@pytest.fixture(params=SIGNATURES)
def armed(
    trap: Trap,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Path:
    """Return a repository, the working folder, with a signed commit and every setting that names a program."""
    folder = repositories.make(tmp_path / "repo")
    repositories.sign_head(folder, SIGNATURES[request.param])
    arm(folder / ".git", trap)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_program_of_a_repository_runs(armed: Path, trap: Trap, command: str) -> None:
    result = run(*command.split())
    assert result.exit_code in (0, 1, 2), result.output
    assert trap.sprung() == []


# A git from before 2024 does not know the variable and fetches; that no protocol is allowed must be enough then.
GITS = {"a git that need not fetch": (), "an old git": ("GIT_NO_LAZY_FETCH",)}


@pytest.mark.parametrize("unknown", GITS.values(), ids=GITS)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("armed", ["openpgp"], indirect=True)
def test_no_program_runs_to_fetch_what_a_repository_lacks(
    armed: Path,
    trap: Trap,
    command: str,
    unknown: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in unknown:
        monkeypatch.delitem(docs2sdk.diff.git._ENVIRONMENT, name)
    for name in ("v1.0.0:specs", f"HEAD:specs/{repositories.DO}"):
        repositories.object_file(armed, name).unlink()
    result = run(*command.split())
    assert result.exit_code in (0, 1, 2), result.output
    assert trap.sprung() == []


# Whether the trap would spring at all: git itself, as it is used every day.
EVERY_DAY = {
    "a log": (["log"], "gpg-{}program"),
    "a status": (["status"], "core-fsmonitor"),
    "a checkout": (["checkout", "-q", "v1.0.0"], "filter-mine-process"),
    "a branch": (["branch", "other"], "hooks-reference-transaction"),
    "a fetch": (["fetch"], "remote-origin-url"),
    "an alias": (["docs"], "alias-docs"),
}


@pytest.mark.parametrize(("command", "program"), EVERY_DAY.values(), ids=EVERY_DAY)
@pytest.mark.parametrize("armed", ["openpgp"], indirect=True)
def test_git_alone_runs_them(
    armed: Path, trap: Trap, command: list[str], program: str
) -> None:
    if command == ["docs"]:
        git(armed, "config", "alias.docs", f"!{trap.program('alias.docs')}")
    subprocess.run(["git", *command], check=False, capture_output=True)
    expected = {program.format(part) for part in ("", "openpgp-")}
    assert expected & set(trap.sprung())


@pytest.fixture
def bare(trap: Trap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of a product that is a bare repository, too, with a signed commit and its traps."""
    source = repositories.make(tmp_path / "source", "")
    repositories.sign_head(source, SIGNATURES["openpgp"])
    location = tmp_path / "outer" / "specs" / "evil-api"
    location.parent.mkdir(parents=True)
    git(source, "clone", "-q", "--bare", str(source), str(location))
    arm(location, trap)
    for page in (source / "thing-api").iterdir():
        shutil.copy(page, location)
    monkeypatch.chdir(tmp_path / "outer")
    return location


BARE_COMMANDS = {
    "history of the folder": "history specs/evil-api",
    "history of a page": "history specs/evil-api/do_thing.md",
    "history of what is below": "history specs/evil-api/objects",
    "history of the outer folder": "history specs",
    "diff with the folder": "diff git:HEAD specs/evil-api",
    "diff in the repository": "diff git:HEAD git:HEAD --repo specs/evil-api",
    "diff of the outer folder": "diff git:HEAD specs",
    "changelog": "changelog --repo specs/evil-api",
    "generate": "generate specs --out out",
    "check": "check specs --out out",
    "lint": "lint specs/evil-api",
}


@pytest.mark.parametrize("location", ["alone", "in a clone"])
@pytest.mark.parametrize("command", BARE_COMMANDS.values(), ids=BARE_COMMANDS)
def test_no_program_of_a_folder_that_is_a_repository_runs(
    bare: Path, trap: Trap, command: str, location: str
) -> None:
    if location == "in a clone":
        commit_all(Path.cwd())
    result = run(*command.split())
    assert result.exit_code in (0, 1, 2), result.output
    assert trap.sprung() == []


def commit_all(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "pages")


@pytest.mark.parametrize(
    "command", ["history {}", "diff git:HEAD git:HEAD --repo {}", "changelog --repo {}"]
)
def test_a_bare_repository_within_a_clone_is_refused_in_one_line(
    bare: Path, command: str
) -> None:
    commit_all(Path.cwd())
    result = run(*command.format("specs/evil-api").split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"docs2sdk: {bare} is a bare repository inside another repository and is not read; "
        "clone it to a folder outside\n"
    )


def test_a_bare_repository_that_the_user_names_is_read(bare: Path) -> None:
    result = run("history", "specs/evil-api")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "thing-api: 1 × request-parameter-became-required" in result.stdout


def test_the_git_folder_of_a_repository_is_read(
    trap: Trap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repositories.make(tmp_path / "repo", "")
    monkeypatch.chdir(folder)
    result = run("history", ".git")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == run("history", ".").stdout != ""


def test_a_place_in_a_bare_repository_is_refused_in_one_line(bare: Path) -> None:
    result = run("history", "specs/evil-api/do_thing.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "safe.bareRepository" in result.stderr


# What a hook's git, or a caller, says in the environment; {} is another repository.
ENVIRONMENT = {
    "the repository": {"GIT_DIR": "{}/.git"},
    "the repository and its work tree": {
        "GIT_DIR": "{}/.git",
        "GIT_WORK_TREE": "{}",
        "GIT_PREFIX": "specs/",
    },
    "the index": {"GIT_INDEX_FILE": "{}/.git/index.lock"},
    "the objects": {"GIT_OBJECT_DIRECTORY": "{}/.git/objects"},
    "what is common to work trees": {"GIT_COMMON_DIR": "{}/.git"},
    "a name space": {"GIT_NAMESPACE": "other"},
    "where not to look": {"GIT_CEILING_DIRECTORIES": "{}/.."},
    "settings": {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.worktree",
        "GIT_CONFIG_VALUE_0": "{}",
    },
    "settings of a command": {"GIT_CONFIG_PARAMETERS": "'core.worktree'='{}'"},
    "how paths are meant": {"GIT_ICASE_PATHSPECS": "1", "GIT_NOGLOB_PATHSPECS": "1"},
    "where answers go": {"GIT_TRACE": "2", "GIT_TRACE_SETUP": "1"},
    "the default hash": {"GIT_DEFAULT_HASH": "sha256"},
}


@pytest.mark.parametrize("variables", ENVIRONMENT.values(), ids=ENVIRONMENT)
@pytest.mark.parametrize(
    "command", ["history specs", "diff git:v1.0.0 git:HEAD", "changelog"]
)
def test_the_environment_of_a_hook_does_not_mislead(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    command: str,
) -> None:
    other_repository = tmp_path / "other"
    other_repository.mkdir()
    git(other_repository, "init", "-q")
    monkeypatch.chdir(repositories.make(tmp_path / "repo"))
    expected = run(*command.split())
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(other_repository))
    result = run(*command.split())
    assert (result.exit_code, result.output) == (expected.exit_code, expected.output)
    assert "required" in result.stdout


def test_in_a_hook_before_a_commit_the_pages_are_compared_with_the_last_one(
    tmp_path: Path,
) -> None:
    folder = repositories.make(tmp_path / "repo")
    program = [sys.executable, "-m", "docs2sdk.cli", "diff", "git:HEAD", "specs"]
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    source = shlex.quote(str(ROOT / "generator"))
    words = f"PYTHONPATH={source} {shlex.join(program)} > found"
    hook.write_text(f"#!/bin/sh\n{words}\n")
    hook.chmod(0o755)
    page = folder / "specs" / repositories.DO
    page.write_text(page.read_text("utf-8").replace("Yes", "No", 1), "utf-8")
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    made = ["commit", "-q", "-a", "-m", "laxer"]
    subprocess.run(["git", *who, *made], cwd=folder / "specs", check=False)
    assert "required → optional" in (folder / "found").read_text("utf-8")


def check_history(result: Result, *subjects: str) -> None:
    lines = [line for line in result.stdout.splitlines() if line[:1] not in " "]
    assert (result.exit_code, [line[24:] for line in lines]) == (0, [*subjects])


OTHER_HISTORIES: dict[str, Callable[[Path], object]] = {
    "an encoding of answers": lambda repo: git(
        repo, "config", "i18n.logOutputEncoding", "UTF-16"
    ),
    "a replaced commit": lambda repo: git(repo, "replace", "--graft", "HEAD"),
    "grafts": lambda repo: (repo / ".git" / "info" / "grafts").write_text(
        git(repo, "rev-parse", "HEAD")
    ),
}


@pytest.mark.parametrize("change", OTHER_HISTORIES.values(), ids=OTHER_HISTORIES)
def test_history_is_that_of_the_commits(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], object],
) -> None:
    folder = repositories.make(tmp_path / "repo")
    change(folder)
    monkeypatch.chdir(folder)
    check_history(run("history", "."), "first", "stricter")


def test_a_message_in_another_encoding_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repositories.make(tmp_path / "repo")
    page = folder / "specs" / repositories.GET
    page.write_text(page.read_text("utf-8") + "\nmore\n", "utf-8")
    (folder / "message").write_bytes("更改".encode("gbk"))
    encoding = ["-c", "i18n.commitEncoding=GBK"]
    git(folder, *encoding, "commit", "-q", "-a", "--file", "message")
    monkeypatch.chdir(folder)
    check_history(run("history", "specs"), "first", "stricter", "更改")
