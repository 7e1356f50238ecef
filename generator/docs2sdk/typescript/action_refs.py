"""Names the actions of a TypeScript client, and reads these names in modules that it has already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from docs2sdk import python_naming
from docs2sdk.reserved_names import WINDOWS_DEVICES
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef
from docs2sdk.targets.existing_names import ExistingNames

# Words of the language that no variable may be called.
_KEYWORDS = (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false"
    " finally for function if implements import in instanceof interface let new null package private protected public return"
    " static super switch this throw true try typeof undefined var void while with yield"
)
# What every object has, and what makes an object a promise.
_MEMBERS = frozenset(
    ("constructor", "then", "toString", "valueOf", "hasOwnProperty", "toLocaleString")
)
# In lower case, since each is the name of a file, too.
_RESERVED = frozenset(
    name.lower()
    for name in (
        *(*_KEYWORDS.split(), *_MEMBERS, *WINDOWS_DEVICES),
        *("call", "callPaged", "errorCodes", "index"),
    )
)
_MODULE = re.compile(r"src/([a-z][a-z0-9_]*)/([A-Za-z][A-Za-z0-9_]*)\.ts")
# Text of pages is in comments, whose lines begin with a star, and in strings.
_ACTION = re.compile(r'^  action: "([A-Za-z][A-Za-z0-9]*)",$', re.MULTILINE)


def build_action_refs(
    actions: Iterable[Action],
    package: str,
    retained: Iterable[ActionRef] = (),
    existing: Mapping[str, ActionRef] = MappingProxyType({}),
) -> tuple[ActionRef, ...]:
    """Name the actions of a service beside those that are ``retained``; return all of them, sorted by page.

    ``existing``: how the last output names actions; these names are kept.
    """
    retained = tuple(retained)
    pages = {action.name: action.location.path for action in actions}
    # Names that differ in case only are one file on some disks.
    taken = {entry.method.lower() for entry in retained}
    kept = {name: existing[name].method for name in pages if name in existing}
    numbered = python_naming.assign_unique_names(
        ((name, method_name(name).lower()) for name in pages),
        taken,
        {name: method.lower() for name, method in kept.items()},
    )
    new = (
        make_ref(page, name, package, _restore_case(name, numbered[name], kept))
        for name, page in pages.items()
    )
    return tuple(sorted((*retained, *new)))


def _restore_case(action: str, lower: str, kept: Mapping[str, str]) -> str:
    old = kept.get(action, "")
    if old.lower() == lower:
        return old
    plain = method_name(action)
    return plain + lower[len(plain) :]


def method_name(action: str) -> str:
    """Return the method and module name for an action: ``GetISMSSendReceipt`` → ``getISMSSendReceipt``."""
    name = preferred_method_name(action)
    return f"{name}_" if name.lower() in _RESERVED else name


def preferred_method_name(action: str) -> str:
    """Return the name before reserved names are avoided."""
    return action[:1].lower() + action[1:]


def service_property(package: str) -> str:
    """Return the property of a client that has the service of a package."""
    return f"{package}_" if package in (*_MEMBERS, "service") else package


def make_ref(page: str, action: str, service: str, method: str) -> ActionRef:
    """Return the reference of an action; the names of its request and response follow from its own."""
    name = action[:1].upper() + action[1:]
    return ActionRef(page, action, service, method, f"{name}Request", f"{name}Response")


def action_paths(entry: ActionRef, _package: str) -> tuple[str, str]:
    """Return the paths in the output of an action's module and of its tests."""
    service, method = entry.service, entry.method
    return f"src/{service}/{method}.ts", f"tests/{service}/{method}.test.ts"


def error_module_path(_package: str, service: str = "") -> str:
    """Return the path of the module with a service's RetCodes, or with the common ones."""
    return f"src/{service}/errorCodes.ts" if service else "src/errorCodes.ts"


def service_index_path(_package: str, service: str) -> str:
    """Return the path of the module with the class of a service."""
    return f"src/{service}/index.ts"


def read_existing_names(
    modules: Mapping[str, tuple[str, str]], is_unmodified: Callable[[str], bool]
) -> ExistingNames:
    """Read the names in the modules of actions (page → path and text); those of modified modules are not kept."""
    return ExistingNames.collect(dict(_read_refs(modules)), modules, is_unmodified)


def _read_refs(
    modules: Mapping[str, tuple[str, str]],
) -> Iterator[tuple[str, ActionRef]]:
    for page, (path, text) in modules.items():
        place, action = _MODULE.fullmatch(path), _ACTION.search(text)
        if place and action and place[2].lower() not in _RESERVED:
            yield page, make_ref(page, action[1], place[1], place[2])
