"""Every shared action called once through both clients, with every parameter of its page: the same signed body.

Where it is not, ``official/exceptions.toml`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sample_trees
from docs2sdk.build.run_report import RunReport
from official import comparison, sdk
from official.clients import KEYS, Form, Official, Ours, given, listed
from official.comparison import Shared
from ucloud.core.auth import Credential  # type: ignore[import-untyped]

# Deprecated parameters are called like all others here.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

WIRE = comparison.exceptions()["wire"]
OTHER_ACTION = {
    action: table["other_action"]
    for table in WIRE
    if "other_action" in table
    for action in table["request"]
}


@pytest.fixture(scope="module")
def shared(whole: RunReport) -> tuple[Shared, ...]:
    """Return the actions that both clients have."""
    return comparison.shared(whole.catalog)


@pytest.fixture(scope="module")
def ours(whole: RunReport) -> Iterator[Ours]:
    """Return the generated client."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(whole.out)
        yield Ours(whole)


@pytest.fixture(scope="module")
def official() -> Official:
    """Return the official client."""
    return Official()


def test_both_clients_send_the_same(
    shared: tuple[Shared, ...],
    ours: Ours,
    official: Official,
    tell: Callable[[str], None],
) -> None:
    identical, wrong = 0, []
    for one in shared:
        if one.action.name not in OTHER_ACTION:
            mine, other = sent(one, ours, official)
            if mine == other:
                identical += 1
            elif not alike(one.action.name, mine, other):
                wrong.append((one.action.name, mine, other))
    differ = len(shared) - identical
    tell(f"{identical} calls have identical bodies; {differ} differ as listed")
    assert wrong == []


def sent(one: Shared, ours: Ours, official: Official) -> tuple[Form, Form]:
    """Call an action with every parameter and return both bodies; ours is complete and signed as the SDK would."""
    tree = sample_trees.make_request(one.action.request)
    assert tree is not None, one.action.name
    mine = ours.sent(one, tree)
    assert filled(mine) >= one.page("request").keys(), one.action.name
    assert mine["Signature"] == signature(mine), one.action.name
    return mine, official.sent(one, given(one, tree))


def test_the_clients_that_send_another_action_do(
    shared: tuple[Shared, ...], official: Official
) -> None:
    by_action = {one.action.name: one for one in shared}
    for action, other in OTHER_ACTION.items():
        (call,) = sdk.calls()[other]
        wanted = [path for path, item in call.request.items() if item.required]
        form = official.sent(by_action[action], dict.fromkeys(wanted, "1"))
        assert form["Action"] == other


def alike(action: str, mine: Form, other: Form) -> bool:
    """Return whether two bodies differ just as listed; their signatures do then, too."""
    hidden = listed(action)
    return bool(hidden) and stripped(mine, hidden) == stripped(other, hidden)


def path_of(key: str) -> str:
    """Return the path of a key of a form: ``Disks.0.Size`` → ``Disks.Size``."""
    return ".".join(part for part in key.split(".") if not part.isdigit())


def filled(form: Form) -> set[str]:
    """Return the paths that a form fills, and those above them."""
    paths = [path_of(key).split(".") for key in form]
    return {".".join(path[: end + 1]) for path in paths for end in range(len(path))}


def stripped(form: Form, hidden: set[str]) -> Form:
    """Return a form without its signature and what is at some paths and below."""
    gone = tuple(f"{path}." for path in {"Signature", *hidden})
    return {
        key: value
        for key, value in form.items()
        if not f"{path_of(key)}.".startswith(gone)
    }


def signature(form: Form) -> str:
    """Return what the official SDK signs a form with."""
    unsigned = {key: value for key, value in form.items() if key != "Signature"}
    signed: str = Credential(**KEYS).verify_ac(unsigned)
    return signed
