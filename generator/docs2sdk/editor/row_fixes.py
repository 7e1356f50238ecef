"""Quick fixes of rows and cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor import completion, page_edits, table_cells
from docs2sdk.editor.page_edits import PageEdit, QuickFix
from docs2sdk.editor.table_cells import NAME, REQUIRED, TYPE
from docs2sdk.pages import cells, markdown
from docs2sdk.pages.cells import CellFault

_UNKNOWN_TYPE = re.compile(r'unknown type "([^"]+)"')
_SUGGESTED = re.compile(r'did you mean "([^"]+)"\?\Z')
_LINK = re.compile(r"\[(\*?)([^\[\]*]*)\1\]\(#([^()]*)\)")
# What people write in a cell of the required column, without marks, in lower case.
_YES = frozenset({"yes", "y", "true", "是", "必填", "必选", "required", "√", "✓"})
_NO = frozenset({"no", "n", "false", "否", "可选", "选填", "非必填", "optional", "-"})
# How other documents write a list.
_LISTS = (
    re.compile(r"\A(?:list|array)\s*[<\[(](.+)[>\])]\Z", re.IGNORECASE),
    re.compile(r"\A\[\](.+)\Z"),
    re.compile(r"\A(.+)\[\]\Z"),
)


def fix_type_word(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the type that is most like an unknown one, and a link to the model of that name."""
    word = _UNKNOWN_TYPE.search(diagnostic.message)
    if not word:
        return
    suggestions = _SUGGESTED.findall(diagnostic.message)
    suggestions += [
        completion.link_model(model)
        for model in _find_models(lines, diagnostic)
        if model.lower() == word[1].lower()
    ]
    for suggestion in suggestions:
        text = _read_cell(lines, diagnostic)
        before, _, after = text.rpartition(word[1])
        yield _replace_cell(lines, diagnostic, f"{before}{suggestion}{after}")


def _find_models(lines: Sequence[str], diagnostic: Diagnostic) -> list[str]:
    blocks = markdown.parse_blocks("\n".join(lines))
    path, line, _ = diagnostic.location
    section = table_cells.find_section(path, blocks, line)
    return [model.heading.text for model in section.models] if section else []


def fix_type_marks(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the type that a cell has in other marks: `` `string` ``, ``Array<string>``, ``string[]``."""
    text = unicodedata.normalize("NFKC", _read_cell(lines, diagnostic)).strip("`* ")
    for pattern in _LISTS:
        text = pattern.sub(r"array[\1]", text)
    if cells.read_type(text)[1] is None:
        yield _replace_cell(lines, diagnostic, text)


def fix_link(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the anchor that is equal to the text of a link, which is what is used."""
    text = _read_cell(lines, diagnostic)
    equal = _LINK.sub(lambda link: f"[{link[1]}{link[2]}{link[1]}](#{link[2]})", text)
    yield _replace_cell(lines, diagnostic, equal)


def fix_required(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest Yes or No for another word: the one that it means, else either."""
    word = _read_cell(lines, diagnostic).strip("*_` ").lower()
    if word not in _NO:
        fix = _replace_cell(lines, diagnostic, "**Yes**")
        yield fix._replace(is_preferred=word in _YES)
    if word not in _YES:
        fix = _replace_cell(lines, diagnostic, "No")
        yield fix._replace(is_preferred=word in _NO)


def fix_repeated_row(
    lines: Sequence[str], diagnostic: Diagnostic
) -> Iterator[QuickFix]:
    """Suggest to delete a row that is not used."""
    line = diagnostic.location.line
    yield QuickFix("Delete this row", (page_edits.delete_line(line),))


def fix_pipes(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest to escape the pipes of a description; the other cells of the row must be right."""
    number = diagnostic.location.line
    line = lines[number - 1]
    row = [*table_cells.list_cells(line)]
    if row and not line[row[-1].start :].strip():
        row.pop()  # behind the last pipe
    texts = [line[cell.start : cell.end].strip(markdown.BLANK) for cell in row]
    is_certain = (
        len(row) > REQUIRED + 1
        and not isinstance(cells.read_name(texts[NAME]), CellFault)
        and cells.read_type(texts[TYPE])[1] is None
        and not isinstance(cells.read_required(texts[-1]), CellFault)
    )
    if is_certain:
        pipes = [cell.end for cell in row[TYPE + 1 : -2]]
        edits = [page_edits.replace_in_line(number, at, at, "\\") for at in pipes]
        yield QuickFix("Escape the pipes in the description", tuple(edits))


def _read_cell(lines: Sequence[str], diagnostic: Diagnostic) -> str:
    _, number, column = diagnostic.location
    line = lines[number - 1]
    cell = table_cells.find_cell(line, column)
    return line[cell.start : cell.end].strip(markdown.BLANK)


def _replace_cell(lines: Sequence[str], diagnostic: Diagnostic, text: str) -> QuickFix:
    _, number, column = diagnostic.location
    line = lines[number - 1]
    cell = table_cells.find_cell(line, column)
    edit = PageEdit(cell.span_text(line, number), text)
    return QuickFix(f'Write "{text}"', (edit,))
