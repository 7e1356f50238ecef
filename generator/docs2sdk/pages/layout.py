"""What the path and the kind of a page say by themselves."""

from __future__ import annotations

# The kinds of pages that give actions.
ACTIONS = ("modern", "legacy")
# The pages that lead to others, in a product's folder as beside all products.
NAVIGATION = frozenset({"README.md", "index.md", "_sidebar.md", "_glossary.md"})
# The folder whose codes hold for every product.
COMMON = "summary"


def folder_of(path: str) -> str:
    """Return the product's folder, as every page of an action has one; of a file beside the folders its own name."""
    return path.partition("/")[0]


def is_common(path: str) -> bool:
    """Whether the codes of a page hold for every product."""
    return path.startswith(f"{COMMON}/")
