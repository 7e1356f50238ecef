"""Where this program's own files lie: its rooms, and its templates."""

from __future__ import annotations

from pathlib import Path

ROOMS = Path(__file__).resolve().parent


def templates() -> Path:
    """Return the templates' folder: the wheel has it among the rooms, a checkout beside them."""
    inside = ROOMS / "templates"
    return inside if inside.is_dir() else ROOMS.parent.parent / "templates"
