"""Report changes as JUnit XML for GitLab, Jenkins and others: one suite per service, one test per change.

There is no standard; the format is Jenkins' ``junit-10.xsd``, of which the others read a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.diff.changes import Change
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.policy import PolicyResult

_NO_CHANGE = "no change in meaning"


def render(result: PolicyResult) -> str:
    """Return the document: a failing change is a failed test, any other change a passed one."""
    comparison, failing = result.comparison, frozenset(result.failing)
    changes = sorted(comparison.changes, key=lambda change: change.service)
    root = Element(
        "testsuites", {"name": "docs2sdk diff"} | _count_tests(changes, failing)
    )
    for service, group in groupby(changes, key=lambda change: change.service):
        members = tuple(group)
        attributes = {"name": _escape(service)} | _count_tests(members, failing)
        suite = SubElement(root, "testsuite", attributes)
        for change in members:
            _add_case(suite, comparison, change, change in failing)
    if not changes:
        suite = SubElement(root, "testsuite", name="docs2sdk diff", tests="1")
        SubElement(suite, "testcase", name=_NO_CHANGE, classname="docs2sdk.diff")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _escape(text: str) -> str:
    """Return a text with escapes for the characters that XML does not allow."""
    return (
        escape_unprintable(text)
        .replace("\ufffe", r"\ufffe")
        .replace("\uffff", r"\uffff")
    )


def _count_tests(
    changes: Sequence[Change], failing: frozenset[Change]
) -> dict[str, str]:
    failures = sum(change in failing for change in changes)
    return {"tests": str(len(changes) or 1), "failures": str(failures)}


def _add_case(
    suite: Element, comparison: Comparison, change: Change, fails: bool
) -> None:
    location = comparison.locate(change)
    subject = ".".join(filter(None, (change.service, change.action)))
    case = SubElement(
        suite,
        "testcase",
        classname=_escape(subject),
        name=_escape(f"{change.rule.id}: {change.summary}"),
        file=_escape(location.path),
        line=str(location.line),
    )
    details = _escape(f"{location.path}:{location.line}: {change.message}")
    if fails:
        message = _escape(change.summary)
        SubElement(case, "failure", type=change.level, message=message).text = details
    else:
        SubElement(case, "system-out").text = f"{change.level}: {details}"
