"""Finds the quick fixes of a diagnostic, and offers those that mend it.

Each kind of fix proposes edits by the code and the message; what they make of the page decides whether they are offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from docs2sdk.diagnostics import CODES, Diagnostic
from docs2sdk.editor import example_fixes, page_edits, row_fixes, structure_fixes
from docs2sdk.editor.page_edits import QuickFix
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source
from docs2sdk.validation import examples

_ProposeFixes: TypeAlias = Callable[[Sequence[str], Diagnostic], Iterator[QuickFix]]
_Faults: TypeAlias = Counter[tuple[str, str]]

PROPOSERS: dict[str, _ProposeFixes] = {
    "D102": structure_fixes.fix_heading,
    "D109": structure_fixes.fix_columns,
    "D112": structure_fixes.fix_heading_level,
    "D114": structure_fixes.fix_unclosed_block,
    "D115": structure_fixes.fix_heading,
    "D201": row_fixes.fix_pipes,
    "D203": row_fixes.fix_type_word,
    "D204": row_fixes.fix_type_marks,
    "D205": structure_fixes.fix_heading,
    "D207": row_fixes.fix_repeated_row,
    "D209": row_fixes.fix_required,
    "D212": row_fixes.fix_link,
    "D213": row_fixes.fix_repeated_row,
    "D216": structure_fixes.fix_lost_rows,
    "D403": example_fixes.fix_key,
    "D406": example_fixes.fix_index,
    "D407": example_fixes.fix_action,
    "D408": example_fixes.fix_list_key,
    "D412": example_fixes.fix_response_key,
}


def find_fixes(
    path: str, lines: Sequence[str], diagnostic: Diagnostic
) -> Iterator[QuickFix]:
    """Yield the fixes after which a page, given as its lines, does not have the diagnostic any more."""
    propose = PROPOSERS.get(diagnostic.code)
    if not propose or diagnostic.location.line > len(lines):
        return
    before = _find_faults(path, "\n".join(lines))
    key = (diagnostic.code, diagnostic.message)
    for fix in propose(lines, diagnostic):
        after = _find_faults(path, page_edits.apply_edits(lines, fix.edits))
        if after[key] < before[key] and not _is_worse(before, after):
            yield fix


@lru_cache(maxsize=4)
def _find_faults(path: str, text: str) -> _Faults:
    faults: _Faults = Counter()
    for page in parse_pages(Source(path, text)):
        faults.update((each.code, each.message) for each in page.diagnostics)
        if page.action:
            contradictions = examples.check_examples(page.action, text)
            faults.update((each.code, each.message) for each in contradictions)
    return faults


def _is_worse(before: _Faults, after: _Faults) -> bool:
    """Whether new errors appear, but for those that an error of the structure has hidden."""
    if any(code.startswith("D1") and _is_error(code) for code, _ in before):
        return False
    codes_before = Counter(code for code, _ in before.elements())
    codes_after = Counter(code for code, _ in after.elements())
    added = codes_after - codes_before
    return any(_is_error(code) or code == "D405" for code in added)


def _is_error(code: str) -> bool:
    return CODES[code].severity == "error"
