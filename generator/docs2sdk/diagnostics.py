"""Diagnostics of pages, as values: a location, a stable code, a message.

Every code is in ``CODES`` with its severity, meaning and remedy; a code is never reused for another meaning.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Literal, NamedTuple, TypeAlias

from docs2sdk import workflow_commands
from docs2sdk.locations import Location

Severity: TypeAlias = Literal["error", "warning", "note"]


class Explanation(NamedTuple):
    """Severity, meaning and remedy of a code; both texts are full sentences."""

    severity: Severity
    meaning: str
    remedy: str


CODES: dict[str, Explanation] = {
    # Files: reading the text of a path.
    "D001": Explanation(
        "error", "The file cannot be read.", "Check that it exists and is readable."
    ),
    "D002": Explanation(
        "error",
        "The file is not UTF-8 text.",
        "Save it as UTF-8; the byte offset is in the message.",
    ),
    "D003": Explanation(
        "error",
        "The file is too large to be a page.",
        "Split it, or move it out of the folder.",
    ),
    "D004": Explanation(
        "error",
        "The file holds a NUL character.",
        "Remove it: this is not a text file.",
    ),
    "D005": Explanation(
        "error",
        "Not a regular file inside the folder.",
        "Replace the link, pipe or device by a plain file.",
    ),
    "D006": Explanation(
        "error",
        "The file's name cannot be shown.",
        "Rename it, without control characters.",
    ),
    # Pages: their kind, title, sections and tables.
    "D101": Explanation(
        "note",
        "A REST page (HTTP verb and path), not an Action API.",
        "Nothing: it is not generated.",
    ),
    "D102": Explanation(
        "error",
        "A section or its table is missing.",
        "Add it: a page of an action has `### 请求参数` and `### 响应字段`, each with a table of parameters. "
        "`docs2sdk new` completes a page that has only a title and an introduction.",
    ),
    "D103": Explanation(
        "error",
        "The title, or the heading above a section, does not name an action.",
        "Write the title as `# 标题 - ActionName`, and a heading like it above each further action of the page.",
    ),
    "D104": Explanation(
        "error",
        "The action's name is not usable.",
        "Use letters and digits, beginning with a letter.",
    ),
    "D105": Explanation(
        "warning", "A section occurs twice.", "Merge the two; rows of both were read."
    ),
    "D106": Explanation(
        "error",
        "Two pages claim the same action name.",
        "Rename one, or remove one page.",
    ),
    "D107": Explanation(
        "warning",
        "Another page, or a heading above on the same page, is used for this action.",
        "Remove the one that is out of date.",
    ),
    "D108": Explanation(
        "error",
        "The product folder's name is not usable.",
        "Use letters, digits, `-`, `.` and `_`.",
    ),
    "D109": Explanation(
        "error",
        "The table does not have the columns of parameters.",
        "Give it the columns in the message, in any order.",
    ),
    "D111": Explanation(
        "warning",
        "The table is not one of parameters and is ignored.",
        "Nothing, or give it the columns of parameters if it should be read.",
    ),
    "D112": Explanation(
        "error",
        "A table of parameters belongs to no section and no model.",
        "Add or correct the heading above it: `### 请求参数`, `### 响应字段`, or `#### Name` for a model.",
    ),
    "D113": Explanation(
        "warning",
        "The page has a table of parameters but is not a page of an action, so it is ignored.",
        "Write it as a page of an action: a title `# 标题 - ActionName`, and the sections and columns in the message.",
    ),
    "D114": Explanation(
        "error",
        "A comment or code block is not closed, and hides the rest of the page.",
        "Write `-->`, or the mark that opened the block, where it ends.",
    ),
    "D115": Explanation(
        "warning",
        "A section of examples is missing.",
        "Add it, or write `暂无` below its heading; the page may be cut short.",
    ),
    # Rows: the cells of a table.
    "D201": Explanation(
        "error",
        "The row does not have the table's number of cells.",
        "Escape `|` in text as `\\|`.",
    ),
    "D202": Explanation(
        "error",
        "The name is not usable.",
        "Use dot-separated names of letters and digits, `N` for an index.",
    ),
    "D203": Explanation(
        "error",
        "The type is unknown.",
        "Use a type that the format of pages has, such as `string` or `array[int]`; until then the field is untyped.",
    ),
    "D204": Explanation(
        "warning",
        "The type cell is no type.",
        "Use a type that the format of pages has, such as `string` or `array[int]`; until then the field is untyped.",
    ),
    "D205": Explanation(
        "error",
        "The type refers to a model that the page does not define.",
        "Add the model's table.",
    ),
    "D206": Explanation(
        "warning", "The model is not used.", "Refer to it, or remove its table."
    ),
    "D207": Explanation(
        "warning", "The row occurs twice.", "Remove one; the first is used."
    ),
    "D208": Explanation(
        "error",
        "The row contradicts another row.",
        "Keep one of them: a value, a list, or a group of values.",
    ),
    "D209": Explanation(
        "error",
        "Required is neither Yes nor No.",
        "Write `**Yes**` or `No`; it counts as optional.",
    ),
    "D210": Explanation(
        "warning",
        "The type does not say what it holds.",
        "Name the model; the field is untyped until then.",
    ),
    "D211": Explanation(
        "error", "Nested too deep, or too long.", "Flatten the structure."
    ),
    "D212": Explanation(
        "warning",
        "The link's text and anchor differ.",
        "Make them equal; the text is used.",
    ),
    "D213": Explanation(
        "warning",
        "The client sets this parameter itself.",
        "Remove the row; it is not a parameter.",
    ),
    "D214": Explanation(
        "error",
        "A request model requires itself.",
        "Make one field on the way optional.",
    ),
    "D215": Explanation(
        "error", "The model is defined twice.", "Remove one table; the first is used."
    ),
    "D216": Explanation(
        "error",
        "Table rows are outside a table.",
        "Begin each row with `|` right below the table: no blank line, indent, list mark, quote, fence or tag before it.",
    ),
    "D217": Explanation(
        "warning",
        "The row was inferred from samples, and nobody has confirmed it.",
        "Check its name, type, description and Required, then remove `（待确认）`.",
    ),
    "D218": Explanation(
        "warning",
        "The default is none of the values that the description lists.",
        "Add it to the list, or correct it; the values are not known until then.",
    ),
    "D219": Explanation(
        "warning",
        "The description lists words as values of an `int`.",
        "Make the type `string`, or list the numbers that stand for the words.",
    ),
    "D220": Explanation(
        "warning",
        "Two tables have the heading of one model, and rows that may mean either have no model.",
        "Give the models different names.",
    ),
    "D221": Explanation(
        "warning",
        "The API wants the parameter in base64, and no overlay says whether the client encodes it.",
        'Write an overlay with `content_encoding`: "base64" if the client is to encode the value, "none" if the caller does.',
    ),
    # Names: of the API and in code.
    "D301": Explanation(
        "warning",
        "The name was changed to be usable in code.",
        "Nothing: requests use the name of the API.",
    ),
    # Examples: compared with tables; they never change the schema.
    "D401": Explanation(
        "warning",
        "The response example is not JSON.",
        "Correct the example; it is not tested.",
    ),
    "D402": Explanation(
        "warning",
        "The request example cannot be read.",
        "Correct the example; it is not tested.",
    ),
    "D403": Explanation(
        "warning",
        "The request example has a parameter that the table lacks.",
        "Add the row, or correct the example; the client does not have the parameter.",
    ),
    "D404": Explanation(
        "warning",
        "The request example lacks a required parameter.",
        "Add it to the example, or write `No` in the row.",
    ),
    "D405": Explanation(
        "warning",
        "The request example gives a parameter twice.",
        "Remove one of the two, or count: `A.0`, `A.1`.",
    ),
    "D406": Explanation(
        "warning",
        "The request example has a letter where an index belongs.",
        "Write a number, counted from 0: `A.0`.",
    ),
    "D407": Explanation(
        "warning",
        "The request example calls another action.",
        "Correct the example's `Action`, or the page's title.",
    ),
    "D408": Explanation(
        "warning",
        "A value of the request example does not have its type.",
        "Correct the example, or the row's type.",
    ),
    "D409": Explanation(
        "warning",
        "The response example has a field that the tables lack.",
        "Add the row; until then it is only in the raw response of the client.",
    ),
    "D410": Explanation(
        "warning",
        "A value of the response example does not have its type.",
        "Correct the row's type or the example; the client reports a deviation.",
    ),
    "D411": Explanation(
        "warning",
        "The response example lacks a required field.",
        "Add it to the example, or write `No` in the row.",
    ),
    "D412": Explanation(
        "warning",
        "A key of the response example is spelled differently in the tables.",
        "Use one spelling; the client accepts both.",
    ),
    # Error codes: RetCodes and their meanings.
    "D501": Explanation(
        "warning",
        "The row defines no error code.",
        "Write the code as an integer, and what it means.",
    ),
    "D502": Explanation(
        "warning",
        "The error code occurs twice with different meanings.",
        "Remove the wrong one; the first is used.",
    ),
    "D503": Explanation(
        "warning",
        "The page of error codes lists none.",
        "Add a table of two columns: code and meaning.",
    ),
    "D504": Explanation(
        "note",
        "The error codes belong to no product that has actions.",
        "Nothing: they are not generated. Or move the page into the folder of a product.",
    ),
    # Overlays: corrections of pages.
    "D601": Explanation(
        "error",
        "The correction names nothing.",
        "Correct the name, or remove the correction if its target is gone.",
    ),
    "D602": Explanation(
        "error",
        "The correction changes nothing.",
        "Remove it: the page is correct by itself.",
    ),
    "D603": Explanation(
        "error",
        "The correction has expired.",
        "Check whether the page is still wrong; remove the correction, or set a later date.",
    ),
    "D604": Explanation(
        "error",
        "The correction is malformed.",
        'Write it as CONTRIBUTING.md shows, below "Correct a page that is wrong".',
    ),
    "D605": Explanation(
        "warning",
        "The overlay is named after no product.",
        "Name the file after the product that has its actions.",
    ),
}


class Diagnostic(NamedTuple):
    """One diagnostic: its location, code and message."""

    location: Location
    code: str
    message: str

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return CODES[self.code].severity

    def to_json(self) -> list[str | int]:
        """Return the diagnostic as JSON values, for the files of this program."""
        return [*self.location, self.code, self.message]

    @classmethod
    def from_json(cls, values: list[Any]) -> Diagnostic:
        """Read the values of ``to_json``; TypeError or ValueError for anything else."""
        path, line, column, code, message = values
        if code not in CODES:
            raise ValueError(code)
        return cls(Location(path, line, column), code, message)

    def __str__(self) -> str:
        return escape_unprintable(
            f"{self.location}: {self.severity}[{self.code}] {self.message}"
        )


def escape_unprintable(text: str) -> str:
    """Escape control, format and separator characters, which could move a cursor, hide text or forge a line.

    Pages are untrusted, and messages go to terminals and CI logs, which read ``##[`` anywhere as a command.
    """
    # Fast path: nearly every text is plain, and a report has hundreds of thousands.
    plain = text if text.isprintable() else "".join(map(_visible, text))
    return workflow_commands.escape_hashes(plain) if "##" in plain else plain


def _visible(char: str) -> str:
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return f"\\u{ord(char):04x}" if hidden else char
