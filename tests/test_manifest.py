"""The manifest reads back what it wrote, survives git, and is believed in nothing that it should not say."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docs2sdk.build import manifest, output_folder
from docs2sdk.build.manifest import BadManifest, Manifest, ManifestEntry
from hypothesis import given
from hypothesis import strategies as st
from trees import snapshot

Run = Callable[..., Result]

ONE, TWO, THREE = (digit * 64 for digit in "123")
PAGE = "alpha-api/get_thing.md"
MODULE = "package/alpha/get_thing.py"
TEST = "tests/alpha/test_get_thing.py"
MANIFEST = Manifest(
    {
        MODULE: ManifestEntry((ONE,), PAGE),
        TEST: ManifestEntry((TWO,), PAGE, partial=True),
        "package/runtime/fields.py": ManifestEntry((THREE,), "runtime"),
        "pyproject.toml": ManifestEntry((THREE,), "package"),
    },
    version="1.0",
    package="package",
)

_PATHS = st.from_regex(
    r"([a-z0-9_]{1,3}/){1,2}[a-z_]{1,3}(\.py)?|README\.md", fullmatch=True
)
_FILES = st.builds(
    ManifestEntry,
    st.lists(st.sampled_from([ONE, TWO, THREE]), min_size=1, unique=True).map(tuple),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.booleans(),
    st.just(False),
)
_MANIFESTS = st.builds(
    Manifest,
    st.dictionaries(_PATHS, _FILES, max_size=5),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["", "package", "other_2"]),
)


@given(_MANIFESTS)
def test_what_is_written_is_read_back(written: Manifest) -> None:
    assert manifest.parse(manifest.dump(written)) == written


@given(_MANIFESTS)
def test_a_file_has_one_line_and_the_lines_are_sorted(written: Manifest) -> None:
    lines = manifest.dump(written).split("\n")
    inner = [line for line in lines if line.startswith("    ")]
    paths = [line.split('"')[1] for line in inner]
    assert paths == sorted(written.files)
    assert len(lines) == 8 + max(len(inner), 1)


@given(_MANIFESTS)
def test_order_does_not_matter(written: Manifest) -> None:
    turned = Manifest(
        dict(reversed(written.files.items())), written.version, written.package
    )
    assert manifest.dump(turned) == manifest.dump(written)


def test_nothing_hides_in_a_manifest() -> None:
    written = Manifest({"p/x": ManifestEntry((ONE,), "产品\u202e\u2028\U000e0041.md")})
    text = manifest.dump(written)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert manifest.parse(text) == written


def test_a_folder_without_a_manifest_has_an_empty_one(tmp_path: Path) -> None:
    assert manifest.load(tmp_path / manifest.NAME) == (Manifest(), "")
    assert manifest.load(tmp_path / "nothing" / manifest.NAME) == (Manifest(), "")


def test_the_module_of_a_page_comes_before_its_test() -> None:
    assert MANIFEST.pages == {PAGE: (MODULE, TEST)}


def stored(folder: Path, text: str | bytes) -> Path:
    file = folder / manifest.NAME
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


LAYOUTS: dict[str, Callable[[str], str]] = {
    "Windows newlines": lambda text: text.replace("\n", "\r\n"),
    "a byte-order mark": lambda text: "\ufeff" + text,
    "another layout": lambda text: json.dumps(json.loads(text), indent=4),
    "one line": lambda text: json.dumps(json.loads(text)),
    "a comma too many": lambda text: text.replace("}\n  }", "},\n  }"),
    "no commas": lambda text: text.replace("},\n", "}\n"),
    "no newline at the end": lambda text: text.rstrip("\n"),
}


@pytest.mark.parametrize("lay_out", LAYOUTS.values(), ids=LAYOUTS)
def test_the_layout_does_not_matter(
    lay_out: Callable[[str], str], tmp_path: Path
) -> None:
    text = lay_out(manifest.dump(MANIFEST))
    assert manifest.load(stored(tmp_path, text))[0] == MANIFEST


def changed(**files: ManifestEntry) -> str:
    """Return the text of a manifest that has other files than ``MANIFEST`` in some places."""
    paths = {"module": MODULE, "test": TEST, "more": "package/alpha/more.py"}
    new = {paths[name]: file for name, file in files.items()}
    return manifest.dump(Manifest({**MANIFEST.files, **new}, "1.0", "package"))


BASE = manifest.dump(MANIFEST)
OURS = changed(module=ManifestEntry((TWO,), PAGE))
THEIRS = changed(
    module=ManifestEntry((THREE,), PAGE),
    more=ManifestEntry((ONE,), "alpha-api/{more}, or less.md"),
)


def merged_by_git(folder: Path, *options: str) -> str:
    """Return what git makes of two manifests that come of one."""
    files = {"ours": OURS, "base": BASE, "theirs": THEIRS}
    for name, text in files.items():
        (folder / name).write_text(text)
    words = ["git", "merge-file", "-p", *options, *files]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    return done.stdout.decode()


MERGES: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "conflict markers": ((), {TWO, THREE}),
    "conflict markers with their base": (("--diff3",), {ONE, TWO, THREE}),
    "conflict markers with the rest of it": (("--zdiff3",), {ONE, TWO, THREE}),
    "the lines of both": (("--union",), {TWO, THREE}),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("options", "digests"), MERGES.values(), ids=MERGES)
def test_what_git_could_not_merge_is_the_union_of_both_sides(
    options: tuple[str, ...], digests: set[str], newline: str, tmp_path: Path
) -> None:
    text = merged_by_git(tmp_path, *options)
    assert ("<<<<<<<" in text) == ("--union" not in options)
    file = stored(tmp_path, text.replace("\n", newline))
    loaded = manifest.load(file)[0]
    assert loaded.package == "package"
    assert loaded.files.keys() == {*MANIFEST.files, "package/alpha/more.py"}
    assert {*loaded.files[MODULE].digests} == digests
    assert loaded.files[MODULE].merged
    assert loaded.files["package/alpha/more.py"] == ManifestEntry(
        (ONE,), "alpha-api/{more}, or less.md"
    )
    assert loaded.files["pyproject.toml"] == MANIFEST.files["pyproject.toml"]


def test_what_one_side_made_of_a_page_with_errors_is_no_good_output() -> None:
    partial = manifest.dump(
        Manifest({MODULE: ManifestEntry((ONE,), PAGE, partial=True)})
    )
    good = manifest.dump(Manifest({MODULE: ManifestEntry((TWO,), PAGE)}))
    for ours, theirs in ((partial, good), (good, partial)):
        loaded = manifest.parse(f"<<<<<<< x\n{ours}=======\n{theirs}>>>>>>> y\n")
        assert loaded.files[MODULE].partial


def damaged_file(**values: object) -> str:
    """Return a manifest whose one file has other values."""
    entry = {"sha256": ONE, "from": PAGE} | values
    return with_files(
        {MODULE: {key: value for key, value in entry.items() if value != ()}}
    )


def with_files(files: object) -> str:
    return json.dumps(document() | {"files": files})


def with_head(**values: object) -> str:
    return json.dumps(document() | values)


def document() -> dict[str, Any]:
    return {"format": manifest.FORMAT, "docs2sdk": "1", "package": "p", "files": {}}


def with_path(path: str) -> str:
    return with_files({path: {"sha256": ONE, "from": "x"}})


PATHS = {
    "above": "../../x",
    "a file beside ours": "setup.py",
    "in the middle above": "a/../b",
    "at the end above": "a/..",
    "the folder itself": ".",
    "from the root": "/etc/x",
    "below nothing": "a//b",
    "a folder": "a/",
    "a drive": "c:\\x",
    "a backslash": "a\\b",
    "nothing": "",
    "git's folder": ".git/config",
    "git's folder further down": "a/.git/config",
    "a hidden file": ".bashrc",
    "ourselves": manifest.NAME,
    "the staging folder": f"{output_folder.STAGING_FOLDER}/x",
    "a newline": "a\n",
    "a NUL": "a\0b",
    "a space": "a b",
    "half a character": "\ud800",
    "full-width dots": "．．/x",
    "other letters": "ä.py",
    "byte code": "__pycache__/x.cpython-311.pyc",
}
TEXTS = {
    "empty": "",
    "not JSON": "files = {}",
    "not UTF-8": b"\xff\xfe",
    "UTF-16": BASE.encode("utf-16"),
    "NUL characters": b"\0" * 100,
    "a list": "[]",
    "a string": '"files"',
    "null": "null",
    "a number": "7",
    "too deep": "[" * 100_000,
    "too deep, and closed": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "a huge number": '{"format": ' + "9" * 10_000 + "}",
    "half of one": BASE[: len(BASE) // 2],
    "a line that is not ours": BASE.replace('  "files"', '  evil\n  "files"'),
    "an older format": with_head(format=2),
    "a newer format": with_head(format=4),
    "no format": json.dumps({"files": {}}),
    "no files": json.dumps({"format": manifest.FORMAT}),
    "a list of files": with_files([]),
    "a list of pairs": with_files([[MODULE, {"sha256": ONE, "from": PAGE}]]),
    "files are null": with_files(None),
    "a file is a list": with_files({"x": []}),
    "a file is its digest": with_files({"x": ONE}),
    "no digest": damaged_file(sha256=()),
    "an empty digest": damaged_file(sha256=""),
    "a short digest": damaged_file(sha256="abc"),
    "a digest in capitals": damaged_file(sha256="A" * 64),
    "a number for a digest": damaged_file(sha256=7),
    "a list of digests": damaged_file(sha256=[ONE]),
    "null for a digest": damaged_file(sha256=None),
    "one bad digest of two": damaged_file(sha256=f"{ONE} x"),
    "no source": damaged_file(**{"from": ()}),
    "a number for a source": damaged_file(**{"from": 7}),
    "half a character for a source": damaged_file(**{"from": "\ud800.md"}),
    "a number for the version": with_head(docs2sdk=1),
    "half a character for the version": with_head(docs2sdk="\udfff"),
    "a number for the package": with_head(package=1),
    "a path for the package": with_head(package="../../x"),
    "code for the package": with_head(package="x import y"),
    "a keyword for the package": with_head(package="import"),
    "a module of Python's for the package": with_head(package="os"),
    "two conflicts in one": f"<<<<<<< x\n{BASE}=======\nnone of ours\n>>>>>>> y\n",
    **{f"a path: {name}": with_path(path) for name, path in PATHS.items()},
}


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_manifest_that_is_none_is_refused_with_the_remedy(
    text: str | bytes, tmp_path: Path
) -> None:
    file = stored(tmp_path, text)
    with pytest.raises(BadManifest) as caught:
        manifest.load(file)
    first, remedy = str(caught.value).split("\n")
    assert first == f"{file} is no manifest of docs2sdk"
    assert remedy.startswith("Restore it, or remove it and run with --force")


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_between_conflict_markers_is_no_better(
    path: str, tmp_path: Path
) -> None:
    lines = f"    {json.dumps(path)}: {json.dumps({'sha256': ONE, 'from': 'x'})}\n"
    text = BASE.replace('"files": {\n', f'"files": {{\n<<<<<<< x\n{lines}=======\n')
    with pytest.raises(BadManifest):
        manifest.load(stored(tmp_path, text.replace("\n  }", "\n>>>>>>> y\n  }")))


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("letters", ['"a": {', " ", "}", '}, "a": {', "<<<<<<< "])
def test_a_long_line_that_is_none_is_refused_soon(letters: str, tmp_path: Path) -> None:
    text = '"a": {' + letters * 200_000 + "x"
    with pytest.raises(BadManifest):
        manifest.load(stored(tmp_path, text))


def a_folder(file: Path) -> None:
    file.mkdir()


def a_link(file: Path) -> None:
    stored(file.parent.parent, BASE).rename(file.parent.parent / "elsewhere")
    file.symlink_to("../elsewhere")


def a_dangling_link(file: Path) -> None:
    file.symlink_to("nowhere")


@pytest.mark.parametrize("put", [a_folder, a_link, a_dangling_link])
def test_what_is_no_file_is_no_manifest(
    put: Callable[[Path], None], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    put(tmp_path / "out" / manifest.NAME)
    with pytest.raises(BadManifest, match="not a regular file"):
        manifest.load(tmp_path / "out" / manifest.NAME)


@pytest.mark.parametrize(
    "text", [TEXTS["a path: above"], "", "[]"], ids=["above", "empty", "a list"]
)
def test_a_run_stops_at_a_bad_manifest_and_the_remedy_helps(
    text: str, run: Run, documentation: Path, tmp_path: Path
) -> None:
    assert run(documentation, "--out", "out").exit_code == 0
    whole = snapshot(tmp_path / "out")
    stored(tmp_path / "out", text)
    before = snapshot(tmp_path)
    for more in ((), ("--force",), ("--service", "alpha")):
        result = run(documentation, "--out", "out", *more)
        assert result.exit_code == 2
        assert f"{manifest.NAME} is no manifest of docs2sdk" in result.stderr
        assert snapshot(tmp_path) == before
    (tmp_path / "out" / manifest.NAME).unlink()
    assert run(documentation, "--out", "out", "--force").exit_code == 0
    assert snapshot(tmp_path / "out") == whole


# Manifests that name files which are not of the output, and what a run makes of these.
CLAIMS: dict[str, Mapping[str, str]] = {
    "a file of somebody's in a folder of ours": {"ucloud_client/mine.py": "mine"},
}


@pytest.mark.parametrize("files", CLAIMS.values(), ids=CLAIMS)
def test_a_manifest_without_the_right_digest_claims_nothing(
    files: Mapping[str, str], run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation, "--out", "out")
    text = (tmp_path / "out" / manifest.NAME).read_text()
    for path, content in files.items():
        (tmp_path / "out" / path).write_text(content)
        line = f'"{path}": {{"sha256": "{ONE}", "from": "x.md"}}'
        text = re.sub(r'("files": \{\n)', rf"\1    {line},\n", text)
    stored(tmp_path / "out", text)
    assert run(documentation, "--out", "out").exit_code == 0
    for path, content in files.items():
        assert (tmp_path / "out" / path).read_text() == content
