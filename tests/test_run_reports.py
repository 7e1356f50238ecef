"""The report of a whole run: JSON for machines; for people a table of pages, actions, what is not in the package, diagnostics by code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docs2sdk.build.run_report import RunReport, make_report
from docs2sdk.catalog.catalog import Catalog, ExcludedPage, HiddenPage, PageReport
from docs2sdk.catalog.duplicate_pages import ShadowedPage
from docs2sdk.diagnostics import CODES, Diagnostic
from docs2sdk.lint.fingerprints import make_plain_finding
from docs2sdk.locations import Location
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.reports import run_json, run_text
from docs2sdk.schema import Service
from small_schemas import action

NOTHING = Catalog((), {}, (), (), (), (), {}, ())
SHADOWED = ShadowedPage("GetIt", "b/x.md", "a/x.md", "is a modern page")
CORRECTION = Correction(
    location=Location("overlays/a.toml", 7),
    key_locations={},
    action="GetIt",
    target_kind="request",
    path=("Set", "Id"),
    changes={"type": "int", "required": True},
    reason="it counts",
    expires=None,
)


def report(*diagnostics: Diagnostic, **changes: Any) -> RunReport:
    """Return a run over nothing, but for what is given of the report or of its catalog."""
    of_report = {key: changes.pop(key) for key in [*changes] if key in _OWN}
    catalog = replace(NOTHING, diagnostics=diagnostics, **changes)
    plain = make_report(
        catalog, PageFolders(Path("/docs")), Path("sdk"), catalog.diagnostics
    )
    return replace(plain, **of_report)


_OWN = {
    *("changes", "retained", "ungenerated", "unmatched", "orphans", "added", "removed"),
    *("written", "unchanged", "deleted"),
}


def at(line: int, code: str = "D203", message: str = "m") -> Diagnostic:
    return Diagnostic(Location("a/x.md", line), code, message)


def service(folder: str, title: str, *actions: str) -> Service:
    return Service(folder, title, tuple(action(name=wire) for wire in actions))


def pages(**kinds: int) -> tuple[PageReport, ...]:
    return tuple(
        PageReport(f"a/{kind}{number}.md", kind, None)  # type: ignore[arg-type]
        for kind, count in kinds.items()
        for number in range(count)
    )


EMPTY_TABLE = [
    "pages     0 below /docs",
    "actions   0 in 0 services",
    "shadowed  0 pages whose action another page defines",
    "unindexed 0 actions to which no index links",
    "excluded  0 by include and exclude",
    "hidden    0 by overlays",
    "corrected 0 by overlays",
    "findings  0 by code",
]

SECTIONS = [
    pytest.param(
        report(pages=pages(rest=2, modern=10)),
        "pages     12 below /docs",
        ["  modern  10", "  rest     2"],
        id="pages by kind",
    ),
    pytest.param(
        report(services=(service("a-api", "云 A", "X", "Y"), service("bb", "", "Z"))),
        "actions   3 in 2 services",
        ["  a-api  2  云 A", "  bb     1"],
        id="actions by service",
    ),
    pytest.param(
        report(shadowed=(SHADOWED,)),
        "shadowed  1 pages whose action another page defines",
        [
            '  b/x.md: page not used: "GetIt" is already defined by a/x.md, which is a modern page'
        ],
        id="shadowed pages, with the reason",
    ),
    pytest.param(
        report(not_in_index=("GetIt", "SetIt")),
        "unindexed 2 actions to which no index links",
        ["  GetIt", "  SetIt"],
        id="actions in no index",
    ),
    pytest.param(
        report(
            excluded=(
                ExcludedPage("a/x.md", "X", "by y"),
                ExcludedPage("b.md", None, "z"),
            )
        ),
        "excluded  2 by include and exclude",
        ["  a/x.md: X: by y", "  b.md: no action: z"],
        id="what settings leave out",
    ),
    pytest.param(
        report(hidden=(HiddenPage("X", "a/x.md", "not for us"),)),
        "hidden    1 by overlays",
        ["  a/x.md: X: not for us"],
        id="what overlays hide",
    ),
    pytest.param(
        report(corrections=(CORRECTION,)),
        "corrected 1 by overlays",
        ["  overlays/a.toml:7: GetIt.Set.Id (type, required): it counts"],
        id="what overlays correct",
    ),
    pytest.param(
        report(at(1), at(2, "D301"), at(3)),
        "findings  3 by code",
        [
            f"  {code} {count} × {CODES[code].meaning} {CODES[code].remedy}"
            for code, count in (("D203", 2), ("D301", 1))
        ],
        id="findings by code",
    ),
]


def table(run: RunReport) -> list[str]:
    return list(run_text.format_table(run, map(make_plain_finding, run.diagnostics)))


def test_the_table_of_a_run_over_nothing_has_every_section() -> None:
    assert table(report()) == EMPTY_TABLE


@pytest.mark.parametrize(("run", "head", "below"), SECTIONS)
def test_a_section_has_its_number_and_a_line_for_each(
    run: RunReport, head: str, below: list[str]
) -> None:
    lines = table(run)
    start = lines.index(head)
    assert lines[start + 1 : start + 1 + len(below)] == below
    others = lines[:start] + lines[start + 1 + len(below) :]
    assert others == [line for line in EMPTY_TABLE if line[:9] != head[:9]]


SUMMARIES = [
    pytest.param(
        report(),
        {
            "read": "0 pages ()",
            "found": "0 actions in 0 services",
            "wrote": "0 files to sdk (0 unchanged, 0 removed)",
            "reported": "nothing",
        },
        id="nothing",
    ),
    pytest.param(
        report(
            at(1),
            at(2, "D301"),
            at(3, "D301"),
            pages=pages(rest=1, modern=2),
            services=(service("a", "A", "X", "Y"),),
            written=("x", "y"),
            unchanged=1,
            deleted=("w",),
        ),
        {
            "read": "3 pages (2 modern, 1 rest)",
            "found": "2 actions in 1 service",
            "wrote": "2 files to sdk (1 unchanged, 1 removed)",
            "reported": "1 error, 2 warnings",
        },
        id="pages, actions, files and findings",
    ),
    pytest.param(
        report(added=tuple(f"Get{n}" for n in range(10, 32)), removed=("X", "Y")),
        {
            "added": f"22 actions: {', '.join(f'Get{n}' for n in range(10, 30))} and 2 more",
            "removed": "2 actions: X, Y",
            "read": "0 pages ()",
            "found": "0 actions in 0 services",
            "wrote": "0 files to sdk (0 unchanged, 0 removed)",
            "reported": "nothing",
        },
        id="actions that come and go",
    ),
    pytest.param(
        report(
            excluded=(ExcludedPage("a/x.md", "X", "by y"),),
            corrections=(CORRECTION, CORRECTION),
            hidden=(HiddenPage("X", "a/x.md", "not for us"),),
        ),
        {
            "read": "0 pages ()",
            "found": "0 actions in 0 services",
            "excluded": "1 page by include and exclude",
            "corrected": "2 places from 1 overlay, 1 hidden",
            "wrote": "0 files to sdk (0 unchanged, 0 removed)",
            "reported": "nothing",
        },
        id="what settings and overlays did",
    ),
]


@pytest.mark.parametrize(("run", "expected"), SUMMARIES)
def test_the_summary(run: RunReport, expected: dict[str, str]) -> None:
    lines = run_text.format_summary(run.out, run)
    assert list(lines) == [f"{name:<9} {words}" for name, words in expected.items()]


def remarks(run: RunReport, *, verbose: bool = False, quiet: bool = False) -> list[str]:
    findings = [*map(make_plain_finding, run.diagnostics)]
    errors = list(run_text.format_errors(run, findings, verbose=verbose))
    others = run_text.format_remarks(run, findings, verbose=verbose)
    return errors if quiet else [*others, *errors]


def test_a_quiet_run_prints_errors_and_what_they_cost_only() -> None:
    run = report(
        at(1),
        at(2, "D301"),
        orphans=("a.py",),
        unmatched=("p",),
        retained=("GetIt",),
        ungenerated=("SetIt",),
    )
    assert remarks(run, quiet=True) == [
        "a/x.md:1:1: error[D203] m",
        "retained  1 action: GetIt",
        "not generated 1 action: SetIt",
    ]


def named(count: int, code: str = "D203") -> Iterable[Diagnostic]:
    return (at(number, code, f'"{number}"') for number in range(1, count + 1))


REMARKS = [
    pytest.param(report(at(1)), ["a/x.md:1:1: error[D203] m"], id="a finding"),
    pytest.param(
        report(*(at(line) for line in range(1, 1001))),
        [
            "a/x.md:1:1: error[D203] m (1000 times; also a/x.md:2:1, a/x.md:3:1, …)",
        ],
        id="a thousand equal findings",
    ),
    pytest.param(
        report(orphans=("a.py",)),
        [
            "sdk/a.py: warning: its page is gone, but the file was modified, so it is kept",
        ],
        id="an edited file",
    ),
    pytest.param(
        report(retained=("GetIt", "SetIt")),
        ["retained  2 actions: GetIt, SetIt"],
        id="actions that stay",
    ),
    pytest.param(
        report(ungenerated=("GetIt",)),
        ["not generated 1 action: GetIt"],
        id="an action that cannot be made",
    ),
    pytest.param(
        report(at(1), at(2, "D301")),
        ["a/x.md:2:1: warning[D301] m", "a/x.md:1:1: error[D203] m"],
        id="errors come last",
    ),
    pytest.param(
        report(unmatched=('include: "x" matches no service and no action',)),
        ['[tool.docs2sdk] include: "x" matches no service and no action'],
        id="a pattern that matches nothing",
    ),
]


@pytest.mark.parametrize("whole", [False, True], ids=["compact", "whole"])
@pytest.mark.parametrize(("run", "expected"), REMARKS)
def test_what_is_remarked(run: RunReport, expected: list[str], whole: bool) -> None:
    assert remarks(run, verbose=whole) == expected


MANY = [
    pytest.param(report(*named(20)), [], id="as many as are shown"),
    pytest.param(
        report(*named(21)),
        ["… and 1 more (D203): --verbose prints them"],
        id="one more",
    ),
    pytest.param(
        report(*named(5), *named(2000, "D301")),
        ["… and 1980 more (D301): --verbose prints them"],
        id="thousands beside a few",
    ),
]


@pytest.mark.parametrize(("run", "tail"), MANY)
def test_of_many_remarks_of_a_kind_the_first_are_told_and_the_others_counted(
    run: RunReport, tail: list[str]
) -> None:
    every = remarks(run, verbose=True)
    assert len(every) == len(run.diagnostics)
    lines = remarks(run)
    shown = [line for line in lines if not line.startswith("…")]
    assert [line for line in lines if line not in shown] == tail
    assert shown == [line for line in every if line in shown]
    left = sum(int(line.split()[2]) for line in tail)
    assert len(shown) == len(every) - left


FULL = report(
    at(1),
    at(2, "D107", str(SHADOWED)),
    pages=(PageReport("a/x.md", "modern", "GetIt"), *pages(rest=1)),
    services=(service("a-api", "A", "GetIt", "SetIt"),),
    shadowed=(SHADOWED,),
    not_in_index=("GetIt",),
    excluded=(ExcludedPage("c/x.md", None, "by y"),),
    hidden=(HiddenPage("DoIt", "d/x.md", "not for us"),),
    corrections=(CORRECTION,),
    written=("new.py",),
    unchanged=1,
    deleted=("gone.py",),
    orphans=("edited.py",),
    added=("SetIt",),
    removed=("OldIt",),
    retained=("GetIt",),
    ungenerated=("BadIt",),
    unmatched=("p",),
)
DOCUMENT = {
    "version": 2,
    "root": "/docs",
    "out": "sdk",
    "failed": True,
    "counts": {
        "pages": 2,
        "kinds": {"modern": 1, "rest": 1},
        "actions": 2,
        "services": {"a-api": 2},
        "shadowed": 1,
        "not_in_index": 1,
        "excluded": 1,
        "hidden": 1,
        "corrections": 1,
        "diagnostics": 2,
        "severities": {"error": 1, "warning": 1},
        "codes": {"D107": 1, "D203": 1},
    },
    "pages": [
        {"path": "a/x.md", "kind": "modern", "action": "GetIt"},
        {"path": "a/rest0.md", "kind": "rest", "action": None},
    ],
    "services": {"a-api": ["GetIt", "SetIt"]},
    "shadowed": [
        {
            "action": "GetIt",
            "path": "b/x.md",
            "used": "a/x.md",
            "reason": "is a modern page",
        }
    ],
    "not_in_index": ["GetIt"],
    "excluded": [{"action": None, "path": "c/x.md", "reason": "by y"}],
    "hidden": [{"action": "DoIt", "path": "d/x.md", "reason": "not for us"}],
    "corrections": [
        {
            "path": "overlays/a.toml",
            "line": 7,
            "target": "GetIt.Set.Id",
            "section": "request",
            "fields": ["type", "required"],
            "reason": "it counts",
        }
    ],
    "unmatched_patterns": ["p"],
    "diagnostics": [
        {
            "path": "a/x.md",
            "line": 1,
            "column": 1,
            "severity": "error",
            "code": "D203",
            "message": "m",
        },
        {
            "path": "a/x.md",
            "line": 2,
            "column": 1,
            "severity": "warning",
            "code": "D107",
            "message": 'page not used: "GetIt" is already defined by a/x.md, which is a modern page',
        },
    ],
    "added_actions": ["SetIt"],
    "removed_actions": ["OldIt"],
    "retained_actions": ["GetIt"],
    "ungenerated_actions": ["BadIt"],
    "files": {
        "written": ["new.py"],
        "unchanged": 1,
        "removed": ["gone.py"],
        "orphaned": ["edited.py"],
    },
}


def test_json_has_everything_with_its_numbers() -> None:
    assert run_json.dump_report(FULL) == DOCUMENT


def test_a_run_without_errors_has_not_failed() -> None:
    assert run_json.dump_report(report(at(1, "D301")))["failed"] is False


def keys(value: Any) -> set[str]:
    """Return the keys of a document, but for those that are names of something of the run."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, dict):
        return set()
    named = {key for key in value if re.fullmatch("[a-z_]+", key)} - {"modern", "rest"}
    return named.union(*map(keys, value.values())) - {"error", "warning"}


def test_the_documentation_names_every_key_and_no_other(root: Path) -> None:
    text = (root / "docs" / "report.md").read_text("utf-8")
    cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    documented = {key for cell in cells for key in re.findall(r"`([a-z_]+)`", cell)}
    assert documented == keys(DOCUMENT)
    assert f"version {run_json.VERSION}" in text
