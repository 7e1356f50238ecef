"""Every shared action called through the official SDK and through our client, at the local API: both take its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import mock_server
import pytest
import sample_trees
from docs2sdk.build.run_report import RunReport
from official import comparison
from official.clients import KEYS, Official, Ours, given
from official.comparison import Shared
from ucloud.core.exc import UCloudException  # type: ignore[import-untyped]

# Deprecated parameters are called like all others here.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

# What the official SDK raises at a type that it does not expect: an error of its own, or whatever comes of it.
REFUSALS = (UCloudException, AttributeError, TypeError)


@pytest.fixture(scope="module")
def shared(whole: RunReport) -> tuple[Shared, ...]:
    """Return the actions that both clients have, but for those that are sent as another one there."""
    usable = comparison.shared_under_one_name(whole.catalog)
    return tuple(sorted(usable, key=lambda one: mock_server.deletes(one.action.name)))


def in_both(one: Shared) -> set[str]:
    """Return the fields of the answer itself that page and SDK have."""
    paths = one.page("response").keys() & one.sdk("response").keys()
    return {path for path in paths if "." not in path}


@pytest.fixture(scope="module")
def url(corpus: Path) -> Iterator[str]:
    """Serve the published API, which checks signatures."""
    with (
        pytest.MonkeyPatch.context() as patch,
        mock_server.serve(corpus, **KEYS) as address,
    ):
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield address


def test_the_official_sdk_takes_the_answers(
    shared: tuple[Shared, ...], url: str, tell: Callable[[str], None]
) -> None:
    official, refused = Official(url), {}
    for one in shared:
        tree = sample_trees.make_request(one.action.request)
        assert tree is not None, one.action.name
        try:
            answer = official.called(one, given(one, tree))
        except REFUSALS as error:
            refused[one.action.name] = f"{type(error).__name__}: {error}"
            continue
        assert in_both(one) <= answer.keys(), one.action.name
    tell(
        f"the official SDK called {len(shared)} actions at the local API with all parameters; "
        f"{len(refused)} answers or calls did not fit it: {refused}"
    )
    assert len(refused) < len(shared) / 100


def test_our_client_takes_the_answers(
    whole: RunReport, shared: tuple[Shared, ...], url: str, tell: Callable[[str], None]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(whole.out)
        ours = Ours(whole, url)
        for one in shared:
            tree = sample_trees.make_request(one.action.request)
            assert tree is not None, one.action.name
            answer = ours.called(one, tree)
            assert (answer.ret_code, answer.deviations) == (0, ()), one.action.name
    tell(
        f"our client called {len(shared)} actions at the local API without a deviation"
    )
