"""Names the folders, files and kinds of pages in a documentation checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs2sdk.locations import file_of_path

if TYPE_CHECKING:
    from docs2sdk.schema import Dialect

# The kinds of pages that define an action.
ACTION_KINDS: tuple[Dialect, ...] = ("modern", "legacy", "variant")
# The pages that link to others, in a product's folder and beside all products.
NAVIGATION_FILES = frozenset({"README.md", "index.md", "_sidebar.md", "_glossary.md"})
# The folder whose error codes apply to every product.
COMMON_FOLDER = "summary"


def product_folder(path: str) -> str:
    """Return the top folder of a path, "" for a page beside the folders; every page of an action is in a folder."""
    folder, inside, _ = path.partition("/")
    return "" if not inside and is_page_path(path) else folder


def is_page_path(path: str) -> bool:
    """Whether a path is that of a page, or of an action with a heading on a page."""
    return file_of_path(path).endswith(".md")


def owning_product(path: str) -> str:
    """Return the folder of the product that a path belongs to, "" if it belongs to all: common codes, README."""
    return "" if is_common_page(path) else product_folder(path)


def is_common_page(path: str) -> bool:
    """Whether a page is in the folder whose error codes apply to every product."""
    return path.startswith(f"{COMMON_FOLDER}/")
