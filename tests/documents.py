"""The documents of the project as tests read them: fenced blocks, commands with their output, corrections of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conftest import ROOT
from markdown_it import MarkdownIt

WILDCARD = "…"
_EXIT_CODE = re.compile(r"#.*\b(?:exit code|退出码) ?(\d)")
_COMMENT = re.compile(r"(?:^|\s+)#.*")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words behind the language, and the line that it begins in."""

    document: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def code(self) -> str:
        """The text without comments, which each language writes in its own words."""
        return "\n".join(_COMMENT.sub("", line) for line in self.text.split("\n"))


@dataclass(frozen=True)
class Command:
    """A line behind ``$``, the exit code that its comment names, and the output that is shown, None if none is."""

    text: str
    exit_code: int
    output: str | None


def read_blocks(document: str) -> list[Block]:
    """Return the fenced blocks of a document, by its path in the repository."""
    blocks = []
    for token in MarkdownIt().parse((ROOT / document).read_text("utf-8")):
        if token.type == "fence":
            assert token.map
            language, *words = token.info.split() or [""]
            line = token.map[0] + 1
            blocks.append(Block(document, line, language, tuple(words), token.content))
    return blocks


@cache
def read_headings(document: str) -> list[tuple[str, str]]:
    """Return level and text of the headings of a document."""
    tokens = MarkdownIt().parse((ROOT / document).read_text("utf-8"))
    return [
        (token.tag, tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def read_commands(block: Block) -> list[Command]:
    """Return the commands of a console block; a line that ends with a backslash goes on in the next one."""
    commands: list[Command] = []
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        lines = part.replace("\\\n", "").splitlines(keepends=True)
        exit_code = _EXIT_CODE.search(lines[0])
        commands.append(
            Command(
                lines[0].strip(),
                int(exit_code[1]) if exit_code else 0,
                "".join(lines[1:]) or None,
            )
        )
    return commands


def matches(output: str, shown: str) -> bool:
    """Whether an output is what is shown, where ``…`` stands for any text."""
    pattern = ".*".join(map(re.escape, shown.strip().split(WILDCARD)))
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


def undo(block: Block, page: str) -> str | None:
    """Return a page as it was before the change of a diff, None if the page does not have the lines of after."""
    lines = block.text.splitlines()
    after = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    before = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    if f"\n{page}".count(f"\n{after}\n") != 1:
        return None
    return f"\n{page}".replace(f"\n{after}\n", f"\n{before}\n").removeprefix("\n")


def read_lines_of_paragraphs(document: str) -> list[str]:
    """Return the texts of paragraphs, list items and cells, line breaks included."""
    parser = MarkdownIt().enable("table")
    tokens = parser.parse((ROOT / document).read_text("utf-8"))
    return [token.content for token in tokens if token.type == "inline"]


def list_documents() -> list[str]:
    """Return every document whose blocks are executed."""
    guides = (ROOT / "docs").rglob("*.md")
    paths = [path.relative_to(ROOT).as_posix() for path in guides]
    shown = [path for path in paths if not path.startswith("docs/decisions/")]
    return ["README.md", "generated/README.md", *sorted(shown)]


def write_file(folder: Path, path: str, text: str) -> None:
    """Write a file below a folder."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")
