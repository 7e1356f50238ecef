"""Names the folders, files and kinds of pages in a documentation checkout."""

from __future__ import annotations

# The kinds of pages that define an action.
ACTIONS = ("modern", "legacy")
# The pages that link to others, in a product's folder and beside all products.
NAVIGATION = frozenset({"README.md", "index.md", "_sidebar.md", "_glossary.md"})
# The folder whose error codes apply to every product.
COMMON = "summary"


def folder_of(path: str) -> str:
    """Return the product's folder of a path; of a file beside the folders, its own name."""
    return path.partition("/")[0]


def is_common(path: str) -> bool:
    """Whether a page is in the folder whose error codes apply to every product."""
    return path.startswith(f"{COMMON}/")
