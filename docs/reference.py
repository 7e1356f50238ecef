"""What mkdocs calls while it builds the site: the reference's pages, the navigation, and harmless Markdown.

There is a page for each action and one for each public runtime module: one that says what it offers, in ``__all__``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from inert import Inert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

PACKAGE = Path(__file__).resolve().parent.parent / "generated" / "ucloud_client"
# What people import themselves; everything else is reached through it.
PUBLIC = ("client.py", "testing.py", "runtime")
# What a page shows besides: of clients and of the fake what they inherit, since that is what people call; of options their
# names and types, which the settings explain.
SHOWN = {
    "client": "inherited_members: true",
    "testing": "inherited_members: true",
    "options": "show_if_no_docstring: true",
}


def on_config(config: MkDocsConfig) -> None:
    """Set the navigation, and take the power from markup in docstrings."""
    config.markdown_extensions.append(Inert())
    config.nav = [
        {"Start": "index.md"},
        {"From ucloud-sdk-python3": "migration.md"},
        {"The package": [_entry(path) for path in _runtime()]},
        *({_title(folder): _actions(folder)} for folder in _services()),
    ]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages of the reference."""
    actions = (path for folder in _services() for path in _modules(folder))
    for path in (*_runtime(), *actions):
        files.append(File.generated(config, _address(path), content=_page(path)))


def _runtime() -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] in PUBLIC and _offers(_tree(path))
    ]


def _services() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/_service.py"))


def _modules(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("[!_]*.py"))


def _actions(folder: Path) -> list[dict[str, str]]:
    return [_entry(path) for path in _modules(folder)]


def _entry(path: Path) -> dict[str, str]:
    return {_heading(path): _address(path)}


def _address(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix(".md").as_posix()


def _page(path: Path) -> str:
    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    options = ["show_root_heading: false"]
    if not _of_service(path) and path.stem in SHOWN:
        options.append(SHOWN[path.stem])
    listed = "".join(f"      {option}\n" for option in options)
    return f"# {_heading(path)}\n\n::: {module}\n    options:\n{listed}"


def _heading(path: Path) -> str:
    """Return an action's name, or the module's."""
    return _first_line(path).partition(":")[0] if _of_service(path) else path.stem


def _title(folder: Path) -> str:
    return _first_line(folder / "__init__.py")


def _of_service(path: Path) -> bool:
    return (path.parent / "_service.py").exists()


def _first_line(path: Path) -> str:
    return (ast.get_docstring(_tree(path)) or "").partition("\n")[0].rstrip(".")


def _offers(tree: ast.Module) -> bool:
    return any(
        isinstance(target, ast.Name) and target.id == "__all__"
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
    )


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))
