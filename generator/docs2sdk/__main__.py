"""The program: ``docs2sdk``, and ``python -m docs2sdk``.

Nothing is imported at first that takes time, for Ctrl-C may come while that is done.
"""

from __future__ import annotations

from docs2sdk import interrupts


def run() -> None:
    """Be the program, which Ctrl-C ends."""
    interrupts.install()
    from docs2sdk import cli

    cli.run()


if __name__ == "__main__":
    run()
