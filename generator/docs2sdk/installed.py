"""Find the files of this program: its package and its templates."""

from __future__ import annotations

from pathlib import Path

ROOMS = Path(__file__).resolve().parent


def templates() -> Path:
    """Return the folder of the templates: inside the package in a wheel, beside it in a checkout."""
    inside = ROOMS / "templates"
    return inside if inside.is_dir() else ROOMS.parent.parent / "templates"
