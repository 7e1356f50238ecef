"""Every report of one comparison, as a whole: ``reports/*`` are what was read and approved.

``pytest tests/diff/test_golden_reports.py --update`` writes them; read them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docs2sdk.diff import comparison, policy
from docs2sdk.diff.accepted_changes import AcceptedChange
from docs2sdk.diff.policy import Policy, PolicyResult
from docs2sdk.locations import Location
from docs2sdk.reports import (
    changelog,
    changes_findings,
    changes_html,
    changes_json,
    changes_junit,
    changes_markdown,
    changes_text,
    github_annotations,
    sarif,
)
from pages import page, snapshot

REPORTS = Path(__file__).resolve().parent / "reports"
TODAY = date(2026, 11, 23)
DO, GET = "thing-api/do_thing.md", "thing-api/get_thing.md"
OLD = {
    DO: page(
        request=[
            "Region | string | 地域 | No",
            "Size | int | 大小，取值范围：1-100 | No",
            "Kind | string | 取值为：red, green, blue | No",
        ],
        response=["Total | int | 总数 | Yes"],
    ),
    GET: page(title="查询 - GetThing"),
    "other-api/drop.md": page(title="删除 - DropThing", request=["Id | int | i | Yes"]),
    "thing-api/_sidebar.md": '<div class="sidebar_title">东西</div>\n',
}
NEW = {
    DO: page(
        request=[
            "Region | string | 地域 | Yes",
            "Size | int | 大小，取值范围：1-50 | No",
            "Kind | string | 取值为：green, blue, x | No",
            "Zone | string | <b>可用区</b> | No",
        ],
        response=["Total | float | 总数 | Yes"],
    ),
    GET: page(title="查询 - GetThing", boilerplate="另一种方法"),
    "thing-api/_sidebar.md": '<div class="sidebar_title">好东西</div>\n',
}
TITLES = {"thing-api": "好东西", "other-api": "other-api"}


def compare() -> PolicyResult:
    old = snapshot(OLD)
    changed = comparison.compare_snapshots(old, snapshot(NEW))
    first, second = changed.changes[0], changed.changes[1]
    location = Location("accepted.toml", 3, 1)
    accepted = (
        AcceptedChange(first.fingerprint, "nobody calls it", None, location),
        AcceptedChange(second.fingerprint, "later", date(2026, 1, 1), location),
        AcceptedChange(second.fingerprint[:8] + "0" * 16, "before", None, location),
        AcceptedChange("0" * 24, "never", None, location),
    )
    return policy.apply_policy(changed, Policy({}, "risky", accepted), TODAY)


RESULT = compare()


def lines(*parts: object) -> str:
    return "".join(f"{part}\n" for part in parts)


def findings() -> list[str]:
    found = tuple(changes_findings.convert_changes(RESULT.comparison))
    return [
        *github_annotations.format_annotations(found),
        json.dumps(sarif.dump_log(found, "diff")["runs"][0]["results"], indent=1),
    ]


def write_html() -> str:
    """Return the page without its style and script, an element a line."""
    text = re.sub(
        r"(?s)(<(style|script)[^>]*>).*?</\2>", r"\1", changes_html.render(RESULT)
    )
    return re.sub(r"sha256-[\w+/=]+", "DIGEST", text).replace("<", "\n<")


def write_changelogs() -> str:
    return "\n".join(
        changelog.render(
            RESULT.comparison.changes, TITLES, "v1.0", after, language, audience
        )
        for language, after in (("en", "2.0.0"), ("zh", ""))
        for audience in ("users", "maintainers")
    )


WRITERS: dict[str, Callable[[], str]] = {
    "changes.html": write_html,
    "changes.txt": lambda: lines(
        *changes_text.render(RESULT),
        *changes_text.render(RESULT, is_verbose=True),
        *changes_text.render_warnings(RESULT),
    ),
    "changes.json": lambda: lines(
        json.dumps(changes_json.build_document(RESULT), indent=1, ensure_ascii=False)
    ),
    "changes.xml": lambda: changes_junit.render(RESULT),
    "changes.md": lambda: changes_markdown.render(RESULT.comparison),
    "findings.txt": lambda: lines(*findings()),
    "changelog.md": write_changelogs,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_report_is_what_was_read_and_approved(
    name: str, request: pytest.FixtureRequest
) -> None:
    text = WRITERS[name]()
    if request.config.getoption("--update"):
        (REPORTS / name).write_text(text, "utf-8")
    assert text == (REPORTS / name).read_text("utf-8")
