"""The program: ``docs2sdk``, and ``python -m generator``.

Nothing is imported at first that takes time, for Ctrl-C may come while that is done.
"""

from __future__ import annotations

from generator import interrupts


def run() -> None:
    """Be the program, which Ctrl-C ends."""
    interrupts.install()
    from generator import cli

    cli.run()


if __name__ == "__main__":
    run()
