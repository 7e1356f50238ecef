"""``docs2sdk why``: traces anything in the client to the page that defines it, and back.

Exit codes: 0 found; 2 wrong usage, unreadable input, or an unknown name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import explain, options, rules
from docs2sdk.console import (
    echo,
    exit_on_errors,
    relativize_location,
    write_json,
)
from docs2sdk.locations import BUILTIN

if TYPE_CHECKING:
    from docs2sdk.build.output_folder import Output
    from docs2sdk.catalog.catalog import Catalog
    from docs2sdk.config import Settings
    from docs2sdk.pages.page_folders import PageFolders
    from docs2sdk.trace.lookup import AnyTarget
    from docs2sdk.trace.provenance import Fact

# As diagnostics, editors and pytest write it: x.md, x.md:35, x.md:35:14, test_x.py::test_y.
_LINE = re.compile(r":([0-9]{1,9})(?::[0-9]+)?:?\Z|::.*\Z")
_LINT_DIGITS = 16
_FILE_SUFFIXES = (".py", ".md", ".toml")
# A line of any output that begins with a place.
_LINE_WITH_PLACE = re.compile(r"\s*(\S+:[0-9]+:[0-9]+): .*", re.DOTALL)
# As diff and lint print it: breaking[action-removed], action-removed 0123…, D204.
_RULE = re.compile(
    r"(?:\w*\[)?(?P<rule>[a-z]+(?:-[a-z]+)+|D[0-9]{3})?\]?[\s(]*"
    r"(?P<fingerprint>[0-9a-f]{16}(?:[0-9a-f]{8})?)?\)?\Z"
)


@click.command(
    short_help="Trace a generated name back to its page.",
    epilog="Examples: docs2sdk why isms.GetISMSSendReceipt.TaskIdSet; "
    "docs2sdk why generated/ucloud_client/isms/get_isms_send_receipt.py:86",
)
@click.argument("subject")
@options.specs_option
@options.client_folder
@options.overlays
@options.builtin_overlays
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def command(
    subject: str,
    as_json: bool,
    **arguments: Any,
) -> None:
    """Trace a generated name back to its page: line, rules, overlays, diagnostics, Python symbol.

    SUBJECT is a name as any command prints it: a service, Service.Action.Field, in the API's names or Python names
    (client.isms.get_isms_send_receipt); the service and the field are optional, fields of models and groups are paths
    (UHostSet.DiskSet.Size). Or it is a page, an overlay, a generated file or a test, with or without a line (FILE:LINE), or
    a rule of diff or a code of lint with a fingerprint, to find the name from there.
    """
    from docs2sdk import config
    from docs2sdk.build import output_folder
    from docs2sdk.catalog import assembly
    from docs2sdk.progress import show_progress
    from docs2sdk.trace import lookup

    if _explain_rule(subject, as_json):
        return
    with exit_on_errors():
        settings = config.load_settings(Path.cwd(), arguments)
        with show_progress(quiet=as_json) as progress:
            base, catalog = assembly.read_catalog(settings, progress)
        output = output_folder.read_python_output(settings.out)
        targets = _find_targets(subject, settings, catalog, output, base)
        package = output.manifest.package or settings.package
        answers = [
            (
                target,
                [
                    *_explain(target, catalog, base),
                    *lookup.locate_symbol(target, package, output),
                ],
            )
            for target in targets
        ]
    if as_json:
        write_json([_as_json(*answer) for answer in answers])
    else:
        for answer in answers:
            _print(*answer)


def _explain_rule(subject: str, as_json: bool) -> bool:
    """Explain a rule of diff or a code of lint; False if the subject is more, or something else."""
    from docs2sdk.diagnostics import CODES
    from docs2sdk.diff.rules import RULES

    match = _RULE.match(subject)
    rule = match["rule"] if match and not match["fingerprint"] else ""
    if rule in RULES:
        rules.explain_rule(rule, as_json)
    elif rule in CODES:
        explain.explain_code(rule)
    return rule in RULES or rule in CODES


def _find_targets(
    subject: str,
    settings: Settings,
    catalog: Catalog,
    output: Output,
    base: PageFolders,
) -> Sequence[AnyTarget]:
    """Return what a subject names; UnknownTarget."""
    from docs2sdk.diagnostics import CODES
    from docs2sdk.diff.rules import RULES
    from docs2sdk.message_text import did_you_mean
    from docs2sdk.trace import lookup, printed_names
    from docs2sdk.trace.targets import UnknownTarget

    if place := _LINE_WITH_PLACE.fullmatch(subject):
        subject = place[1]
    match = _RULE.match(subject)
    if match and match["fingerprint"]:
        return _find_by_fingerprint(match, settings, catalog, output, base)
    if subject.startswith(BUILTIN):
        path, line = _split_line(subject)
        return [lookup.find_in_overlay(catalog, output, path, line)]
    if file_and_line := _parse_file(subject, settings):
        return [lookup.find_in_file(catalog, output, base, *file_and_line)]
    package = output.manifest.package or settings.package
    address = printed_names.read_address(subject, package)
    try:
        return lookup.find_by_address(catalog, output, address)
    except UnknownTarget as error:
        similar = did_you_mean(subject, (*RULES, *CODES)) if "-" in subject else ""
        raise UnknownTarget(f"{error}{similar}") from error


def _find_by_fingerprint(
    match: re.Match[str],
    settings: Settings,
    catalog: Catalog,
    output: Output,
    base: PageFolders,
) -> Sequence[AnyTarget]:
    """Return what a change of diff or a finding of lint is about; UnknownTarget if the pages have it no more."""
    from docs2sdk.diff import place_search
    from docs2sdk.diff.rules import RULES
    from docs2sdk.lint import linter
    from docs2sdk.trace import lookup
    from docs2sdk.trace.targets import UnknownTarget

    rule, fingerprint = match["rule"] or "", match["fingerprint"]
    if not rule or rule in RULES:
        for place in place_search.find_places(catalog.services, fingerprint, rule):
            address = ".".join(filter(None, place[1:]))
            return lookup.find_by_address(catalog, output, address)
    if rule not in RULES and len(fingerprint) == _LINT_DIGITS:
        for finding in linter.lint_pages(settings, lambda *_: None).findings:
            if finding.fingerprint == fingerprint:
                location = base.resolve(finding.location)
                file = base.first / location.file
                return [lookup.find_in_file(catalog, output, base, file, location.line)]
    raise UnknownTarget(
        f"nothing in the pages has the fingerprint {fingerprint}; "
        "of what was removed, only the pages of that time have it"
    )


def _parse_file(subject: str, settings: Settings) -> tuple[Path, int | None] | None:
    """Return the file and the line that a subject names; None if it is a name in the client."""
    name, line = _split_line(subject)
    is_path = "/" in name or os.sep in name or name.endswith(_FILE_SUFFIXES)
    if not is_path and not os.path.isfile(name):
        return None
    return _find_file(name, settings), line


def _split_line(subject: str) -> tuple[str, int | None]:
    match = _LINE.search(subject)
    if not match:
        return subject, None
    return subject[: match.start()], int(match[1]) if match[1] else None


def _find_file(name: str, settings: Settings) -> Path:
    """Return a file that a command names: from here, a folder of pages, the client, or the top of the repository."""
    # As diff names a page of a revision: HEAD~1:docs/isms-api/x.md.
    names = dict.fromkeys((name, name.removeprefix("git:").partition(":")[2] or name))
    folders = (Path(), *settings.specs, settings.out, settings.out / settings.package)
    tops = (folder for folder in settings.specs[0].absolute().parents)
    repositories = (folder for folder in tops if (folder / ".git").exists())
    for folder in (*folders, *repositories):
        for each in names:
            if (folder / each).is_file():
                return folder / each
    return Path(name)


def _explain(target: AnyTarget, catalog: Catalog, base: PageFolders) -> list[Fact]:
    """Return the facts about a target from pages and overlays, with paths relative to the current folder."""
    from docs2sdk.trace import lookup

    return [_relocate(fact, base) for fact in lookup.explain(target, catalog)]


def _relocate(fact: Fact, base: PageFolders) -> Fact:
    if not fact.location:
        return fact
    return replace(fact, location=relativize_location(fact.location, base))


def _print(target: AnyTarget, facts: Iterable[Fact]) -> None:
    echo(str(target))
    for fact in facts:
        at = fact.location
        address = f"{at.path}:{at.line}:{at.column}" if at else ""
        words = "  ".join(part for part in (fact.text, address) if part)
        echo(f"  {fact.label:<10} {words}")


def _as_json(target: AnyTarget, facts: Iterable[Fact]) -> dict[str, Any]:
    return {
        "service": target.folder,
        "action": target.action_name or None,
        "payload": target.payload or None,
        "path": list(target.path),
        "facts": [
            {
                "label": fact.label,
                "text": fact.text,
                "location": fact.location._asdict() if fact.location else None,
            }
            for fact in facts
        ],
    }
