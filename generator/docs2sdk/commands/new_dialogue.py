"""The dialogue of ``docs2sdk new``: asks for what the options say, row by row, and says what is wrong with a row at once."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator

import click

from docs2sdk.authoring import row_options
from docs2sdk.authoring.new_action import ActionOptions
from docs2sdk.authoring.row_options import EXAMPLES, BadRow
from docs2sdk.console import fail, warn
from docs2sdk.schema import Action

_COME_BY_THEMSELVES = {
    "--param": "Region, Zone, ProjectId and the like",
    "--field": "RetCode, Action and Message",
}


def ask_action(name: str, earlier: Action | None) -> ActionOptions:
    """Return what the user answers about an action; exits with 2 if the user ends the dialogue.

    ``earlier`` has the texts of a page that is completed.
    """
    texts = (earlier.title, earlier.summary) if earlier else ("", "")
    try:
        title = click.prompt(
            "Title, as in 查询配额", default=texts[0] or None, err=True
        )
        summary = click.prompt("Summary", default=texts[1] or title, err=True)
        models: list[str] = []
        params = _ask_rows("--param", "Parameters", models)
        fields = _ask_rows("--field", "Fields of the response", models)
        rows = tuple(_ask_models(models))
    except click.Abort:
        warn("")
        fail("nothing was written")
    return ActionOptions(name, title, summary, params, fields, rows)


def confirm_page(service: str, described: ActionOptions) -> None:
    """Show the command that says the same, and ask whether to go on; exits with 2 if not."""
    warn("", "The same without questions:", f"  {_format_command(service, described)}")
    try:
        if click.confirm("Write the page", default=True, err=True):
            return
    except click.Abort:
        warn("")
    fail("nothing was written")


def _ask_rows(
    option: str, heading: str, models: list[str], prefix: str = ""
) -> tuple[str, ...]:
    """Return the rows of one table; names of models that occur in them are added to ``models``."""
    example = EXAMPLES[option].strip("'").removeprefix("ReceiptPerTask.")
    if option in _COME_BY_THEMSELVES:
        heading = f"{heading}; {_COME_BY_THEMSELVES[option]} come by themselves"
    warn("", f"{heading}. One row a line, as in {example}; an empty line ends them.")
    read = _get_reader(option)
    rows: list[str] = []
    while text := click.prompt(
        ">", "", show_default=False, prompt_suffix=" ", err=True
    ):
        row = f"{prefix}{text}"
        try:
            read(row, _find_models(row, models), len(rows) + 1)
        except BadRow as error:
            warn(str(error))
        else:
            models[:] = _find_models(row, models)
            rows.append(row)
    return tuple(rows)


def _get_reader(option: str) -> Callable[[str, list[str], int], object]:
    if option == "--model":
        return row_options.read_model_row
    return lambda text, models, number: row_options.read_row(
        option, text, models, number
    )


def _find_models(row: str, models: list[str]) -> list[str]:
    """Return the models with that of a row, if its type is a word that can only be the name of a model."""
    word = row_options.find_model_name(row)
    return [*models, word] if word and word not in models else models


def _ask_models(models: list[str]) -> Iterator[str]:
    """Yield the rows of all models, also of those that are first named in these rows."""
    for model in models:  # grows
        yield from _ask_rows(
            "--model", f"Fields of the model {model}", models, f"{model}."
        )


def _format_command(service: str, described: ActionOptions) -> str:
    words = ["docs2sdk", "new", service, described.name, "--title", described.title]
    if described.summary != described.title:
        words += ["--summary", described.summary]
    tables = ("param", described.params), ("field", described.fields)
    for name, rows in (*tables, ("model", described.models)):
        for row in rows:
            words += [f"--{name}", row]
    return shlex.join(words)
