"""Groups the actions of a service by what their names are about: ``CreateULB``, ``DescribeULB``, ``DeleteULB``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal["create", "read", "update", "delete"]

_VERBS: dict[str, Role] = {
    **dict.fromkeys(("Create", "Allocate", "Add", "Upload"), "create"),
    **dict.fromkeys(("Describe", "List", "Get", "Query"), "read"),
    **dict.fromkeys(("Modify", "Update", "Rename", "Resize"), "update"),
    **dict.fromkeys(
        ("Delete", "Terminate", "Release", "Remove", "Destroy", "Del"), "delete"
    ),
}
_NAME = re.compile(
    rf"(?P<verb>{'|'.join(sorted(_VERBS, key=len, reverse=True))})(?P<noun>[A-Z0-9].*)"
)
_ENDINGS = re.compile(r"(?:V[0-9]+)?(?:List|Set|Info)?(?:V[0-9]+)?\Z")


class NamedRole(NamedTuple):
    """What an action does, by its name, and to what: a noun in lower case and in the singular."""

    role: Role
    noun: str


class Family(NamedTuple):
    """Names of actions about one noun.  ``updates`` are those, too, whose noun only begins with it."""

    noun: str
    creates: tuple[str, ...]
    reads: tuple[str, ...]
    updates: tuple[str, ...]
    deletes: tuple[str, ...]


def read_role(action: str) -> NamedRole | None:
    """Return what an action does by its name, None if that does not say."""
    match = _NAME.fullmatch(action)
    if not match:
        return None
    noun = _ENDINGS.sub("", match["noun"], 1) or match["noun"]
    return NamedRole(_VERBS[match["verb"]], _singular(noun.lower()))


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun.removesuffix("s") if not noun.endswith("ss") else noun


def find_families(actions: Iterable[str]) -> tuple[Family, ...]:
    """Return the families of a service's actions that can be created, read and deleted, in the order of their nouns."""
    roles = {name: role for name in sorted(actions) if (role := read_role(name))}
    nouns = sorted({role.noun for role in roles.values()})
    families = (_build_family(noun, roles) for noun in nouns)
    complete = [
        family
        for family in families
        if family.creates and family.reads and family.deletes
    ]
    return tuple(_add_updates(family, complete, roles) for family in complete)


def _build_family(noun: str, roles: dict[str, NamedRole]) -> Family:
    def select(role: Role) -> tuple[str, ...]:
        return tuple(name for name, named in roles.items() if named == (role, noun))

    return Family(noun, select("create"), select("read"), (), select("delete"))


def _add_updates(
    family: Family, families: Iterable[Family], roles: dict[str, NamedRole]
) -> Family:
    """Add the updates whose noun begins with the family's, unless it begins with a longer one of another family."""
    nouns = [each.noun for each in families if each.noun != family.noun]
    longer = [noun for noun in nouns if noun.startswith(family.noun)]
    updates = tuple(
        name
        for name, (role, noun) in roles.items()
        if role == "update"
        and noun.startswith(family.noun)
        and not any(map(noun.startswith, longer))
    )
    return family._replace(updates=updates)
