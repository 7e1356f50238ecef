"""Find the files of this program: its package and its templates."""

from __future__ import annotations

from pathlib import Path

PACKAGE_FOLDER = Path(__file__).resolve().parent


# Corrections of published pages that every run applies.
BUILTIN_OVERLAYS = PACKAGE_FOLDER / "overlays" / "builtin"


def find_templates() -> Path:
    """Return the folder of the templates: inside the package in a wheel, beside it in a checkout."""
    inside = PACKAGE_FOLDER / "templates"
    return inside if inside.is_dir() else PACKAGE_FOLDER.parent.parent / "templates"
