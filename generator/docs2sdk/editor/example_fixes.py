"""Quick fixes of examples: keys and values that the tables have in another spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor import page_edits
from docs2sdk.editor.page_edits import PageEdit, QuickFix
from docs2sdk.pages import markdown
from docs2sdk.pages.markdown import Fence

_SUGGESTED = re.compile(r'did you mean "([^"]+)"\?\Z')
_LETTER = re.compile(r'"([^"]+)" has a letter where an index belongs')
_LIST = re.compile(r'"([^"]+)" is a list: its first element is called "([^"]+)"')
_ACTION = re.compile(r'the example calls "([^"]+)", the page describes "([^"]+)"')
_SPELLING = re.compile(r'the key "([^"]+)" is "([^"]+)" in the tables')
_INDEX = re.compile(r"\.[Nn](?=\.|\Z)")


def fix_key(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the spelling that the table has for a key."""
    for suggestion in _SUGGESTED.findall(diagnostic.message):
        yield from _replace_at(lines, diagnostic, suggestion, suggestion)


def fix_response_key(
    lines: Sequence[str], diagnostic: Diagnostic
) -> Iterator[QuickFix]:
    """Suggest the spelling that the tables have for a key of the response."""
    for key, path in _SPELLING.findall(diagnostic.message):
        yield from _replace_at(lines, diagnostic, key, path.rpartition(".")[2])


def fix_list_key(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the key of a list's first element."""
    for key, element in _LIST.findall(diagnostic.message):
        yield from _replace_at(lines, diagnostic, key, element)


def fix_action(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the action that the page describes."""
    for name, action in _ACTION.findall(diagnostic.message):
        _, line, column = diagnostic.location
        start = lines[line - 1].find(name, column - 1)
        if start >= 0:
            edit = page_edits.replace_in_line(line, start, start + len(name), action)
            yield QuickFix(f'Write "{action}"', (edit,), is_preferred=False)


def _replace_at(
    lines: Sequence[str], diagnostic: Diagnostic, old: str, new: str
) -> Iterator[QuickFix]:
    """Yield the fix that replaces the text at a diagnostic, in quotes or not, if it is ``old`` in any case."""
    _, line, column = diagnostic.location
    content = lines[line - 1]
    start = column if content[column - 1 : column] == '"' else column - 1
    end = start + len(old)
    is_whole = not re.match(r"[\w.]", content[end : end + 1])
    if content[start:end].lower() == old.lower() and is_whole:
        edit = page_edits.replace_in_line(line, start, end, new)
        yield QuickFix(f'Write "{new}"', (edit,))


def fix_index(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest numbers for the letter in a key: 0 for its first occurrence in the example, then 1, and so on."""
    for key in _LETTER.findall(diagnostic.message):
        edits = [
            edit._replace(text=_INDEX.sub(f".{number}", key))
            for number, edit in enumerate(_find_key(lines, diagnostic, key))
        ]
        if edits:
            yield QuickFix(f'Write "{edits[0].text}"', tuple(edits))


def _find_key(
    lines: Sequence[str], diagnostic: Diagnostic, key: str
) -> Iterator[PageEdit]:
    """Yield an edit for each occurrence of a key in the example of a diagnostic."""
    pattern = re.compile(rf'(?<![\w.]){re.escape(key)}(?=\s*[=":])')
    for number in _list_example_lines(lines, diagnostic.location.line):
        for match in pattern.finditer(lines[number - 1]):
            yield page_edits.replace_in_line(number, *match.span(), key)


def _list_example_lines(lines: Sequence[str], line: int) -> range:
    for block in markdown.parse_blocks("\n".join(lines)):
        if isinstance(block, Fence):
            end = block.line + block.text.count("\n")
            if block.line <= line <= end:
                return range(block.line, min(end, len(lines)) + 1)
    return range(0)
