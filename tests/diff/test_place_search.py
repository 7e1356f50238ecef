"""A fingerprint leads back to the place that it is about, and what a change says of Python leads back, too."""

from __future__ import annotations

import re
from functools import partial

import pytest
from docs2sdk.diff import comparison, place_search
from docs2sdk.diff.changes import Change
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.python import existing_names
from docs2sdk.targets.existing_names import NO_EXISTING_NAMES
from docs2sdk.trace import printed_names, targets
from pages import snapshot
from test_rule_cases import ALL, TABLES, texts

# What a folder or a page was called before, and what is not read, is no place of the pages as they are.
_ELSEWHERE = re.compile(r"service-|page-|-removed$|model-renamed$")


def changes_with_pages() -> list[tuple[Change, Snapshot]]:
    found = []
    for topic, name in ALL:
        new = snapshot(texts(TABLES[topic][name])[1])
        old = snapshot(texts(TABLES[topic][name])[0])
        if name.startswith("two_models_become"):
            continue  # only the models of before tell these changes apart
        found += [(change, new) for change in comparison.find_changes(old, new)]
    return found


CHANGES = changes_with_pages()


def test_a_fingerprint_leads_to_its_place() -> None:
    count = 0
    for change, new in CHANGES:
        if change.new is None or _ELSEWHERE.search(change.rule.id):
            continue
        fields = (change.service, change.action, change.payload, change.path)
        for rule in ("", change.rule.id):
            places = place_search.find_places(new.services, change.fingerprint, rule)
            assert [place[1:] for place in places] == [fields], change
        count += 1
    assert count > 80


def test_what_is_gone_has_no_place() -> None:
    for change, new in CHANGES:
        if change.rule.id == "action-removed":
            assert not [*place_search.find_places(new.services, change.fingerprint)]


def test_the_code_of_every_change_leads_to_its_subject() -> None:
    count = 0
    for change, new in CHANGES:
        text = change.new_symbol.text
        is_row = change.rule.id.startswith(("request-parameter", "response-field"))
        # Numbers tell apart names that are alike, in an order that only the output knows.
        if not text or change.new is None or not is_row or "_2" in text:
            continue
        address = printed_names.read_address(text, "ucloud_client")
        found = targets.find_targets(
            new.services,
            address,
            partial(existing_names.find_action_names, NO_EXISTING_NAMES),
            {},
        )
        locations = {
            target.attribute.field.location.line if target.attribute else 0
            for target in found
            if isinstance(target, targets.TraceTarget)
        }
        assert change.new.line in locations, (change, address)
        count += 1
    assert count > 60


PRINTED = {
    "client.thing": "thing",
    "sdk.thing.DoThing.size": "thing.DoThing.size",
    "await client.thing.do_thing(…)": "thing.do_thing",
    "client.thing.do_thing(size=3)": "thing.do_thing.size",
    "client.thing.do_thing.items(…)": "thing.do_thing",
    "DoThing.Disks(size=…)": "DoThing.Disks.size",
    "`DoThing.Disks(size=…)`": "DoThing.Disks.size",
    "thing-api DoThing request Size": "thing-api.DoThing.request.Size",
    "DoThing.request: Size": "DoThing.request.Size",
    "Items.items": "Items.items",
    "clients.get": "clients.get",
}


@pytest.mark.parametrize(("printed", "address"), PRINTED.items(), ids=PRINTED)
def test_a_printed_name_is_an_address(printed: str, address: str) -> None:
    assert printed_names.read_address(printed, "sdk") == address
