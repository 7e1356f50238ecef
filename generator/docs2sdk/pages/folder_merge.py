"""Merge several folders of pages into one tree: later ones add pages, and replace those of the same path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

from docs2sdk.errors import UnreadableInput
from docs2sdk.pages import input_files
from docs2sdk.pages.checkout_layout import NAVIGATION_FILES
from docs2sdk.pages.input_files import FileTree, PageFile
from docs2sdk.pages.page_folders import PageFolders, PagePart


def read_folders(roots: Sequence[Path]) -> Iterator[FileTree]:
    """Yield the tree of each folder; UnreadableInput if one cannot be read, or is no folder with a folder per product.

    A single folder may also be that of a product, or a page.
    """
    if len(roots) == 1:
        yield input_files.read_file_tree(roots[0])
        return
    _check_apart(roots)
    for root in roots:
        tree = input_files.read_file_tree(root)
        if tree.files and tree.scope != "checkout":
            raise UnreadableInput(
                f"{root} has no folder per product, which each of several folders of pages must have;"
                " for some products of one folder name this folder, and them with --service"
            )
        base = PageFolders(Path(os.path.realpath(root)))  # also of an empty folder
        yield FileTree(base, tree.files, "checkout")


def _check_apart(roots: Sequence[Path]) -> None:
    real = {root: Path(os.path.realpath(root)) for root in roots}
    if len(real) < len(roots):
        raise UnreadableInput("a folder of pages is named twice")
    for first, second in permutations(roots, 2):
        if real[first].is_relative_to(real[second]):
            raise UnreadableInput(f"the pages {first} and {second} must be apart")


def merge_trees(trees: Sequence[FileTree]) -> FileTree:
    """Return one tree of several; the only one as it is."""
    first, *later = trees
    if not later:
        return first
    files: dict[str, PageFile] = {}
    parts: dict[str, tuple[PagePart, ...]] = {}
    replaced: dict[str, tuple[int, ...]] = {}
    for number, tree in enumerate(trees):
        for file in tree.files:
            path, old = file.path, files.get(file.path)
            whole = (PagePart(1, number),)
            if old and _is_navigation(path):
                files[path], new_parts = _join(old, file, parts[path], number)
                parts[path] = new_parts
                continue
            if old:
                last = parts[path][-1].number
                replaced[path] = (*replaced.get(path, ()), last)
            files[path], parts[path] = file, whole
    base = replace(
        first.base,
        later=tuple(tree.base.first for tree in later),
        parts={path: each for path, each in parts.items() if each[-1].number},
        replaced=replaced,
    )
    merged = sorted(files.values(), key=lambda file: file.path)
    return FileTree(base, tuple(merged), "checkout")


def _is_navigation(path: str) -> bool:
    return path.rpartition("/")[2] in NAVIGATION_FILES


def _join(
    old: PageFile, new: PageFile, parts: tuple[PagePart, ...], number: int
) -> tuple[PageFile, tuple[PagePart, ...]]:
    """Return both files as one, and its parts; only the one that could not be read, if there is one."""
    if not isinstance(old.data, bytes):
        return old, parts
    if not isinstance(new.data, bytes):
        return new, (PagePart(1, number),)
    text = input_files.normalize_text(old.data).rstrip(b"\n") + b"\n\n"
    added = PagePart(text.count(b"\n") + 1, number)
    joined = text + input_files.normalize_text(new.data)
    return PageFile(old.path, joined), (*parts, added)
