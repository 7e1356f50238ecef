"""``ucloud_client.testing`` as its users meet it, and every action's made-up answer."""

from __future__ import annotations

import importlib
import pkgutil
import runpy
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.output.pipeline import Report

ROOT = Path(__file__).resolve().parent.parent


def differing(package: str) -> Iterator[str]:
    """Yield the actions of an importable package whose made-up answer differs from their page."""
    folder = importlib.import_module(package).__path__
    made_up = importlib.import_module(f"{package}.runtime.made_up")
    for service in pkgutil.iter_modules(folder):
        if not service.ispkg or service.name == "runtime":
            continue
        index = importlib.import_module(f"{package}.{service.name}._service")
        for method, cls in index._ACTIONS.items():
            module = importlib.import_module(f"{package}.{service.name}.{method}")
            request = getattr(module, cls)
            answer = made_up.answer(request.ACTION)
            response = request.response_type().from_dict(answer)
            for odd in response.deviations:
                yield f"{request.ACTION}: {odd}"


def test_every_action_of_ours_is_answered_as_its_page_says() -> None:
    assert list(differing("ucloud_client")) == []


@pytest.mark.slow
def test_every_published_action_is_answered_as_its_page_says(
    whole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(whole.out)
    assert list(differing("published")) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_session_of_the_readme_runs(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    (session,) = (
        part.partition("```")[0]
        for part in text.split("```python\n")[1:]
        if "FakeAPI" in part.partition("```")[0]
    )
    assert session.count("\n") <= 15
    (tmp_path / "session.py").write_text(session, "utf-8")
    runpy.run_path(str(tmp_path / "session.py"))["test_a_refusal_is_told"]()


def test_pytest_has_it_as_a_fixture(tmp_path: Path) -> None:
    plugin = 'pytest_plugins = ["ucloud_client.pytest_plugin"]\n'
    (tmp_path / "conftest.py").write_text(plugin)
    (tmp_path / "test_it.py").write_text(textwrap.dedent("""
            def test_one(ucloud_api):
                ucloud_api.client().isms.get_isms_send_receipt(task_id_set=["a"])
                assert len(ucloud_api.requests) == 1

            def test_another_begins_anew(ucloud_api):
                assert ucloud_api.requests == []
            """))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(ROOT / "generated"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in done.stdout, done.stdout


def test_without_pytest_the_fake_is_there_all_the_same() -> None:
    program = "import sys, ucloud_client.testing; assert 'pytest' not in sys.modules"
    command = [sys.executable, "-c", program]
    env = {"PYTHONPATH": str(ROOT / "generated")}
    assert subprocess.run(command, env=env, check=False).returncode == 0
