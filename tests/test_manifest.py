"""The manifest reads back what it wrote, and is believed in nothing that it should not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from trees import snapshot

from generator.diagnostics import Diagnostic
from generator.output import holding, manifest
from generator.output.manifest import BadManifest, Journal, Manifest
from generator.output.records import Overlaid, Reading, Record, Shared
from generator.places import Place
from generator.python.entries import Entry

DIGEST = "0" * 64
ENTRY = Entry("alpha-api/get_thing.md", "GetThing", "alpha", "get_thing", "A", "B")
FINDING = Diagnostic(Place(ENTRY.page, 7, 3), "D301", '"类型" is called "type_"')
RECORD = Record(
    ENTRY, True, {"package/alpha/get_thing.py": DIGEST}, "key", "names", (FINDING,)
)
MANIFEST = Manifest(
    pages={ENTRY.page: RECORD},
    shared={"package": Shared({"pyproject.toml": "f" * 64}, "key")},
    readings={
        ENTRY.page: Reading(DIGEST, "modern", "GetThing", (FINDING,), "rivals", True),
        "alpha-api/index.md": Reading(DIGEST, "navigation"),
    },
    overlays={"alpha.toml": Overlaid(DIGEST, 2, 1, "2027-06-30", True)},
    generator=("1.0", DIGEST),
    settings={"package": "package"},
)


def document() -> Any:
    return json.loads(manifest.dump(MANIFEST))


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(MANIFEST, id="a page and a shared file"),
        pytest.param(replace(MANIFEST, readings={}), id="a page that is gone"),
        pytest.param(Manifest(), id="nothing"),
    ],
)
def test_what_is_written_is_read_back(written: Manifest, tmp_path: Path) -> None:
    (tmp_path / manifest.NAME).write_text(manifest.dump(written), "utf-8")
    assert manifest.load(tmp_path) == written


def test_a_folder_without_a_manifest_has_an_empty_one(tmp_path: Path) -> None:
    assert manifest.load(tmp_path) == Manifest()
    assert manifest.load_journal(tmp_path) is None


def test_a_page_has_one_line_and_order_does_not_matter() -> None:
    other = Entry("beta-api/x.md", "X", "beta", "x", "X", "XResponse")
    pages = {entry.page: Record(entry, False, {}) for entry in (other, ENTRY)}
    shared = {"b": Shared({"b": DIGEST}), "a": Shared({"a": DIGEST})}
    text = manifest.dump(Manifest(pages, shared))
    lines = [line.partition(":")[0].strip() for line in text.splitlines()]
    at = lines.index('"pages"')
    assert lines[at + 1 : at + 3] == ['"alpha-api/get_thing.md"', '"beta-api/x.md"']
    turned = Manifest(dict(reversed(pages.items())), dict(reversed(shared.items())))
    assert manifest.dump(turned) == text


def test_nothing_hides_in_a_manifest(tmp_path: Path) -> None:
    title = "产品\u202e\u2028\U000e0041"
    written = replace(MANIFEST, shared={"service alpha": Shared({}, title=title)})
    text = manifest.dump(written)
    assert [char for char in text if not char.isprintable()] == ["\n"] * text.count(
        "\n"
    )
    assert "产品" in text
    (tmp_path / manifest.NAME).write_text(text, "utf-8")
    assert manifest.load(tmp_path) == written


INDEX = "alpha-api/index.md"
OTHER = Reading("1" * 64, "modern", "GetThing", (FINDING._replace(message="\u202e"),))
# What comes after ``MANIFEST``.
NEXT = {
    "nothing new": MANIFEST,
    "a page read": replace(MANIFEST, readings=MANIFEST.readings | {ENTRY.page: OTHER}),
    "files made": replace(MANIFEST, pages={ENTRY.page: RECORD._replace(key="new")}),
    "files made of a page with errors": replace(
        MANIFEST,
        pages={ENTRY.page: RECORD._replace(clean=False)},
        readings={INDEX: MANIFEST.readings[INDEX]},
    ),
    "files made of it again": replace(
        MANIFEST,
        pages={ENTRY.page: RECORD._replace(clean=False, key="new")},
        readings={INDEX: MANIFEST.readings[INDEX]},
    ),
    "two pages": replace(
        MANIFEST, readings={ENTRY.page: OTHER, INDEX: Reading("2" * 64, "navigation")}
    ),
    "a new page": replace(MANIFEST, readings=MANIFEST.readings | {"b.md": OTHER}),
    "nothing made": replace(MANIFEST, pages={}),
    "other shared files": replace(MANIFEST, shared={"package": Shared({}, "key")}),
    "other settings": replace(MANIFEST, settings={"package": "other"}),
    "another program": replace(MANIFEST, generator=("2.0", DIGEST)),
    "no overlay": replace(MANIFEST, overlays={}),
}


@pytest.mark.parametrize("new", NEXT.values(), ids=NEXT)
def test_what_is_rewritten_is_what_would_be_dumped(
    new: Manifest, tmp_path: Path
) -> None:
    for old in NEXT.values():
        (tmp_path / manifest.NAME).write_text(manifest.dump(old), "utf-8")
        assert manifest.rewritten(tmp_path, old, new) == manifest.dump(new)


def indented(text: str) -> str:
    return json.dumps(json.loads(text), indent=4)


def spaced(text: str) -> str:
    return text.replace('"digest": ', '"digest":  ')


def twice(text: str) -> str:
    line = next(one for one in text.splitlines(True) if ENTRY.page in one)
    return text.replace(line, line + line)


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize("lay_out", [indented, spaced, twice, crlf])
def test_what_is_rewritten_is_true_however_it_was_laid_out(
    lay_out: Callable[[str], str], tmp_path: Path
) -> None:
    file, new = tmp_path / manifest.NAME, NEXT["a page read"]
    file.write_bytes(lay_out(manifest.dump(MANIFEST)).encode())
    assert manifest.load(tmp_path) == MANIFEST
    file.write_bytes(manifest.rewritten(tmp_path, MANIFEST, new).encode())
    assert manifest.load(tmp_path) == new


def test_a_journal_is_read_back(tmp_path: Path) -> None:
    journal = Journal({"a/new.py": "", "a/changed.py": DIGEST}, {"a/gone.py": DIGEST})
    (tmp_path / holding.JOURNAL).write_text(manifest.dump_journal(journal))
    assert manifest.load_journal(tmp_path) == journal


def made_of(text: Any) -> Any:
    return text["pages"][ENTRY.page]["made"]


def read_of(text: Any) -> Any:
    return text["pages"][ENTRY.page]["read"]


def overlay_of(text: Any) -> Any:
    return text["overlays"]["alpha.toml"]


def shared_of(text: Any) -> Any:
    return text["shared"]["package"]["files"]


def test_the_first_format_says_whose_files_are_and_no_more(tmp_path: Path) -> None:
    names = {name: getattr(ENTRY, name) for name in ENTRY._fields if name != "page"}
    page = names | {"clean": True, "files": dict(RECORD.files)}
    old = {"format": 1, "pages": {ENTRY.page: page}, "shared": {"a.py": DIGEST}}
    (tmp_path / manifest.NAME).write_text(json.dumps(old))
    assert manifest.load(tmp_path) == Manifest(
        {ENTRY.page: Record(ENTRY, True, RECORD.files)},
        {"a.py": Shared({"a.py": DIGEST})},
    )


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(
            lambda text: shared_of(text).update({"../../x": DIGEST}), id="above"
        ),
        pytest.param(
            lambda text: shared_of(text).update({"/etc/x": DIGEST}), id="root"
        ),
        pytest.param(
            lambda text: shared_of(text).update({"a/../b": DIGEST}), id="dots"
        ),
        pytest.param(
            lambda text: shared_of(text).update({"c:\\x": DIGEST}), id="drive"
        ),
        pytest.param(lambda text: shared_of(text).update({"": DIGEST}), id="no path"),
        pytest.param(
            lambda text: shared_of(text).update({".git/x": DIGEST}), id="hidden"
        ),
        pytest.param(lambda text: shared_of(text).update({"x": "abc"}), id="no digest"),
        pytest.param(lambda text: shared_of(text).update({"x": 7}), id="a number"),
        pytest.param(
            lambda text: made_of(text)["files"].update({"../../x": DIGEST}),
            id="above, of a page",
        ),
        pytest.param(
            lambda text: made_of(text).update(method="x import y"), id="code for a name"
        ),
        pytest.param(
            lambda text: made_of(text).update(service="../x"), id="path for a name"
        ),
        pytest.param(
            lambda text: made_of(text).update(request=7), id="number for a name"
        ),
        pytest.param(lambda text: made_of(text).pop("clean"), id="a key is missing"),
        pytest.param(lambda text: read_of(text).update(said=[[1, 2]]), id="a finding"),
        pytest.param(
            lambda text: read_of(text).update(said=[[1, 1, "D999", ""]]), id="a code"
        ),
        pytest.param(
            lambda text: read_of(text).update(said=[[True, 1, "D301", ""]]), id="a line"
        ),
        pytest.param(lambda text: read_of(text).pop("digest"), id="no page's digest"),
        pytest.param(lambda text: read_of(text).update(excluded=1), id="no flag"),
        *(
            pytest.param(
                lambda text, count=count: overlay_of(text).update(corrections=count),
                id=f"{count!r} for a number",
            )
            for count in (float("inf"), 2.7, "3", True, -1, None)
        ),
        pytest.param(
            lambda text: text["pages"].update({"\ud800/x.md": {}}), id="half a page"
        ),
        pytest.param(
            lambda text: text["overlays"].update({"\ud800.toml": overlay_of(text)}),
            id="half an overlay",
        ),
        pytest.param(
            lambda text: text["shared"].update({"\ud800": text["shared"]["package"]}),
            id="half a group",
        ),
        pytest.param(
            lambda text: read_of(text).update(kind="\ud800"), id="half a character"
        ),
        pytest.param(lambda text: text["generator"].update(version=1), id="no version"),
        pytest.param(lambda text: text.update(pages=[]), id="a list of pages"),
        pytest.param(lambda text: text.update(format=99), id="another format"),
        pytest.param(lambda text: text.pop("shared"), id="a part is missing"),
    ],
)
def test_a_damaged_manifest_is_refused(
    damage: Callable[[Any], object], tmp_path: Path
) -> None:
    text = document()
    damage(text)
    (tmp_path / manifest.NAME).write_text(json.dumps(text))
    with pytest.raises(BadManifest, match=r"\.docs2sdk\.json is damaged"):
        manifest.load(tmp_path)


UNREADABLE = [
    pytest.param(b"", id="an empty file"),
    pytest.param(b"\xff\xfe", id="not UTF-8"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[" * 100_000, id="nested too deep"),
]


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_manifest_that_cannot_be_read_stops_the_run_and_says_what_to_do(
    content: bytes,
    run: Callable[..., Result],
    documentation: Path,
    tmp_path: Path,
) -> None:
    assert run(documentation, "--out", "out").exit_code == 0
    (tmp_path / "out" / manifest.NAME).write_bytes(content)
    before = snapshot(tmp_path / "out")
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert "restore it, or remove it and run with --force" in result.stderr
    assert snapshot(tmp_path / "out") == before
    (tmp_path / "out" / manifest.NAME).unlink()
    assert run(documentation, "--out", "out", "--force").exit_code == 0


def test_either_side_of_a_merge_conflict_will_do(
    run: Callable[..., Result], documentation: Path, tmp_path: Path
) -> None:
    assert run(documentation, "--out", "out").exit_code == 0
    file = tmp_path / "out" / manifest.NAME
    text = file.read_text("utf-8")
    file.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n", "utf-8")
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert "left to merge; take either, then generate\n" in result.stderr
    file.write_text(text, "utf-8")
    assert run(documentation, "--out", "out").exit_code == 0


def test_a_manifest_that_nobody_lets_us_read_is_not_to_be_removed(
    tmp_path: Path,
) -> None:
    with pytest.raises(BadManifest, match=r"^cannot read .*: File name too") as told:
        manifest.load(tmp_path / ("n" * 300))
    assert "remove" not in str(told.value)


@pytest.mark.parametrize(
    "content",
    [
        *UNREADABLE,
        pytest.param(b'{"written": {"../../x": ""}, "removed": {}}', id="above"),
        pytest.param(b'{"written": {}, "removed": {"x": ""}}', id="nothing to remove"),
    ],
)
def test_a_damaged_journal_stops_the_run_and_says_what_to_do(
    content: bytes, run: Callable[..., Result], documentation: Path, tmp_path: Path
) -> None:
    staged = tmp_path / "out" / ".docs2sdk.staged"
    staged.mkdir(parents=True)
    (staged / holding.JOURNAL).write_bytes(content)
    before = snapshot(tmp_path / "out")
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert "and run again" in result.stderr
    assert snapshot(tmp_path / "out") == before
