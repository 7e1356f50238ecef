"""Names once given stay: whatever is added later, however branches were merged, whatever the acronym table says."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
import trees
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from small_pages import RET_CODE, modern, row
from trees import snapshot

from generator.catalog import catalog
from generator.output import names_lock, outline, production
from generator.output.manifest import Manifest
from generator.output.names_lock import NOTHING, BadLock, Lock
from generator.output.pipeline import read_page
from generator.output.proof import Origin
from generator.pages.sources import Source, Tree
from generator.python import names
from generator.python.plan import Target
from generator.workers import Workers

pytestmark = pytest.mark.slow

Run = Callable[..., Result]

GET = "alpha-api/get_thing.md"
NO_TABLES = "# 标题 - GetThing\n\n## 定义\n\n### 请求参数\n\n### 响应字段\n"
LOCK = Lock(
    {"isms-api": "isms", "vpc2.0-api": "vpc2_0"},
    {
        "GetThing": {
            "": "get_thing",
            "request": "GetThing",
            "request/ResourceID": "resource_id_2",
            "request:Disks.N": "GetThingDisks",
            "request:Disks.N/Size": "size",
            "response": "GetThingResponse",
            "response/Data": "data",
            "response:Task": "Task",
            "response:Task/_Id": "id",
        },
        "GetThing2": {"": "get_thing2"},
    },
)


def stored(folder: Path, text: str) -> Path:
    (folder / names_lock.NAME).write_bytes(text.encode())
    return folder


def plain(lock: Lock) -> tuple[object, object]:
    return lock.packages, lock.actions


@pytest.mark.parametrize("lock", [LOCK, NOTHING], ids=["names of all kinds", "none"])
def test_what_is_written_is_read_back(lock: Lock, tmp_path: Path) -> None:
    read = names_lock.load(stored(tmp_path, names_lock.dump(lock)))
    assert plain(read) == plain(lock)


def test_a_name_has_a_line_and_the_lines_are_sorted() -> None:
    lines = names_lock.dump(LOCK).splitlines()
    assert lines[0].startswith("# ")
    assert lines[1:] == sorted(lines[1:])
    assert lines[1:4] == [
        "GetThing get_thing",
        "GetThing/request GetThing",
        "GetThing/request/ResourceID resource_id_2",
    ]
    assert lines[-1] == "vpc2.0-api/ vpc2_0"
    assert len(lines) == 13


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(
            lambda lines: random.Random(1).sample(lines, len(lines)), id="disorder"
        ),
        pytest.param(lambda lines: lines + lines[2:4], id="the same line twice"),
        pytest.param(lambda lines: [f"{line}\r" for line in lines], id="CRLF"),
        pytest.param(lambda lines: ["", *lines[1:], "# a remark"], id="remarks"),
    ],
)
def test_how_it_was_merged_does_not_matter(
    edit: Callable[[list[str]], list[str]], tmp_path: Path
) -> None:
    text = "\n".join(edit(names_lock.dump(LOCK).splitlines()))
    assert plain(names_lock.load(stored(tmp_path, text))) == plain(LOCK)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("<<<<<<< HEAD", "two versions are left to merge", id="conflict"),
        pytest.param("=======", "two versions are left to merge", id="its middle"),
        pytest.param(">>>>>>> topic", "two versions are left to merge", id="its end"),
        pytest.param("GetThing", "a line is a place and its name", id="no name"),
        pytest.param("GetThing a b", "a line is a place and", id="two names"),
        pytest.param("GetThing/asks a", "a line is a place and", id="no half"),
        pytest.param("GetThing/request/ a", "a line is a place and", id="no field"),
        pytest.param("../x/ x", "a line is a place and", id="a path for a folder"),
        pytest.param("{}", "a line is a place and its name", id="JSON"),
        pytest.param("Get/request/Id id", "is called uid above", id="another name"),
        pytest.param("Get import", "cannot be called 'import'", id="keyword"),
        pytest.param("Get ../get", "cannot be called '../get'", id="path"),
        pytest.param("Get get;x", "cannot be called 'get;x'", id="statement"),
        pytest.param("Get Get", "cannot be called 'Get'", id="a class for a method"),
        pytest.param("Get con", "cannot be called 'con'", id="Windows device"),
        pytest.param("Get/request get", "be called 'get'", id="a method for a class"),
        pytest.param("Get/request Any", "be called 'Any'", id="name of typing"),
        pytest.param("Get/response:A/B _b", "be called '_b'", id="private"),
        pytest.param("Get/response:A/B B", "be called 'B'", id="capitals"),
        pytest.param("Get/response:A/B ｂ", "be called 'ｂ'", id="full width"),
        pytest.param("Get/request/A to_body", "called 'to_body'", id="method of ours"),
        pytest.param("Get/response/A raw", "called 'raw'", id="field of ours"),
        pytest.param("Get/response:A/B str", "called 'str'", id="builtin"),
        pytest.param("x-api/ runtime", "called 'runtime'", id="package of ours"),
    ],
)
def test_a_bad_line_is_named(line: str, message: str, tmp_path: Path) -> None:
    text = f"# names\nGet/request/Id uid\n{line}\n"
    with pytest.raises(BadLock) as caught:
        names_lock.load(stored(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / names_lock.NAME}:3: ")
    assert message in str(caught.value)


# Few letters, so that names are often alike or begin alike.
_ACTIONS = st.from_regex("[aA_][aA1_]{0,2}", fullmatch=True)
_FOLDERS = st.from_regex("[aA1][aA1._-]{0,3}", fullmatch=True)
_PLACES = st.fixed_dictionaries(
    {},
    optional={
        "": st.sampled_from(["get", "get_2"]),
        "request": st.just("Asked"),
        "request/aA": st.just("a_a"),
        "request:A.aA/a": st.just("one"),
        "response/A": st.sampled_from(["a", "b"]),
    },
)
_LOCKS = st.builds(
    Lock,
    st.dictionaries(_FOLDERS, st.sampled_from(["a", "b_1"]), max_size=4),
    st.dictionaries(_ACTIONS, _PLACES.filter(bool), max_size=4),
)


def glanced(lock: Lock) -> tuple[object, object]:
    """Return what a glance at a lock should say."""
    actions = lock.actions.items()
    return lock.packages, {one: names_lock.digest(one, given) for one, given in actions}


def glance(folder: Path) -> tuple[object, object] | None:
    """Return what a glance says."""
    told = names_lock.glance(folder)
    if told is None:
        return None
    actions = told.actions.items()
    return told.packages, {one: names_lock.digest_of(lines) for one, lines in actions}


@given(_LOCKS)
def test_a_glance_says_what_a_reading_would(lock: Lock) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = stored(Path(name), names_lock.dump(lock))
        told, read = names_lock.glance(folder), names_lock.load(folder)
        assert glance(folder) == glanced(lock) == glanced(read)
    assert told
    assert told.digest == read.digest
    assert {one: names_lock.names(lines) for one, lines in told.actions.items()} == (
        lock.actions
    )


@given(_LOCKS.filter(lambda lock: lock.actions), st.data())
def test_what_was_glanced_at_takes_other_names(lock: Lock, data: st.DataObject) -> None:
    """As if all of it had been read."""
    action = data.draw(st.sampled_from(sorted(lock.actions)))
    given = data.draw(_PLACES.filter(bool))
    with tempfile.TemporaryDirectory() as name:
        told = names_lock.glance(stored(Path(name), names_lock.dump(lock)))
    assert told
    wanted = lock._replace(actions={**lock.actions, action: given})
    assert names_lock.renewed(told, {action: given}) == names_lock.dump(wanted)


@given(_LOCKS, st.data())
def test_a_glance_takes_no_other_file_for_what_was_dumped(
    lock: Lock, data: st.DataObject
) -> None:
    """Whatever became of a lock: it is told from what it was, even where a reading would find the same names."""
    text = names_lock.dump(lock)
    start, end = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))
    put = data.draw(
        st.sampled_from(["", "\r", "\n", "\x0b", "a", " ", "/", text[start:end] * 2])
    )
    mangled = text[:start] + put + text[end:]
    with tempfile.TemporaryDirectory() as name:
        told = glance(stored(Path(name), mangled))
    assert (told == glanced(lock)) == (mangled == text)


@pytest.mark.parametrize("letters", ["a", "a ", "a/", "a b/ "])
@pytest.mark.usefixtures("deadline")
def test_a_glance_at_a_damaged_lock_is_short(letters: str, tmp_path: Path) -> None:
    text = names_lock.dump(LOCK) + letters * 400_000
    assert names_lock.glance(stored(tmp_path, text)) is None


def crlf(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def by_a_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("change", [crlf, by_a_link, pipe])
@pytest.mark.usefixtures("deadline")
def test_a_glance_believes_only_the_file_as_it_was_written(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = stored(tmp_path, names_lock.dump(LOCK))
    assert glance(folder) == glanced(LOCK)
    change(folder / names_lock.NAME)
    assert names_lock.glance(folder) is None


@pytest.mark.parametrize("bad", [b"\xff", None], ids=["no UTF-8", "a folder"])
def test_a_file_that_cannot_be_read_is_named(bad: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / names_lock.NAME
    path.mkdir() if bad is None else path.write_bytes(bad)
    with pytest.raises(BadLock, match=r"names\.lock"):
        names_lock.load(tmp_path)


def with_fields(*fields: str) -> dict[str, str]:
    return {GET: trees.page("GetThing", [row(wire) for wire in fields])}


def in_model(*models: str) -> dict[str, str]:
    rows = [row(f"Of{wire}", f"[*{wire}*](#{wire})") for wire in models]
    tables = [(wire, [row("Id")]) for wire in models]
    page = modern(
        response=[RET_CODE, *rows], response_models=tables, title="标题 - GetThing"
    )
    return {GET: page}


def named(out: Path) -> dict[str, str]:
    """Return every line of a lock: place → name."""
    lines = (out / names_lock.NAME).read_text("utf-8").splitlines()[1:]
    return {place: name for place, _, name in (line.partition(" ") for line in lines)}


@pytest.mark.parametrize(
    ("first", "later", "place", "name", "alone"),
    [
        pytest.param(
            with_fields("ResourceId"),
            with_fields("ResourceID", "ResourceId"),
            "GetThing/request/ResourceId",
            "resource_id",
            "resource_id_2",
            id="a parameter that comes before it",
        ),
        pytest.param(
            in_model("thing"),
            in_model("Thing", "thing"),
            "GetThing/response:thing",
            "Thing",
            "Thing_2",
            id="a model that comes before it",
        ),
        pytest.param(
            {GET: trees.page("GetThing")},
            {"alpha/more.md": trees.page("More")},
            "alpha-api/",
            "alpha",
            "alpha_2",
            id="a product that comes before it",
        ),
        pytest.param(
            {"alpha-api/z.md": trees.page("GetThingResponse")},
            {GET: trees.page("GetThing")},
            "GetThingResponse/request",
            "GetThingResponse",
            "GetThingResponse_2",
            id="an action whose response would be called like it",
        ),
    ],
)
def test_what_is_added_renames_nothing(
    first: Mapping[str, str],
    later: Mapping[str, str],
    place: str,
    name: str,
    alone: str,
    run: Run,
    tmp_path: Path,
) -> None:
    specs = trees.write(tmp_path / "specs", first)
    run(specs, "--out", "out")
    assert named(tmp_path / "out")[place] == name
    trees.write(specs, later)
    result = run(specs, "--out", "out")
    assert (result.exit_code, "warning[D301]" in result.stderr) == (0, True)
    assert named(tmp_path / "out")[place] == name
    assert run(specs, "--out", "anew").exit_code == 0
    assert named(tmp_path / "anew")[place] == alone


def test_a_new_acronym_renames_nothing_that_is_there(
    run: Run, documentation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees.write(documentation, {GET: trees.page("GetThing", [row("XYzId")])})
    run(documentation, "--out", "out")
    before = snapshot(tmp_path / "out")
    assert named(tmp_path / "out")["GetThing/request/XYzId"] == "xyz_id"
    words = {*names.WORDS, "X", "GetT"}
    monkeypatch.setattr(names, "_WORD", names._cutting(words))
    monkeypatch.setattr(names, "_METHOD_WORD", names._cutting(words))
    assert run(documentation, "--out", "out").exit_code == 0
    assert snapshot(tmp_path / "out") == before
    run(documentation, "--out", "anew")
    assert named(tmp_path / "anew")["GetThing/request/XYzId"] == "x_yz_id"


def test_deleting_a_line_names_anew(run: Run, documentation: Path) -> None:
    run(documentation, "--out", "out")
    before = snapshot(Path("out"))
    text = before["names.lock"].replace("ThingId thing_id", "ThingId renamed")
    stored(Path("out"), text)
    result = run(documentation, "--out", "out")
    assert (result.exit_code, "renamed: str" in source()) == (0, True), result.stderr
    lines = [line for line in text.splitlines(True) if "renamed" not in line]
    stored(Path("out"), "".join(lines))
    assert run(documentation, "--out", "out").exit_code == 0
    assert snapshot(Path("out")) == before


def source() -> str:
    return Path("out/ucloud_client/alpha/get_thing.py").read_text("utf-8")


def test_two_branches_may_have_given_one_name_twice(run: Run, tmp_path: Path) -> None:
    specs = trees.write(tmp_path / "specs", with_fields("ResourceID", "ResourceId"))
    run(specs, "--out", "out")
    text = (tmp_path / "out/names.lock").read_text("utf-8")
    stored(tmp_path / "out", text.replace("resource_id_2", "resource_id"))
    assert run(specs, "--out", "out").exit_code == 0
    assert (tmp_path / "out/names.lock").read_text("utf-8") == text


@pytest.mark.parametrize(
    "options", [(), ("--service", "alpha")], ids=["all", "one service"]
)
def test_a_broken_lock_ends_the_run_before_it_writes(
    options: tuple[str, ...], run: Run, documentation: Path
) -> None:
    run(documentation, "--out", "out")
    stored(Path("out"), "<<<<<<< HEAD\n")
    before = snapshot(Path("out"))
    trees.write(documentation, {GET: trees.page("GetThing", [row("New")])})
    result = run(documentation, "--out", "out", *options)
    assert result.exit_code == 2
    assert "docs2sdk: out/names.lock:1: two versions" in result.stderr
    assert snapshot(Path("out")) == before


def test_a_link_is_not_written_through(run: Run, documentation: Path) -> None:
    stored(Path(), "")
    Path("out").mkdir()
    Path("out/names.lock").symlink_to("../names.lock")
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert "names.lock is a symbolic link, not a regular file" in result.stderr
    assert Path("names.lock").read_bytes() == b""


def test_names_go_with_what_had_them(run: Run, documentation: Path) -> None:
    run(documentation, "--out", "out")
    (documentation / GET).unlink()
    run(documentation, "--out", "out")
    assert not any(place.startswith("GetThing") for place in named(Path("out")))
    trees.write(documentation, {"beta-api/get_other.md": trees.page("GetOther", [])})
    run(documentation, "--out", "out")
    assert "GetOther/request/ThingId" not in named(Path("out"))


@pytest.mark.parametrize(
    ("page", "options"),
    [
        pytest.param(NO_TABLES, (), id="a page broke"),
        pytest.param(None, ("--service", "beta"), id="the run is for another"),
    ],
)
def test_names_stay_with_what_stays(
    page: str | None, options: tuple[str, ...], run: Run, documentation: Path
) -> None:
    run(documentation, "--out", "out")
    before = named(Path("out"))
    (documentation / GET).unlink()
    if page:
        trees.write(documentation, {GET: page})
    run(documentation, "--out", "out", *options)
    assert named(Path("out")) == before


def test_a_name_of_an_overlay_is_not_locked(run: Run, documentation: Path) -> None:
    text = """[[correction]]
action = "GetThing"
parameter = "Size"
name = "gigabytes"
reason = "it reads better"
"""
    plain_names = run(documentation, "--out", "out") and named(Path("out"))
    trees.write(documentation, {"overlays/alpha.toml": text})
    assert run(documentation, "--out", "out").exit_code == 0
    assert "gigabytes: int" in source()
    assert "GetThing/request/Size" not in named(Path("out"))
    (documentation / "overlays/alpha.toml").unlink()
    run(documentation, "--out", "out")
    assert named(Path("out")) == plain_names


# Names that would like to be called the same, or what is taken.
FIELDS = ["ResourceID", "ResourceId", "resource_id", "resource_id_2", "Class", "class"]
FIELDS += ["Raw", "raw_", "str", "Str_", "UHostId", "uhostId", "Things"]
MODELS = ["Thing", "thing", "Thing_2", "GetThing", "GetThingResponse", "Response"]
HOMES = {
    "GetThing": "alpha-api",
    "GetThingResponse": "alpha-api",
    "GetThingRequest": "alpha",
    "Get": "Alpha-api",
    "Con": "alpha.",
    "GetThingModel": "alpha.-api",
}
Table = tuple[str, frozenset[str], frozenset[str], frozenset[str]]
some_fields = st.frozensets(st.sampled_from(FIELDS), max_size=4)
tables = st.tuples(
    st.sampled_from([*HOMES]),
    some_fields,
    some_fields,
    st.frozensets(st.sampled_from(MODELS), max_size=3),
)


def pages(found: Iterable[Table]) -> dict[str, str]:
    """Return pages that say all that was found of each action."""
    by_action: dict[str, list[Table]] = {}
    for table in found:
        by_action.setdefault(table[0], []).append(table)
    return {
        f"{HOMES[action]}/{action}.md": written(action, same)
        for action, same in by_action.items()
    }


def written(action: str, found: list[Table]) -> str:
    asked, told, models = (
        sorted({wire for table in found for wire in table[part]}) for part in (1, 2, 3)
    )
    groups = [f"Of{wire}.N.{wire}" for wire in asked]
    rows = [row(f"Of{wire}", f"[*{wire}*](#{wire})") for wire in models]
    return modern(
        [row(wire) for wire in (*asked, *groups)],
        [RET_CODE, *(row(wire) for wire in told), *rows],
        response_models=[
            (wire, [row(one) for one in ("Id", *told)]) for wire in models
        ],
        title=f"标题 - {action}",
    )


def generated(folder: Path, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the output of a run in memory over a lock in a folder, which it renews."""
    found = tuple(Source(path, text) for path, text in sorted(texts.items()))
    read = catalog.build(Tree(Path(), found, ()), map(read_page, found))
    before = names_lock.load(folder)
    decided = outline.decide(read, Manifest(), (), "package", before)
    target = Target("package", "0.1.0")
    origins = dict.fromkeys(texts, Origin("", True, ""))
    made = production.produce(
        decided, target, origins, set(), Manifest(), Workers(1), lambda *_: None
    )
    stored(folder, made.texts[names_lock.NAME])
    return made.texts


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.lists(tables, min_size=1, max_size=3), min_size=1, max_size=4))
def test_no_sequence_of_additions_renames_anything(steps: list[list[Table]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, found = Path(name), list[Table]()
        before: dict[str, str] = {}
        for step in steps:
            found += step
            texts = generated(folder, pages(found))
            after = named(folder)
            assert before.items() <= after.items()
            assert generated(folder, pages(found)) == texts
            before = after


@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(tables, min_size=1, max_size=4))
def test_an_empty_lock_is_no_lock(found: list[Table]) -> None:
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as other:
        texts = generated(Path(name), pages(found))
        assert generated(stored(Path(other), "# none yet\n"), pages(found)) == texts
