"""Run the command line: ``docs2sdk COMMAND``.

The module of a command is imported when the command is used, and imports what it needs only then: starting is cheap.
"""

from __future__ import annotations

import atexit
import gc
from importlib import import_module

import click

from docs2sdk import __version__
from docs2sdk.console import tolerate_encodings

# In the order of the help text: what comes first in a project, then most used first.
COMMANDS = (
    "init",
    "generate",
    "check",
    "watch",
    "new",
    "infer",
    "docs",
    "templates",
    "lint",
    "validate",
    "lsp",
    "diff",
    "changelog",
    "history",
    "schema",
    "openapi",
    "mock",
    "why",
    "rules",
    "explain",
)


class _Commands(click.Group):
    """A group whose commands are modules of ``docs2sdk.commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"docs2sdk.commands.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest commands for a mistyped one, as click does for options."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            matches = get_close_matches(args[0], COMMANDS)
            if not matches:
                raise
            message = f"{error.message} Did you mean {' or '.join(matches)}?"
            raise click.UsageError(message, ctx) from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: docs2sdk generate ../documentation --out sdk",
)
@click.version_option(__version__, prog_name="docs2sdk")
def main() -> None:
    """Generate a typed Python SDK with its tests from Markdown API documentation.

    Commands take settings from [tool.docs2sdk] in pyproject.toml; `docs2sdk COMMAND --help` describes each of them.
    """
    tolerate_encodings()


def run() -> None:
    """Run the program.  Raises the garbage collector's threshold: short runs allocate much and free little."""
    gc.set_threshold(200_000)
    atexit.register(gc.freeze)
    main()


if __name__ == "__main__":
    run()
