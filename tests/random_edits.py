"""Random edits of documentation in several folders, as people and their tools make them: one after the other."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import trees
from small_pages import row

PRODUCTS = ("alpha-api", "beta-api", "gamma-api")
ACTIONS = [
    f"{verb}{noun}" for verb in ("Get", "Drop") for noun in ["Ape", "Bee", "Cat"]
]
INDEX = "# API 索引\n\n| API | 描述信息 |\n|:---|:---|\n"
# A page without tables, one with a row that cannot be read, and bytes that are no text.
NO_TABLES = "# 标题 - {}\n"
CORRECTION = """
[[correction]]
action = "{}"
parameter = "ThingId"
required = {}
reason = "the API wants it so"
"""


class Editor:
    """Makes one random edit at a time in folders of pages."""

    def __init__(self, folders: list[Path], seed: int, faults: bool = True) -> None:
        self._random = random.Random(seed)
        self._folders = folders
        self._edits: list[Callable[[], None]] = [
            *[self._write_page] * 4,
            self._delete_page,
            self._move_page,
            self._break_row,
            self._write_index,
        ]
        if faults:
            self._edits += [self._break_page] * 2
            self._edits += [self._write_overlay, self._delete_overlay]

    def edit(self) -> str:
        """Make an edit and return its name."""
        edit = self._random.choice(self._edits)
        edit()
        return edit.__name__

    def mend(self) -> None:
        """Remove every fault: rewrite all pages, and remove all overlays."""
        for folder in self._folders:
            for page in folder.glob("*-api/*_*.md"):
                page.write_text(self._make_page(self._name_action(page)), "utf-8")
            for overlay in folder.glob("overlays/*.toml"):
                overlay.unlink()
        self._write_page()

    def _pick_path(self) -> Path:
        choice = self._random.choice
        action = choice(ACTIONS)
        name = f"{action[:-3]}_{action[-3:]}.md".lower()
        return choice(self._folders) / choice(PRODUCTS) / name

    def _pick_page(self) -> Path | None:
        pages = [
            page for each in self._folders for page in sorted(each.glob("*-api/*_*.md"))
        ]
        return self._random.choice(pages) if pages else None

    @staticmethod
    def _name_action(page: Path) -> str:
        return "".join(word.capitalize() for word in page.stem.split("_"))

    def _make_page(self, action: str) -> str:
        required = self._random.choice(["Yes", "No"])
        names = self._random.sample(["Size", "Kind", "Mode", "Tags.N"], 2)
        rows = [row("ThingId", required=f"**{required}**"), *map(row, names)]
        return trees.page(action, rows)

    def _save(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if self._random.random() < 0.5:
            path.write_bytes(data)
            return
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)

    def _write_page(self) -> None:
        page = self._pick_path()
        self._save(page, self._make_page(self._name_action(page)).encode())

    def _break_page(self) -> None:
        if page := self._pick_page():
            title = NO_TABLES.format(self._name_action(page)).encode()
            self._save(
                page, self._random.choice([title, b"", b"\xff\n", title + b"\0"])
            )

    def _break_row(self) -> None:
        page = self._pick_path()
        faulty = trees.page(self._name_action(page), [row("Thing Id", "no type")])
        self._save(page, faulty.encode())

    def _delete_page(self) -> None:
        if page := self._pick_page():
            page.unlink()

    def _move_page(self) -> None:
        if page := self._pick_page():
            target = self._pick_path()
            target.parent.mkdir(parents=True, exist_ok=True)
            page.replace(target)

    def _write_index(self) -> None:
        folder = self._pick_path().parent
        rows = "".join(
            f"|[{self._name_action(page)}](api/{folder.name}/{page.stem})|标题|\n"
            for page in sorted(folder.glob("*_*.md"))
        )
        self._save(folder / "index.md", (INDEX + rows).encode())

    def _write_overlay(self) -> None:
        product = self._random.choice(PRODUCTS).removesuffix("-api")
        folder = self._random.choice(self._folders) / "overlays"
        values = self._random.choice(ACTIONS), self._random.choice(
            ["true", "false", "x"]
        )
        self._save(folder / f"{product}.toml", CORRECTION.format(*values).encode())

    def _delete_overlay(self) -> None:
        overlays = [
            path for each in self._folders for path in sorted(each.glob("overlays/*"))
        ]
        if overlays:
            self._random.choice(overlays).unlink()
