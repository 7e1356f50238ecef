"""Looks up targets by address, page or generated file, and the facts and Python symbol of each."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TypeAlias

from docs2sdk import python_naming
from docs2sdk.build.output_folder import Output
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.locations import Location, file_of_path
from docs2sdk.message_text import did_you_mean, pluralize
from docs2sdk.overlays.overlay_files import OVERLAY_SUFFIX
from docs2sdk.pages import input_files
from docs2sdk.pages.input_files import UnreadableFile
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.python import existing_names
from docs2sdk.python.class_plan import plan_classes
from docs2sdk.targets.client import ActionRef
from docs2sdk.trace import provenance, retained, source_map, table_rows, targets
from docs2sdk.trace.provenance import Fact
from docs2sdk.trace.retained import RetainedTarget
from docs2sdk.trace.source_map import SourceSpan
from docs2sdk.trace.table_rows import TestedRow
from docs2sdk.trace.targets import ServiceTarget, TraceTarget, UnknownTarget

ActionTarget: TypeAlias = TraceTarget | RetainedTarget
AnyTarget: TypeAlias = ActionTarget | ServiceTarget


def find_by_address(
    catalog: Catalog, output: Output, address: str
) -> tuple[AnyTarget, ...]:
    """Return the targets of an address such as ``isms.GetISMSSendReceipt.TaskIdSet``; UnknownTarget if there is none."""
    names = output.names
    try:
        return targets.find_targets(
            catalog.services,
            address,
            partial(existing_names.find_action_names, names),
            names.packages_by_folder,
        )
    except UnknownTarget:
        matches = tuple(retained.find_retained(output, address))
        if not matches:
            raise
        return matches


def find_in_file(
    catalog: Catalog, output: Output, base: PageFolders, file: Path, line: int | None
) -> AnyTarget:
    """Return the target on a line of a page, an overlay or a generated file, or of the whole file; UnknownTarget."""
    path = base.find_path(file)
    pages = {file_of_path(source.path) for source in catalog.pages}
    if not file.exists():
        known_paths = (*sorted(pages), *output.manifest.files)
        own_path = _relative_path(file, output.folder)
        similar = did_you_mean(path, known_paths) or did_you_mean(own_path, known_paths)
        raise UnknownTarget(f"there is no file {file}{similar}")
    _check_line(file, line)
    if path in pages:
        return _find_in_page(catalog, output, path, line)
    if path.endswith(OVERLAY_SUFFIX):
        return find_in_overlay(catalog, output, path, line)
    return find_in_generated(catalog, output, file, line)


def find_in_overlay(
    catalog: Catalog, output: Output, path: str, line: int | None
) -> AnyTarget:
    """Return the target of the correction on a line of an overlay file, or of its first one; UnknownTarget."""
    corrections = [each for each in catalog.corrections if each.location.path == path]
    corrections.sort(key=lambda each: each.location.line)
    above = [each for each in corrections if line and each.location.line <= line]
    correction = next(iter((*above[-1:], *corrections[:1])), None)
    if not correction or not correction.action:
        raise UnknownTarget(f"{path} corrects no action of the client")
    kind = () if correction.target_kind == "action" else (correction.target_kind,)
    address = ".".join((correction.action, *kind, *correction.path))
    return find_by_address(catalog, output, address)[0]


def find_in_generated(
    catalog: Catalog, output: Output, file: Path, line: int | None
) -> ActionTarget:
    """Return the target on a line of a generated file, or the action of the whole file; UnknownTarget if it has none."""
    entry = _find_entry(output, file)
    action = _find_action(catalog, output, entry.page)
    text = _read_text(file) if line else ""
    if line and (row := table_rows.find_row(text, line)):
        return _find_of_row(action, row)
    span = source_map.find_at_line(_read_spans(file), line) if line else None
    return _find_at_span(action, span, entry, output) if span else action


def _find_of_row(action: ActionTarget, row: TestedRow) -> ActionTarget:
    """Return the class or attribute of a row in a generated test; the action if its page no longer has it."""
    if not isinstance(action, TraceTarget):
        return action
    classes = action.classes
    own = classes.request if row.payload == "request" else classes.response
    prefix = f"{own.name}." if row.payload == "request" else ""
    cls_name = f"{prefix}{row.cls}" if row.cls else own.name
    return targets.find_by_python_name(action, cls_name, row.attribute)


def explain(target: AnyTarget, catalog: Catalog) -> tuple[Fact, ...]:
    """Return the facts about a target from pages and overlays."""
    if isinstance(target, ServiceTarget):
        return tuple(provenance.explain_service(target))
    if isinstance(target, RetainedTarget):
        return tuple(retained.explain_retained(target, catalog))
    return provenance.explain_target(target, catalog)


def locate_symbol(target: AnyTarget, package: str, output: Output) -> tuple[Fact, ...]:
    """Return the Python symbol of a target in a package of this output, and the location of its definition."""
    symbol = Fact("symbol", name_symbol(target, package, output))
    return (symbol, _locate_definition(target, package, output))


def name_symbol(target: AnyTarget, package: str, output: Output) -> str:
    """Return the full Python name of a target: ``ucloud_client.isms.GetISMSSendReceipt.task_id_set``."""
    module = f"{package}.{find_module(target, package, output).parent.name}"
    return ".".join(part for part in (module, *_python_names(target)) if part)


def find_module(target: AnyTarget, package: str, output: Output) -> Path:
    """Return the file that defines a target, whether or not it exists."""
    if isinstance(target, RetainedTarget):
        service, method = target.entry.service, target.entry.method
    elif isinstance(target, ServiceTarget):
        service = _name_package(target.folder, output)
        method = "__init__"
    else:
        folder, action = target.folder, target.action_name
        service = _name_package(folder, output)
        entry = output.names.refs_by_action.get(action)
        method = entry.method if entry else python_naming.method_name(action)
    return output.folder / package / service / f"{method}.py"


def _name_package(folder: str, output: Output) -> str:
    kept = output.names.packages_by_folder.get(folder)
    return kept or python_naming.package_name(folder)


def find_definition(
    target: AnyTarget, package: str, output: Output
) -> tuple[Path, SourceSpan] | None:
    """Return the file that defines a target, and its lines; None if the file does not have it; UnknownTarget if unreadable."""
    file = find_module(target, package, output)
    if not file.exists():
        return None
    span = source_map.find_span(_read_spans(file), *_python_names(target))
    return (file, span) if span else None


def _check_line(file: Path, line: int | None) -> None:
    """UnknownTarget if the file is a folder or does not have that line."""
    if file.is_dir():
        raise UnknownTarget(f"{file} is a folder; name a file or Service.Action.Field")
    if line is not None:
        count = len(_read_text(file).splitlines())
        if not 0 < line <= count:
            raise UnknownTarget(f"{file} has {pluralize(count, 'line')}")


def _find_in_page(
    catalog: Catalog, output: Output, page: str, line: int | None
) -> ActionTarget:
    action = _find_action(catalog, output, _find_heading(catalog, page, line))
    if isinstance(action, RetainedTarget):
        return action
    candidates = (action, *targets.list_parts(action))
    on_line = (
        part for part in candidates if provenance.find_location(part).line == line
    )
    return next(on_line, action)


def _find_heading(catalog: Catalog, page: str, line: int | None) -> str:
    """Return the path of the action whose heading is the last above a line of a page; that of the first if none is."""
    locations = (
        action.location for service in catalog.services for action in service.actions
    )
    actions = sorted(
        (each for each in locations if each.file == page), key=lambda each: each.line
    )
    above = [each for each in actions if line and each.line <= line]
    return next(iter((*above[-1:], *actions[:1])), Location(page, 1)).path


def _find_action(catalog: Catalog, output: Output, page: str) -> ActionTarget:
    """Return the action of a page as the page defines it now, or else as the last output has it; UnknownTarget."""
    for service in catalog.services:
        for action in service.actions:
            if action.location.path == page:
                decided = plan_classes(
                    action, existing_names.find_action_names(output.names, action)
                )
                return TraceTarget(service, action, decided)
    if page in output.refs:
        return RetainedTarget(output.refs[page])
    reasons = [str(loser) for loser in catalog.shadowed if loser.path == page]
    reason = f"; {reasons[0]}" if reasons else ""
    raise UnknownTarget(f"{page} defines no action of the client{reason}")


def _find_at_span(
    action: ActionTarget, span: SourceSpan, entry: ActionRef, output: Output
) -> ActionTarget:
    """Return the target defined at a span of an action's module; the nearest one around it if that defines none."""
    python_names = (span.cls, span.attribute)
    nearest = action
    if isinstance(action, TraceTarget):
        nearest = targets.find_by_python_name(action, *python_names)
        if _python_names(nearest) == python_names:
            return nearest
    module = output.names.modules_by_action[entry.action]
    for target in retained.list_retained(entry, module):
        if (target.cls, target.attribute) == python_names:
            return target
    return nearest


def _find_entry(output: Output, file: Path) -> ActionRef:
    """Return the entry of the action whose page a file was generated from."""
    path = _relative_path(file, output.folder)
    for page, entry in output.refs.items():
        if path in output.manifest.pages[page]:
            return entry
    raise UnknownTarget(
        f"{file} was not generated from a single page behind {output.folder}"
    )


def _python_names(target: AnyTarget) -> tuple[str, str]:
    """Return the names of a target's class (of an action: its request) and of its attribute, "" if it has none."""
    if isinstance(target, RetainedTarget):
        return target.cls or target.entry.request, target.attribute
    if isinstance(target, ServiceTarget):
        return "", ""
    cls = target.cls or target.classes.request
    return cls.name, target.attribute.name if target.attribute else ""


def _locate_definition(target: AnyTarget, package: str, output: Output) -> Fact:
    file = find_module(target, package, output)
    if not file.exists():
        return Fact("generated", "not yet; run docs2sdk generate")
    if isinstance(target, ServiceTarget):
        return Fact("generated", "", Location(os.path.relpath(file), 1))
    try:
        definition = find_definition(target, package, output)
    except UnknownTarget:
        return Fact("generated", f"{file} cannot be read")
    if not definition:
        return Fact("generated", f"{file} is out of date; run docs2sdk generate")
    return Fact("generated", "", Location(os.path.relpath(file), definition[1].first))


def _read_spans(file: Path) -> tuple[SourceSpan, ...]:
    try:
        return source_map.read_spans(_read_text(file))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnknownTarget(f"{file} cannot be read: {error}") from error


def _read_text(file: Path) -> str:
    try:
        return input_files.read_bytes(file).decode()
    except UnreadableFile as refused:
        raise UnknownTarget(f"{file} is {refused.message}") from refused
    except (OSError, ValueError) as error:
        raise UnknownTarget(f"{file} cannot be read: {error}") from error


def _relative_path(file: Path, folder: Path) -> str:
    """Return a file's path from a folder, as manifests and catalogs write it."""
    path = os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
    return path.replace(os.sep, "/")
