"""The command line's front door: which commands there are.

A command's room is imported when it is asked for, and imports in its turn what its work needs: starting costs little.
"""

from __future__ import annotations

import atexit
import gc
from importlib import import_module

import click

from docs2sdk import __version__
from docs2sdk.console import tolerate_encodings

# In the order in which they are listed: the daily ones first.
COMMANDS = (
    "generate",
    "check",
    "lint",
    "validate",
    "diff",
    "changelog",
    "history",
    "schema",
    "why",
    "rules",
    "explain",
)


class _Commands(click.Group):
    """A group whose commands are rooms of ``docs2sdk.commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        room = import_module(f"docs2sdk.commands.{name}")
        command: click.Command = room.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command a mistyped one is near to, as click does of options."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS)
            if not near:
                raise
            message = f"{error.message} Did you mean {' or '.join(near)}?"
            raise click.UsageError(message, ctx) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="docs2sdk")
def main() -> None:
    """Read Markdown API documentation, write a typed Python SDK with its tests."""
    tolerate_encodings()


def run() -> None:
    """Be the program: what it makes is hardly ever garbage, so it looks for that seldom, and not once more at the end."""
    gc.set_threshold(200_000)
    atexit.register(gc.freeze)
    main()


if __name__ == "__main__":
    run()
