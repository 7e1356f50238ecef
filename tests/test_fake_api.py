"""``ucloud_client.testing`` as its users meet it, and every action's sample response."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docs2sdk.build.run_report import RunReport
from ucloud_client.testing import FakeAPI

ROOT = Path(__file__).resolve().parent.parent


def differing(package: str) -> Iterator[str]:
    """Yield the actions of an importable package whose sample response differs from their page."""
    folder = importlib.import_module(package).__path__
    fake = importlib.import_module(f"{package}.runtime.fake.sample_response")
    for service in pkgutil.iter_modules(folder):
        if not service.ispkg or service.name == "runtime":
            continue
        index = importlib.import_module(f"{package}.{service.name}._service")
        for method, cls in index._ACTIONS.items():
            module = importlib.import_module(f"{package}.{service.name}.{method}")
            request = getattr(module, cls)
            answer = fake.sample_response(request.ACTION)
            response = request.response_type().from_dict(answer)
            for deviation in response.deviations:
                yield f"{request.ACTION}: {deviation}"


def test_every_action_of_ours_is_answered_as_its_page_says() -> None:
    assert list(differing("ucloud_client")) == []


@pytest.mark.slow
def test_every_published_action_is_answered_as_its_page_says(
    whole: RunReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(whole.out)
    assert list(differing("published")) == []


MISSPELLED = [
    pytest.param("GetISMSSendReceipts", id="a letter too many"),
    pytest.param("GetISMSSendReciept", id="letters that changed places"),
    pytest.param("getismssendreceipt", id="another case"),
    pytest.param("get_isms_send_receipt", id="the method's name"),
]
METHODS: list[Any] = [
    pytest.param(lambda api, name: api.add_response(name, {}), id="add_response"),
    pytest.param(lambda api, name: api.add_error(name, 8039), id="add_error"),
    pytest.param(lambda api, name: api.add_delay(name, 1), id="add_delay"),
    pytest.param(lambda api, name: api.default(name), id="default"),
    pytest.param(lambda api, name: api.requests(name), id="requests"),
]


@pytest.mark.parametrize("use", METHODS)
@pytest.mark.parametrize("name", MISSPELLED)
def test_a_misspelled_action_is_a_mistake(name: str, use: Any) -> None:
    with pytest.raises(ValueError, match="did you mean 'GetISMSSendReceipt'"):
        use(FakeAPI(), name)


def test_a_key_that_an_answer_lacks_is_a_mistake_before_the_action_is_used() -> None:
    api = FakeAPI()
    with pytest.raises(ValueError, match="the page has no Dta; did you mean 'Data'"):
        api.add_response("QueryUSMSTemplate", {"Dta": {}})


@pytest.mark.parametrize("name", ["Nope", "GetUXMSSendReceipt"])
def test_an_action_without_a_page_can_be_answered(name: str) -> None:
    api = FakeAPI()
    api.add_response(name, {"Any": 1})
    assert api.client().call(name, {"Limit": 1})["Any"] == 1
    assert api.requests(name)[0].parameters["Limit"] == "1"


def test_an_action_that_is_not_imported_has_its_default() -> None:
    program = (
        "from ucloud_client.testing import FakeAPI; "
        "assert 'ReqUuid' in FakeAPI().default('GetISMSSendReceipt')"
    )
    command = [sys.executable, "-c", program]
    env = {"PYTHONPATH": str(ROOT / "generated")}
    assert subprocess.run(command, env=env, check=False).returncode == 0


@pytest.mark.slow
def test_no_published_action_is_taken_for_another_one_misspelled(
    whole: RunReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(whole.out)
    known_names = importlib.import_module("published.runtime.fake.known_names")
    homes = dict(known_names._class_homes())
    assert len(homes) > 700
    for spelling, (_, name) in homes.items():
        others = {key: home for key, home in homes.items() if key != spelling}
        monkeypatch.setattr(known_names, "_class_homes", lambda others=others: others)
        assert known_names._find_similar(name) is None


def test_pytest_has_it_as_a_fixture(tmp_path: Path) -> None:
    plugin = 'pytest_plugins = ["ucloud_client.pytest_plugin"]\n'
    (tmp_path / "conftest.py").write_text(plugin)
    (tmp_path / "test_it.py").write_text(textwrap.dedent("""
            def test_one(ucloud_api):
                ucloud_api.client().isms.get_isms_send_receipt(task_id_set=["a"])
                assert len(ucloud_api.requests()) == 1

            def test_another_begins_anew(ucloud_api):
                assert ucloud_api.requests() == []
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
