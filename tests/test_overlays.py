"""Overlays: corrections with a reason, and an error for each that does not hold (any more)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import building
import pytest
import trees
from click.testing import Result

from generator.build.report import Report
from generator.config import Settings
from generator.schema import Action

TODAY = date(2026, 11, 23)
HEAD = '[[correction]]\naction = "GetThing"\n'
WHY = 'reason = "measured"\n'

# What a correction says, and what becomes of the field or action.
HOLDS: dict[str, tuple[str, Callable[[Action], object], object]] = {
    "a type": (
        'parameter = "Size"\ntype = "string"\n',
        lambda action: getattr(action.request.fields[1].type, "kind", None),
        "string",
    ),
    "required": (
        'parameter = "Size"\nrequired = true\n',
        lambda action: action.request.fields[1].required,
        True,
    ),
    "base64": (
        'parameter = "ThingId"\nformat = "base64"\n',
        lambda action: action.request.fields[0].format,
        "base64",
    ),
    "a name": (
        'parameter = "ThingId"\nname = "thing"\n',
        lambda action: action.request.fields[0].name,
        "thing",
    ),
    "hidden": (
        'parameter = "Size"\nhidden = true\n',
        lambda action: [field.wire for field in action.request.fields],
        ["ThingId", "Tags"],
    ),
    "a field of the response": (
        'field = "Count"\ntype = "float"\n',
        lambda action: getattr(action.response.fields[2].type, "kind", None),
        "float",
    ),
    "the action": ("read_only = false\n", lambda action: action.read_only, False),
}

REFUSED = {
    "an action that is not there": (
        '[[correction]]\naction = "GetNothing"\nread_only = true\n' + WHY,
        "D601",
    ),
    "a parameter that is not there": (
        HEAD + 'parameter = "Nowhere"\nrequired = true\n' + WHY,
        "D601",
    ),
    "what the page says itself": (
        HEAD + 'parameter = "Size"\ntype = "int"\n' + WHY,
        "D602",
    ),
    "an expired one": (
        HEAD + 'parameter = "Size"\nrequired = true\nexpires = 2026-11-22\n' + WHY,
        "D603",
    ),
    "no reason": (HEAD + 'parameter = "Size"\nrequired = true\n', "D604"),
    "an unknown key": (HEAD + 'parameter = "Size"\ncolour = "red"\n' + WHY, "D604"),
    "no TOML": ("[[correction\n", "D604"),
}


@pytest.fixture
def corrected(documentation: Path, tmp_path: Path) -> Callable[[str], Report]:
    """Return a run over the small documentation with this overlay for its first product."""

    def run(text: str) -> Report:
        trees.write(documentation, {"overlays/alpha.toml": text})
        settings = Settings(documentation, tmp_path / "out")
        return building.generate(settings, today=TODAY)

    return run


def thing(report: Report) -> Action:
    assert report.catalog
    actions = (one for service in report.catalog.services for one in service.actions)
    return next(one for one in actions if one.wire == "GetThing")


@pytest.mark.parametrize(("text", "look", "expected"), HOLDS.values(), ids=HOLDS)
def test_a_correction_holds(
    text: str,
    look: Callable[[Action], object],
    expected: object,
    corrected: Callable[[str], Report],
) -> None:
    report = corrected(HEAD + text + WHY)
    assert not report.errors, report.diagnostics
    assert look(thing(report)) == expected


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_a_correction_that_does_not_hold_is_an_error(
    text: str, code: str, corrected: Callable[[str], Report]
) -> None:
    report = corrected(text)
    (error,) = (one for one in report.diagnostics if one.severity == "error")
    assert (error.place.path, error.code) == ("overlays/alpha.toml", code)


def test_an_action_whose_correction_fails_keeps_its_last_good_output(
    corrected: Callable[[str], Report], tmp_path: Path
) -> None:
    text = HEAD + 'parameter = "ThingId"\nformat = "base64"\nexpires = {}\n' + WHY
    corrected(text.format("2027-01-01"))
    before = trees.snapshot(tmp_path / "out/ucloud_client/alpha")
    report = corrected(text.format("2026-01-01"))
    assert report.retained == ("GetThing",)
    assert trees.snapshot(tmp_path / "out/ucloud_client/alpha") == before


def test_base64_is_encoded_on_the_way_out(
    corrected: Callable[[str], Report], tmp_path: Path
) -> None:
    corrected(HEAD + 'parameter = "ThingId"\nformat = "base64"\n' + WHY)
    tests = (tmp_path / "out/tests/alpha/test_get_thing.py").read_text()
    assert '"ThingId": "VGhpbmdJZC0x"' in tests  # ThingId-1


def test_the_overlays_that_are_shipped_hold_over_the_published_pages(
    root: Path, corpus: Path, run: Callable[..., Result]
) -> None:
    told = run(corpus / "uhost-api", "--overlays", root / "specs/overlays")
    assert told.exit_code == 0, told.output
    assert not any(code in told.output for code in ("D601", "D602", "D603", "D604"))
