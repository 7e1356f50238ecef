"""Changes as JUnit's XML, as GitLab, Jenkins and others show it: a suite a service, a test a change.

There is no standard; the form is that of Jenkins' ``junit-10.xsd``, of which the others read a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from docs2sdk.diagnostics import printable
from docs2sdk.drift.changes import Change
from docs2sdk.drift.comparison import Comparison
from docs2sdk.drift.policy import Judged

_NOTHING = "no change in meaning"


def text(judged: Judged) -> str:
    """Return the document: what the policy fails on is a failure, every other change a test that passed."""
    compared, failing = judged.compared, frozenset(judged.failing)
    changes = sorted(compared.changes, key=lambda change: change.service)
    root = Element("testsuites", {"name": "docs2sdk diff"} | _counts(changes, failing))
    for service, group in groupby(changes, key=lambda change: change.service):
        members = tuple(group)
        about = {"name": _plain(service)} | _counts(members, failing)
        suite = SubElement(root, "testsuite", about)
        for change in members:
            _case(suite, compared, change, change in failing)
    if not changes:
        suite = SubElement(root, "testsuite", name="docs2sdk diff", tests="1")
        SubElement(suite, "testcase", name=_NOTHING, classname="docs2sdk.diff")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _plain(words: str) -> str:
    """Return words without what XML cannot hold."""
    return printable(words).replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")


def _counts(changes: Sequence[Change], failing: frozenset[Change]) -> dict[str, str]:
    failures = sum(change in failing for change in changes)
    return {"tests": str(len(changes) or 1), "failures": str(failures)}


def _case(suite: Element, compared: Comparison, change: Change, fails: bool) -> None:
    place = compared.at(change)
    subject = ".".join(filter(None, (change.service, change.action)))
    case = SubElement(
        suite,
        "testcase",
        classname=_plain(subject),
        name=_plain(f"{change.rule.id}: {change.words}"),
        file=_plain(place.path),
        line=str(place.line),
    )
    told = _plain(f"{place.path}:{place.line}: {change.told}")
    if fails:
        message = _plain(change.words)
        SubElement(case, "failure", type=change.level, message=message).text = told
    else:
        SubElement(case, "system-out").text = f"{change.level}: {told}"
