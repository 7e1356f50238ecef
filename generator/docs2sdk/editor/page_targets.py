"""What a place in a page is in the client, and what an editor says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

from docs2sdk.diagnostics import CODES
from docs2sdk.editor import text_positions
from docs2sdk.editor.analysis import Analysis
from docs2sdk.editor.text_positions import Encoding, TextPosition
from docs2sdk.locations import Location
from docs2sdk.python import existing_names
from docs2sdk.python.class_plan import AttributePlan, plan_classes
from docs2sdk.reports.code_spans import quote_code
from docs2sdk.trace import lookup, provenance, targets
from docs2sdk.trace.provenance import Fact
from docs2sdk.trace.retained import RetainedTarget
from docs2sdk.trace.targets import TraceTarget, UnknownTarget

# Labels of facts that an editor shows in other ways.
_SHOWN_ELSEWHERE = {"page", "name", *CODES}


def find_target(analysis: Analysis, path: str, line: int) -> TraceTarget | None:
    """Return what a row, the heading of a model or the title of a page is in the client; None for any other line."""
    action = _find_action(analysis, path, line)
    if not action:
        return None
    parts = [
        part
        for part in (action, *targets.list_parts(action))
        if provenance.find_location(part).line == line
    ]
    # The first row of a group begins the group, too: the row itself is the innermost.
    return max(parts, key=_measure_depth, default=None)


def _measure_depth(target: TraceTarget) -> tuple[bool, int]:
    return target.attribute is not None, len(".".join(target.path))


def _find_action(analysis: Analysis, path: str, line: int) -> TraceTarget | None:
    """Return the action of a page whose heading is the last one above a line."""
    above = [
        (action.location.line, service, action)
        for service in (analysis.catalog.services if analysis.catalog else ())
        for action in service.actions
        if action.location.file == path and action.location.line <= line
    ]
    if not above:
        return None
    _, service, action = max(above, key=itemgetter(0))
    names = existing_names.find_action_names(analysis.project.output.names, action)
    return TraceTarget(service, action, plan_classes(action, names))


def describe_target(target: TraceTarget, analysis: Analysis) -> str:
    """Return the Python symbol of a target with its type, and facts about it, as Markdown."""
    assert analysis.catalog
    facts = provenance.explain_target(target, analysis.catalog)
    return "\n".join(
        [
            f"```python\n{_write_symbol(target, analysis)}\n```",
            "",
            *_list_facts(target, facts),
        ]
    )


def _write_symbol(target: TraceTarget, analysis: Analysis) -> str:
    project = analysis.project
    symbol = lookup.name_symbol(target, project.package, project.output)
    if target.attribute:
        return f"{symbol}: {target.attribute.annotation}"
    if target.cls:
        return f"class {symbol}"
    file = lookup.find_module(target, project.package, project.output)
    arguments = [
        f"    {_write_argument(attribute)},\n"
        for attribute in target.classes.request.attributes
    ]
    listed = f"\n    *,\n{''.join(arguments)}" if arguments else ""
    method = f"client.{file.parent.name}.{file.stem}"
    return f"{method}({listed}) -> {target.classes.response.name}"


def _write_argument(attribute: AttributePlan) -> str:
    default = " = None" if attribute.is_optional else ""
    return f"{attribute.name}: {attribute.annotation}{default}"


def _list_facts(target: TraceTarget, facts: Iterable[Fact]) -> Iterator[str]:
    if not target.cls:
        yield f"- page: {quote_code(target.action.title)}"
    for fact in facts:
        if fact.label not in _SHOWN_ELSEWHERE:
            yield f"- {fact.label}: {quote_code(fact.text)}"


def find_definition(
    analysis: Analysis, path: str, line: int
) -> tuple[Path, TextPosition] | None:
    """Return the generated file and the position that define what is in a line of a page; None if it is not generated."""
    project, target = analysis.project, find_target(analysis, path, line)
    if not target:
        return None
    try:
        definition = lookup.find_definition(target, project.package, project.output)
    except UnknownTarget:
        return None
    return (
        (definition[0], TextPosition(definition[1].first - 1, 0))
        if definition
        else None
    )


def find_source(
    analysis: Analysis, file: Path, line: int, encoding: Encoding
) -> tuple[Path, TextPosition] | None:
    """Return the page and the position in it that a line of a generated file was made from; None if there is none."""
    project = analysis.project
    if not analysis.catalog:
        return None
    try:
        target = lookup.find_in_generated(analysis.catalog, project.output, file, line)
    except UnknownTarget:
        return None
    location = (
        Location(target.entry.page, 1)
        if isinstance(target, RetainedTarget)
        else provenance.find_location(target)
    )
    text = text_positions.read_open_text(analysis.read_text(location.file), encoding)
    position = text.to_position(location.line, location.column)
    return project.find_file(location.file), position
