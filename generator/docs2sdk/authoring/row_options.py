"""Reads options of the command line that stand for rows of tables: ``TaskIdSet.N:string!:发送记录``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from docs2sdk.errors import UserError
from docs2sdk.locations import Location
from docs2sdk.message_text import did_you_mean
from docs2sdk.pages import cells, row_facts, row_nesting
from docs2sdk.pages.cells import CellFault
from docs2sdk.pages.row_nesting import FoldedRows, ParsedRow
from docs2sdk.protocol import CLIENT_PARAMETERS
from docs2sdk.schema import Type

NOWHERE = Location("", 1)
EXAMPLES = {
    "--param": "'TaskIdSet.N:string!:发送记录'",
    "--field": "'Data:array[ReceiptPerTask]:本次请求结果'",
    "--model": "'ReceiptPerTask.TaskId:string!:任务编号'",
}
_TYPE = re.compile(
    r"(?P<open>(?:array\[)*)(?P<word>[^\[\]]+)(?P<close>\]*)", re.IGNORECASE
)
_WORDS = ("string", "int", "float", "boolean", "object", "array")


class BadRow(UserError):
    """An option that is no row; the message shows one that is."""

    def __init__(self, option: str, text: str, reason: str) -> None:
        super().__init__(
            f"{option} {cells.quote(text)}: {reason}; a row is NAME:TYPE:DESCRIPTION, "
            f"with ! behind the type if it is required: {option} {EXAMPLES[option]}"
        )


def read_row(option: str, text: str, models: Collection[str], number: int) -> ParsedRow:
    """Return the row that the ``number``-th option means; BadRow."""
    name, _, rest = text.partition(":")
    type_text, _, description = rest.partition(":")
    word = type_text.strip()
    segments = cells.read_name(name.strip())
    if isinstance(segments, CellFault):
        raise BadRow(option, text, segments.message)
    if option == "--param" and segments[0].name in CLIENT_PARAMETERS:
        raise BadRow(option, text, f"{segments[0].name} is set by the client")
    row_type = _read_type(option, text, word.removesuffix("!").strip(), models)
    facts, _ = row_facts.read_facts(
        description, row_type, segments[-1].indexed, lambda _: NOWHERE
    )
    return ParsedRow(
        segments=segments,
        type=row_type,
        required=word.endswith("!"),
        description=cells.read_text(description),
        location=NOWHERE._replace(line=number),
        type_location=NOWHERE,
        facts=facts,
    )


def _read_type(option: str, text: str, word: str, models: Collection[str]) -> Type:
    match = _TYPE.fullmatch(word)
    is_model = match and match["word"] in models
    written = f"[{match['word']}](#{match['word']})" if match and is_model else ""
    type_, fault = cells.read_type(
        f"{match['open']}{written}{match['close']}" if match and is_model else word
    )
    if fault:
        if not word:
            raise BadRow(option, text, fault.message)
        hint = did_you_mean(match["word"] if match else word, [*_WORDS, *models])
        if not hint and (model := find_model_name(text)):
            hint = (
                f"; a model has rows of its own, as in --model '{model}.Name:string:…'"
            )
        reason = f"there is no type {cells.quote(word)}{hint}"
        raise BadRow(option, text, reason)
    return type_


def read_model_row(
    text: str, models: Collection[str], number: int
) -> tuple[str, ParsedRow]:
    """Return the model that a row of a model belongs to, and the row; BadRow."""
    row = read_row("--model", text, models, number)
    owner, *segments = row.segments
    if owner.indexed or not segments:
        raise BadRow("--model", text, "the name must be MODEL.FIELD")
    return owner.name, row._replace(segments=tuple(segments))


def find_model_name(text: str) -> str:
    """Return the word in the type of a row that can only be the name of a model, "" if there is none."""
    word = text.split(":")[1].strip().removesuffix("!") if ":" in text else ""
    match = _TYPE.fullmatch(word.strip())
    name = match["word"].strip() if match else ""
    is_type = cells.read_type(name)[1] is None
    return name if name[:1].isupper() and name.isalnum() and not is_type else ""


def name_models(texts: Iterable[str]) -> list[str]:
    """Return the models that options define, each once; a name that is none is reported when its row is read."""
    names = (text.partition(":")[0].partition(".")[0].strip() for text in texts)
    return list(dict.fromkeys(names))


def fold_options(
    option: str, rows: Iterable[ParsedRow], prefix: str = ""
) -> FoldedRows:
    """Return the fields of the rows of one table; BadRow if one contradicts another."""
    listed = list(rows)
    folded = row_nesting.fold_rows(listed, prefix)
    for diagnostic in folded.diagnostics:
        row = next(each for each in listed if each.location == diagnostic.location)
        reason = diagnostic.message.replace(" in line ", f" in {option} ")
        raise BadRow(option, f"{prefix}{row}", reason)
    return folded
