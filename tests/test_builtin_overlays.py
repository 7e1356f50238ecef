"""The overlays that are part of docs2sdk: on by default, behind one's own, and silent where they fit no page."""

from __future__ import annotations

from pathlib import Path

import building
import pytest
import trees
from docs2sdk import protocol
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from docs2sdk.overlays import overlay_files
from docs2sdk.pages import run_inputs
from docs2sdk.schema import Action
from small_pages import RET_CODE, modern, row

BUILTIN = tuple(map(overlay_files.read_overlay, run_inputs.read_builtin_overlays()))
PASSWORD = row("Password", doc="密码，使用 base64 编码")
RESET = "uhost-api/reset.md"
PAGES = {
    RESET: modern([PASSWORD], title="重置 - ResetUHostInstancePassword"),
    "udb-api/fetch.md": modern(title="获取 - FetchUDBInstanceEarliestRecoverTime"),
}
OWN = """[[correction]]
action = "ResetUHostInstancePassword"
parameter = "Password"
{}
reason = "measured"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    trees.write(tmp_path / "specs", PAGES)
    return Settings((tmp_path / "specs",), tmp_path / "out")


def actions(report: RunReport) -> dict[str, Action]:
    assert report.catalog
    services = report.catalog.services
    return {action.name: action for service in services for action in service.actions}


def encoding(report: RunReport) -> str | None:
    action = actions(report)["ResetUHostInstancePassword"]
    return action.request.fields[0].content_encoding


def codes(report: RunReport) -> list[str]:
    return [each.code for each in report.diagnostics]


@pytest.mark.parametrize("overlay", BUILTIN, ids=lambda overlay: overlay.service)
def test_a_built_in_overlay_is_valid_and_has_reasons(
    overlay: overlay_files.Overlay,
) -> None:
    assert overlay.faults == ()
    assert all(each.reason and not each.expires for each in overlay.corrections)
    reading = [each for each in overlay.corrections if "read_only" in each.changes]
    assert not [each for each in reading if protocol.is_reading(each.action)]


def test_they_are_applied_by_default(settings: Settings) -> None:
    report = building.generate(settings)
    assert encoding(report) == "base64"
    assert actions(report)["FetchUDBInstanceEarliestRecoverTime"].read_only
    assert codes(report) == []


def test_a_setting_leaves_them_out(settings: Settings) -> None:
    # Without the cache, which keeps only a part of an action that nothing corrects.
    settings = settings._replace(builtin_overlays=False)
    report = building.generate(settings, use_cache=False)
    assert encoding(report) is None
    assert not actions(report)["FetchUDBInstanceEarliestRecoverTime"].read_only
    assert codes(report) == ["D221"]
    assert (
        report.diagnostics[0].location.line
        == PAGES[RESET].split("\n").index(PASSWORD) + 1
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param('content_encoding = "none"', None, id="another value"),
        pytest.param('content_encoding = "base64"', "base64", id="the same value"),
        pytest.param("required = true", "base64", id="another key"),
    ],
)
def test_ones_own_overlays_come_first(
    settings: Settings, change: str, expected: str | None
) -> None:
    trees.write(settings.specs[0], {"overlays/uhost.toml": OWN.format(change)})
    report = building.generate(settings)
    assert codes(report) == []
    assert encoding(report) == expected


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            modern(title="重置 - ResetUHostInstancePassword"), id="no such parameter"
        ),
        pytest.param(
            modern([row("Password", "int")], title="重置 - ResetUHostInstancePassword"),
            id="another type",
        ),
        pytest.param(
            modern([RET_CODE], title="重置 - ResetOther"), id="no such action"
        ),
    ],
)
def test_what_fits_no_page_is_silent(settings: Settings, page: str) -> None:
    trees.write(settings.specs[0], {RESET: page})
    report = building.generate(settings)
    assert codes(report) == []


def test_a_changed_setting_renders_again(settings: Settings) -> None:
    building.generate(settings)
    assert building.generate(settings).written == ()
    assert building.generate(settings._replace(builtin_overlays=False)).written
