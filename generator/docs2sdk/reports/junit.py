"""Write JUnit XML for GitLab, Jenkins and others.

There is no standard; the format is Jenkins' ``junit-10.xsd``, of which the others read a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.locations import Location
from docs2sdk.workflow_commands import escape_markup


class JunitCase(NamedTuple):
    """A test; ``failure`` is its type and message, None if it passed.  ``subject`` is what the test is about."""

    subject: str
    name: str
    location: Location
    details: str
    failure: tuple[str, str] | None


def render_suites(
    title: str, suites: Mapping[str, Sequence[JunitCase]], passed: str
) -> str:
    """Return the document; without a case, it has one that is called ``passed``, since readers reject an empty report."""
    cases = [case for suite in suites.values() for case in suite]
    root = Element("testsuites", {"name": title} | _count_tests(cases))
    for name, members in suites.items():
        attributes = {"name": _escape(name)} | _count_tests(members)
        suite = SubElement(root, "testsuite", attributes)
        for case in members:
            _add_case(suite, case)
    if not cases:
        suite = SubElement(root, "testsuite", name=title, tests="1")
        SubElement(suite, "testcase", name=passed, classname=title.replace(" ", "."))
    ElementTree.indent(root)
    return escape_markup(ElementTree.tostring(root, encoding="unicode")) + "\n"


def _count_tests(cases: Iterable[JunitCase]) -> dict[str, str]:
    failed = [case.failure is not None for case in cases]
    return {"tests": str(len(failed) or 1), "failures": str(sum(failed))}


def _add_case(suite: Element, case: JunitCase) -> None:
    node = SubElement(
        suite,
        "testcase",
        classname=_escape(case.subject),
        name=_escape(case.name),
        file=_escape(case.location.path),
        line=str(case.location.line),
    )
    if case.failure:
        kind, message = case.failure
        failure = SubElement(node, "failure", type=kind, message=_escape(message))
        failure.text = _escape(case.details)
    else:
        SubElement(node, "system-out").text = _escape(case.details)


def _escape(text: str) -> str:
    """Return a text with escapes for the characters that XML does not allow."""
    return (
        escape_unprintable(text)
        .replace("\ufffe", r"\ufffe")
        .replace("\uffff", r"\uffff")
    )
