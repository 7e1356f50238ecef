"""What holds of every comparison: nothing differs from itself, what is added there is removed on the way back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import any_schema
import pytest
import small_schemas
from docs2sdk.diff import comparison
from docs2sdk.diff.rules import RULES
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.schema import Action, Field, Payload, Service
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

actions = st.builds(
    lambda request, response: small_schemas.action(request, response=response),
    any_schema.sides(),
    any_schema.responses,
)


def snapshot(action: Action) -> Snapshot:
    return Snapshot((Service("thing-api", "Thing", (action,)),))


def rules(old: Action, new: Action) -> Counter[str]:
    changes = comparison.find_changes(snapshot(old), snapshot(new))
    return Counter(change.rule.id for change in changes)


# What a rule is called on the way back, where it is not called the same; the rest of both names is the same.
_BACK = {
    "added-optional": "removed",
    "added-required": "removed",
    "added": "removed",
    "case-changed": "renamed",
    "became-required": "became-optional",
    "became-list": "became-single",
    "type-widened": "type-changed",
    "type-narrowed": "type-changed",
    "max-items-decreased": "max-items-increased",
    "range-widened": "range-narrowed",
}


def both_ways(rules_found: Counter[str]) -> Counter[str]:
    """Return how often what differs, without saying in which direction."""
    kinds: Counter[str] = Counter()
    for rule, count in rules_found.items():
        ending = next((end for end in _BACK if rule.endswith(f"-{end}")), "")
        kinds[rule.removesuffix(ending) + _BACK[ending] if ending else rule] += count
    return kinds


@pytest.mark.slow
@given(actions)
def test_nothing_differs_from_itself(action: Action) -> None:
    assert comparison.find_changes(snapshot(action), snapshot(action)) == ()


@pytest.mark.slow
@given(actions, actions)
def test_the_way_back_mirrors(old: Action, new: Action) -> None:
    forward, backward = rules(old, new), rules(new, old)
    assert both_ways(forward) == both_ways(backward)
    for noun in ("request-parameter", "response-field", "request-model"):
        added = sum(
            forward[rule] for rule in forward if rule.startswith(f"{noun}-added")
        )
        assert added == backward[f"{noun}-removed"]


@pytest.mark.slow
@given(actions, actions)
def test_a_comparison_is_a_function_and_reports_nothing_twice(
    old: Action, new: Action
) -> None:
    changes = comparison.find_changes(snapshot(old), snapshot(new))
    assert changes == comparison.find_changes(snapshot(old), snapshot(new))
    assert len({change.fingerprint for change in changes}) == len(changes)


@pytest.mark.slow
@given(actions, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_documentation(action: Action, random: object) -> None:
    def shuffled(side: Payload) -> Payload:
        def shuffle(fields: tuple[Field, ...]) -> tuple[Field, ...]:
            made = list(fields)
            random.shuffle(made)  # type: ignore[attr-defined]
            return tuple(made)

        models = tuple(
            replace(model, fields=shuffle(model.fields)) for model in side.models
        )
        return Payload(shuffle(side.fields), models)

    new = replace(
        action, request=shuffled(action.request), response=shuffled(action.response)
    )
    assert rules(action, new).keys() <= {"rows-reordered"}


def test_the_order_of_hashes_does_not_matter() -> None:
    program = (
        "import test_rule_cases as cases\n"
        "for topic, name in cases.ALL:\n"
        "    print(name, cases.outcome(cases.TABLES[topic][name]))\n"
    )
    here = Path(__file__).resolve().parent
    folders = (here, here.parent, here.parent.parent / "generator")
    path = os.pathsep.join(map(str, folders))

    def printed(seed: str) -> bytes:
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
        run = [sys.executable, "-c", program]
        return subprocess.run(run, env=env, check=True, capture_output=True).stdout

    assert printed("1") == printed("2") != b""


def test_ids_are_plain_and_levels_are_known() -> None:
    for id, rule in RULES.items():
        assert id == rule.id
        assert id.replace("-", "").isalpha()
        assert id.islower()
        assert rule.meaning.endswith(".")
