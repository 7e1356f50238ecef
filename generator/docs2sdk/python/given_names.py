"""Names once given stay: a generated module says which name of the API has which Python name.

The output is its own lock: there is no other file that holds names.  What a module says is taken only where it can stand
in generated code; everything else is named by the rules of ``names``.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from docs2sdk import reserved
from docs2sdk.pages.layout import folder_of
from docs2sdk.python.entries import Entry
from docs2sdk.schema import Action, Side, references

# Text of pages stands in docstrings only: that of the module comes first, those of classes are indented, and each ends with
# the first three quotes that are not escaped.
_MODULE_DOCSTRING = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)
_REQUEST = re.compile(
    r'^class ([A-Za-z0-9_]+)\(\s*(?:Paged)?Request\[\s*"([A-Za-z0-9_]+)"', re.MULTILINE
)
_ACTION = re.compile(
    r'(?<!\\)"""\n\n    ACTION: ClassVar\[str\] = "([A-Za-z][A-Za-z0-9]*)"$',
    re.MULTILINE,
)
_LOWER = re.compile("[a-z][a-z0-9_]*")
_CLASS = re.compile("[A-Z][A-Za-z0-9_]*")


class ClassNames(NamedTuple):
    """A class of a module: the attribute of each name of the API, and the classes that its annotation mentions."""

    attributes: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class GivenNames:
    """The names of an output: ``entries_by_page`` of all its actions, ``modules`` the texts of their modules by action.

    ``entries`` by action and ``packages`` by folder are those whose names stay: of modules that nobody edited.
    """

    entries_by_page: Mapping[str, Entry] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        modules: Mapping[str, tuple[str, str]],
        is_ours: Callable[[str], bool],
    ) -> GivenNames:
        """Read the modules of an output: page → path and text; ``is_ours`` says of a path whether nobody edited it."""
        found = [(page, *module) for page, module in modules.items()]
        entries = [
            (read_entry(page, path, text), path, text) for page, path, text in found
        ]
        kept = [(one, path, text) for one, path, text in entries if one]
        given = [one for one, path, _ in kept if is_ours(path)]
        return cls(
            {one.page: one for one, _, _ in kept},
            {one.action: one for one in given},
            {folder_of(one.page): one.service for one in given},
            {one.action: text for one, _, text in kept},
        )

    def of_action(self, action: Action) -> Mapping[str, str]:
        """Return an action's names by place, as ``classes.named`` gives them; none if the output does not have it."""
        entry = self.entries.get(action.wire)
        if entry is None:
            return {}
        return read_names(self.modules[action.wire], action) | entry_names(entry)


def entry_names(entry: Entry) -> dict[str, str]:
    """Return the names that an index has of an action, by place."""
    return {"": entry.method, "request": entry.request, "response": entry.response}


# No output, and so no name that is to stay.
NOTHING = GivenNames()


def read_entry(page: str, path: str, text: str) -> Entry | None:
    """Return how the index has the action of a module, None if it is no action's module; its path says package and method."""
    parts = path.removesuffix(".py").split("/")
    request = _find_request(text)
    action = _ACTION.search(text, request.end()) if request else None
    if not action or not request or len(parts) != 3:
        return None
    _, service, method = parts
    usable = (
        *(_is_usable(name, _CLASS, reserved.CLASSES) for name in request.groups()),
        _is_usable(method, _LOWER, reserved.METHODS),
        _is_usable(service, _LOWER, reserved.PACKAGES),
    )
    entry = Entry(page, action[1], service, method, request[1], request[2])
    return entry if all(usable) else None


def _find_request(text: str) -> re.Match[str] | None:
    """Return the head of the request's class, behind the module's docstring."""
    docstring = _MODULE_DOCSTRING.match(text)
    return _REQUEST.search(text, docstring.end()) if docstring else None


def read_title(text: str) -> str:
    """Return what a service's index calls its product, "" if it does not say."""
    classes = (node for node in _parse(text) if isinstance(node, ast.ClassDef))
    return next((ast.get_docstring(node) or "" for node in classes), "")


def read_classes(text: str) -> dict[str, ClassNames]:
    """Return the classes of a module by name; none if it is no Python."""
    found = (node for node in _parse(text) if isinstance(node, ast.ClassDef))
    nodes = {node.name: node for node in found}
    return {name: _read_class(node, nodes.keys()) for name, node in nodes.items()}


def _parse(text: str) -> list[ast.stmt]:
    """Return the statements of a module, none if it is no Python; it may be anybody's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []


def _read_class(node: ast.ClassDef, classes: Collection[str]) -> ClassNames:
    attributes: dict[str, str] = {}
    mentioned: dict[str, tuple[str, ...]] = {}
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            for wire in _read_wire(statement.value):
                attributes[wire] = statement.target.id
                names = (
                    one.id
                    for one in ast.walk(statement.annotation)
                    if isinstance(one, ast.Name) and one.id in classes
                )
                mentioned[wire] = tuple(names)
    return ClassNames(attributes, mentioned)


def _read_wire(value: ast.expr | None) -> Iterator[str]:
    """Yield the name of the API in ``field(…, metadata=param("TaskIdSet", …))``."""
    for node in ast.walk(value) if value else ():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "param"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def read_names(text: str, action: Action) -> dict[str, str]:
    """Return the names in an action's module by place, as ``classes.named`` gives them.

    A class is told by the fields that lead to it from the request or the response.
    """
    first = _find_request(text)
    if not first:
        return {}
    classes = read_classes(text)
    request = _read_side(action.request, "request", first[1], classes)
    response = _read_side(action.response, "response", first[2], classes)
    return dict((*request, *response))


def _read_side(
    side: Side, half: str, first: str, classes: Mapping[str, ClassNames]
) -> Iterator[tuple[str, str]]:
    attributes = reserved.IN_REQUESTS if half == "request" else reserved.IN_RESPONSES
    fields = {"": side.fields} | {model.wire: model.fields for model in side.models}
    waiting, seen = [("", first)], {""}
    while waiting:
        model, name = waiting.pop()
        place = f"{half}:{model}" if model else half
        if name not in classes or not _is_usable(name, _CLASS, reserved.CLASSES):
            continue
        yield place, name
        if model and half == "response":
            attributes = reserved.IN_MODELS
        for one in fields[model]:
            attribute = classes[name].attributes.get(one.wire, "")
            if not one.name and _is_usable(attribute, _LOWER, attributes):
                yield f"{place}/{one.wire}", attribute
            mentioned = classes[name].classes.get(one.wire, ())
            for target in {*references(one.type)} - seen:
                seen.add(target)
                waiting += [(target, mentioned[0])] if mentioned else []


def _is_usable(name: str, alphabet: re.Pattern[str], taken: Collection[str]) -> bool:
    """Whether a name can stand at its place in generated code."""
    plain = alphabet.fullmatch(name) and not keyword.iskeyword(name)
    return bool(plain) and name not in taken
