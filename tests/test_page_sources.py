"""Paths to texts: what is read, in which order, and what a hostile file becomes."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from docs2sdk.digests import digest, digest_bytes
from docs2sdk.errors import UnreadableInput
from docs2sdk.pages import input_files, page_sources
from docs2sdk.pages.page_sources import Source, SourceTree, read_source_tree
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("deadline")


def write(root: Path, **files: bytes) -> None:
    for name, data in files.items():
        file = root / name.replace("__", "/").replace("_md", ".md")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def findings(tree: SourceTree) -> list[str]:
    return [
        f"{finding.location.path}:{finding.location.line}:{finding.location.column} {finding.code}"
        for finding in tree.diagnostics
    ]


def test_a_page_has_the_same_path_in_a_checkout_a_product_and_alone(
    tmp_path: Path,
) -> None:
    write(tmp_path, README_md=b"", a__x_md=b"text", b__y_md=b"")
    expected = Source("a/x.md", "text")
    checkout, product, page = (
        read_source_tree(tmp_path / part) for part in ("", "a", "a/x.md")
    )
    assert [source.path for source in checkout.pages] == [
        "README.md",
        "a/x.md",
        "b/y.md",
    ]
    assert expected in checkout.pages
    assert product.pages == (expected,)
    assert page.pages == (expected,)
    assert checkout.base.first == product.base.first == page.base.first == tmp_path


def test_the_order_is_that_of_code_points_not_of_the_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a__z_md=b"", a__B_md=b"", a__b_md=b"", a__b__c_md=b"", B__a_md=b"")
    expected = ["B/a.md", "a/B.md", "a/b.md", "a/b/c.md", "a/z.md"]
    assert [page.path for page in read_source_tree(tmp_path).pages] == expected

    scan = os.scandir

    class Reversed:
        def __init__(self, path: str) -> None:
            with scan(path) as entries:
                self.entries = sorted(
                    entries, key=lambda entry: entry.name, reverse=True
                )

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(os, "scandir", Reversed)
    assert [page.path for page in read_source_tree(tmp_path).pages] == expected


def test_hidden_and_other_files_are_no_pages(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__x_md=b"",
        a__y=b"\xff",
        **{"a__.z_md": b"\xff", ".git__x_md": b"\xff"},
    )
    tree = read_source_tree(tmp_path)
    assert [page.path for page in tree.pages] == ["a/x.md"]
    assert tree.diagnostics == ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"", "", id="empty"),
        pytest.param(b"a\nb", "a\nb", id="no final newline"),
        pytest.param(b"a\r\nb\r\n", "a\nb\n", id="CRLF"),
        pytest.param(b"a\rb\r", "a\nb\n", id="lone CR"),
        pytest.param(b"a\r\r\nb", "a\n\nb", id="CR before CRLF is a line of its own"),
        pytest.param(b"\xef\xbb\xbf# a", "# a", id="byte-order mark"),
        pytest.param(
            "a\u2028b\x0cc\x85d".encode(),
            "a\u2028b\x0cc\x85d",
            id="only CR and LF end lines",
        ),
    ],
)
def test_texts_as_read(tmp_path: Path, data: bytes, text: str) -> None:
    write(tmp_path, a__x_md=data)
    assert read_source_tree(tmp_path).pages == (Source("a/x.md", text),)


PIECES = [b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b"a", "标".encode(), b"\xff", b"\0"]


@given(st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_the_digest_of_bytes_is_that_of_their_text(data: bytes) -> None:
    read = page_sources.decode_source("a/x.md", data)
    if isinstance(read, Source):
        assert digest_bytes(input_files.normalize_text(data)) == digest(read.text)


@pytest.mark.parametrize(
    ("data", "expected", "detail"),
    [
        pytest.param(
            b"ok\nab\xff",
            "a/x.md:2:3 D002",
            "byte 0xff at offset 5",
            id="invalid UTF-8",
        ),
        pytest.param(
            "# 标".encode("utf-16"), "a/x.md:1:1 D002", "offset 0", id="UTF-16"
        ),
        pytest.param(b"# \xb1\xea\xcc\xe2", "a/x.md:1:3 D002", "offset 2", id="GBK"),
        pytest.param(
            b"\xef\xbb\xbfa\xff",
            "a/x.md:1:2 D002",
            "byte 0xff at offset 4",
            id="invalid behind a mark",
        ),
        pytest.param(
            "标\r\rx\xff".encode("latin-1", "replace"),
            "a/x.md:3:2 D002",
            "0xff",
            id="lines end with CR",
        ),
        pytest.param(
            b"\xed\xa0\x80", "a/x.md:1:1 D002", "0xed", id="encoded surrogate"
        ),
        pytest.param(b"a\r\nb\0c", "a/x.md:2:2 D004", "NUL", id="NUL"),
        pytest.param(
            b"x" * (input_files.MAX_PAGE_BYTES + 1),
            "a/x.md:1:1 D003",
            "4000001",
            id="one byte too many",
        ),
    ],
)
def test_texts_refused(tmp_path: Path, data: bytes, expected: str, detail: str) -> None:
    write(tmp_path, a__x_md=data, a__ok_md=b"")
    tree = read_source_tree(tmp_path)
    assert findings(tree) == [expected]
    assert detail in tree.diagnostics[0].message
    assert [page.path for page in tree.pages] == ["a/ok.md"]


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    write(tmp_path, a__x_md=b"x" * input_files.MAX_PAGE_BYTES)
    assert read_source_tree(tmp_path).diagnostics == ()


def test_a_huge_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a__x_md=b"")
    os.truncate(tmp_path / "a" / "x.md", 1 << 40)
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("read"))
    assert findings(read_source_tree(tmp_path)) == ["a/x.md:1:1 D003"]


def test_a_file_that_grows_while_it_is_read_is_read_to_the_limit_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a__x_md=b"x" * 100)
    monkeypatch.setattr(input_files, "_check", lambda *_: None)
    monkeypatch.setattr(input_files, "MAX_PAGE_BYTES", 10)
    tree = read_source_tree(tmp_path)
    assert findings(tree) == ["a/x.md:1:1 D003"]


def _link(target: str) -> object:
    return lambda path: os.symlink(target, path)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_link("/etc/passwd"), id="link out of the tree"),
        pytest.param(_link("ok.md"), id="link within the tree"),
        pytest.param(_link("x.md"), id="link to itself"),
        pytest.param(_link("nowhere.md"), id="link to nothing"),
        pytest.param(_link("/"), id="link to a folder"),
        pytest.param(_link("/dev/zero"), id="link to a device"),
        pytest.param(os.mkfifo, id="pipe"),
    ],
)
def test_what_is_no_regular_file_is_refused(tmp_path: Path, make: object) -> None:
    write(tmp_path, a__ok_md=b"")
    assert callable(make)
    make(tmp_path / "a" / "x.md")
    tree = read_source_tree(tmp_path)
    assert findings(tree) == ["a/x.md:1:1 D005"]
    assert [page.path for page in tree.pages] == ["a/ok.md"]


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("..", id="loop through the parent"),
        pytest.param("sub", id="loop of itself"),
        pytest.param("/etc", id="folder out of the tree"),
    ],
)
def test_linked_folders_are_reported_and_not_entered(
    tmp_path: Path, target: str
) -> None:
    write(tmp_path, a__ok_md=b"")
    (tmp_path / "a" / "sub").symlink_to(target)
    tree = read_source_tree(tmp_path)
    assert findings(tree) == ["a/sub:1:1 D005"]
    assert [page.path for page in tree.pages] == ["a/ok.md"]


def test_a_pipe_that_takes_the_place_of_a_file_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a__ok_md=b"")
    ok = os.lstat(tmp_path / "a" / "ok.md")
    os.mkfifo(tmp_path / "a" / "x.md")
    monkeypatch.setattr(os, "lstat", lambda path: ok)
    assert findings(read_source_tree(tmp_path)) == ["a/x.md:1:1 D005"]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(PermissionError(13, "Permission denied"), id="unreadable"),
        pytest.param(
            FileNotFoundError(2, "No such file"), id="vanished since it was listed"
        ),
    ],
)
def test_files_that_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    write(tmp_path, a__x_md=b"", a__ok_md=b"")
    real = os.open

    def refuse(path: str, *rest: int) -> int:
        if str(path).endswith("x.md"):
            raise error
        return real(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    tree = read_source_tree(tmp_path)
    assert findings(tree) == ["a/x.md:1:1 D001"]
    assert str(error.strerror) in tree.diagnostics[0].message
    assert [page.path for page in tree.pages] == ["a/ok.md"]


def test_a_folder_that_cannot_be_listed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a__x_md=b"", b__y_md=b"")
    real = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("b"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    tree = read_source_tree(tmp_path)
    assert findings(tree) == ["b:1:1 D001"]
    assert [page.path for page in tree.pages] == ["a/x.md"]


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that cannot be listed."""
    folder = tmp_path / "closed"
    folder.mkdir()

    def refuse(real: Callable[[str], object], path: str) -> object:
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    for name in ("scandir", "listdir"):
        monkeypatch.setattr(os, name, partial(refuse, getattr(os, name)))
    return folder


def test_a_folder_that_cannot_be_listed_may_hold_pages(
    tmp_path: Path, closed: Path
) -> None:
    write(tmp_path, b__none_txt=b"", README_md=b"")
    tree = read_source_tree(tmp_path)
    assert (tree.base.first, tree.scope) == (tmp_path, "checkout")
    assert findings(tree) == ["closed:1:1 D001"]


def test_a_hidden_folder_with_pages_makes_no_checkout(tmp_path: Path) -> None:
    write(tmp_path, x_md=b"# X", notes_txt=b"", **{".notes__y_md": b"# Y"})
    tree = read_source_tree(tmp_path)
    assert (tree.base.first, tree.scope) == (tmp_path.parent, "product")


def test_a_file_beside_navigation_makes_no_checkout(tmp_path: Path) -> None:
    write(tmp_path, README_md=b"", notes_txt=b"")
    assert read_source_tree(tmp_path).scope == "product"


def test_a_folder_beside_a_product_s_pages_may_not(
    tmp_path: Path, closed: Path
) -> None:
    write(tmp_path, x_md=b"")
    tree = read_source_tree(tmp_path)
    assert (tree.base.first, tree.scope) == (tmp_path.parent, "product")
    assert findings(tree) == [f"{tmp_path.name}/closed:1:1 D001"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param(b"a\nb.md", "a/a\nb.md", id="newline"),
        pytest.param("a\u202eb.md".encode(), "a/a\u202eb.md", id="bidi override"),
        pytest.param(b"a\xff.md", "a/a\\udcff.md", id="not UTF-8"),
    ],
)
def test_names_that_cannot_be_shown_are_refused(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    (tmp_path / "a").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/a/" + name)).write_bytes(b"")
    tree = read_source_tree(tmp_path)
    assert [(finding.location.path, finding.code) for finding in tree.diagnostics] == [
        (shown, "D006")
    ]
    str(tree.diagnostics[0]).encode()


@pytest.mark.parametrize(
    "name", ["nowhere", "file.txt", "pipe.md", "loop", "n" * 300, "n" * 300 + ".md"]
)
def test_roots_that_are_neither_folder_nor_page(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UnreadableInput, match=name):
        read_source_tree(tmp_path / name)
