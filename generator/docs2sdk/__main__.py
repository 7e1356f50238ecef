"""Entry point of ``docs2sdk`` and ``python -m docs2sdk``.

It installs the handlers of Ctrl-C before it imports anything that takes time.
"""

from __future__ import annotations

from docs2sdk import interrupts


def run() -> None:
    """Run the program; Ctrl-C ends it."""
    interrupts.install()
    from docs2sdk import cli

    cli.run()


if __name__ == "__main__":
    run()
