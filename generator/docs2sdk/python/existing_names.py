"""Reads the Python names in the modules of an output, so that a later run keeps them.

The output is its own lock file: no other file stores names.  A name is taken only if generated code could contain it;
everything else is named by the rules of ``python_naming``.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from docs2sdk import reserved_names
from docs2sdk.schema import Action, Payload, references
from docs2sdk.targets.client import ActionRef
from docs2sdk.targets.existing_names import ExistingNames

# Text of pages is in docstrings only: that of the module comes first, those of classes are indented, and each ends with the
# first three quotes that are not escaped.
_MODULE_DOCSTRING = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)
# Earlier versions wrote the name of the response in quotes.
_REQUEST = re.compile(
    r'^class ([A-Za-z0-9_]+)\(\s*(?:Paged)?Request\[\s*"?([A-Za-z0-9_]+)"?\s*[],]',
    re.MULTILINE,
)
_ACTION = re.compile(
    r'(?<!\\)"""\n\n    ACTION: ClassVar\[str\] = "([A-Za-z][A-Za-z0-9]*)"$',
    re.MULTILINE,
)
_LOWER = re.compile("[a-z][a-z0-9_]*")
_CLASS = re.compile("[A-Z][A-Za-z0-9_]*")


class ClassNames(NamedTuple):
    """A class of a module: by name of the API, its attributes, and the classes that their annotations mention."""

    attributes: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]]


def read_existing_names(
    modules: Mapping[str, tuple[str, str]], is_unmodified: Callable[[str], bool]
) -> ExistingNames:
    """Read the names in ``modules`` (page → path and text); ``is_unmodified`` takes a path."""
    refs = {
        page: entry
        for page, (path, text) in modules.items()
        if (entry := read_action_ref(page, path, text))
    }
    return ExistingNames.collect(refs, modules, is_unmodified)


def find_action_names(names: ExistingNames, action: Action) -> Mapping[str, str]:
    """Return an action's names by place, as ``class_plan.names_by_place`` does; none if they are not kept."""
    entry = names.refs_by_action.get(action.name)
    if entry is None:
        return {}
    text = names.modules_by_action[action.name]
    return read_action_names(text, action) | names_in_index(entry)


def names_in_index(entry: ActionRef) -> dict[str, str]:
    """Return the names of an action in the index of its service, by place; that of its method is at ""."""
    return {"": entry.method, "request": entry.request, "response": entry.response}


def read_action_ref(page: str, path: str, text: str) -> ActionRef | None:
    """Return the action of a module at a path of the output; None if it is not the module of an action."""
    parts = path.removesuffix(".py").split("/")
    request = _find_request(text)
    action = _ACTION.search(text, request.end()) if request else None
    if not action or not request or len(parts) != 3:
        return None
    _, service, method = parts
    usable = (
        *(
            _is_usable(name, _CLASS, reserved_names.CLASSES)
            for name in request.groups()
        ),
        _is_usable(method, _LOWER, reserved_names.METHODS),
        _is_usable(service, _LOWER, reserved_names.PACKAGES),
    )
    entry = ActionRef(page, action[1], service, method, request[1], request[2])
    return entry if all(usable) else None


def _find_request(text: str) -> re.Match[str] | None:
    """Return the head of the request's class, which follows the module's docstring."""
    docstring = _MODULE_DOCSTRING.match(text)
    return _REQUEST.search(text, docstring.end()) if docstring else None


def read_service_title(text: str) -> str:
    """Return the title of a product in the index of its service, "" if there is none."""
    classes = (node for node in parse_module(text) if isinstance(node, ast.ClassDef))
    return next((ast.get_docstring(node) or "" for node in classes), "")


def read_class_names(text: str) -> dict[str, ClassNames]:
    """Return the classes of a module by name; none if it is not valid Python."""
    nodes = dict(list_classes(parse_module(text)))
    return {name: _read_class(node, nodes.keys()) for name, node in nodes.items()}


def list_classes(
    body: Iterable[ast.stmt], prefix: str = ""
) -> Iterator[tuple[str, ast.ClassDef]]:
    """Yield each class with its name; that of one inside another has a dot, as annotations write it.

    Typed dictionaries are left out: they repeat the attributes of the class that they are in.
    """
    for node in body:
        if isinstance(node, ast.ClassDef) and not _is_typed_dict(node):
            name = f"{prefix}{node.name}"
            yield name, node
            yield from list_classes(node.body, f"{name}.")


def _is_typed_dict(node: ast.ClassDef) -> bool:
    """Whether a class says only which dictionaries may stand for the class around it."""
    return any(read_name(base) == "TypedDict" for base in node.bases)


def parse_module(text: str) -> list[ast.stmt]:
    """Return the statements of a module; none if it is not valid Python, since users may have edited it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []


def _read_class(definition: ast.ClassDef, classes: Collection[str]) -> ClassNames:
    attributes: dict[str, str] = {}
    mentioned: dict[str, tuple[str, ...]] = {}
    for statement in definition.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            for wire in read_api_name(statement.value):
                attributes[wire] = statement.target.id
                names = map(read_name, ast.walk(statement.annotation))
                mentioned[wire] = tuple(
                    dict.fromkeys(name for name in names if name in classes)
                )
    return ClassNames(attributes, mentioned)


def read_name(node: ast.AST) -> str:
    """Return the name that an expression is, with at most one dot; "" for any other."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(ast.Name(owner), name):
            return f"{owner}.{name}"
    return ""


def read_api_name(value: ast.expr | None) -> Iterator[str]:
    """Yield the name of the API in ``param("TaskIdSet", …)``; earlier versions have the call inside another."""
    for node in ast.walk(value) if value else ():
        match node:
            case ast.Call(ast.Name("param"), [ast.Constant(str(name)), *_]):
                yield name


def read_action_names(text: str, action: Action) -> dict[str, str]:
    """Return the names in an action's module by place, as ``class_plan.names_by_place`` does.

    The class of a model is the one that the annotations of the fields that refer to the model mention.
    """
    request_class = _find_request(text)
    if not request_class:
        return {}
    classes = read_class_names(text)
    request = _read_payload_names(action.request, "request", request_class[1], classes)
    response = _read_payload_names(
        action.response, "response", request_class[2], classes
    )
    return dict((*request, *response))


def read_all_names(text: str, action: Action, entry: ActionRef) -> dict[str, str]:
    """Return the names in an action's module ("" for none) and those in the index of its service, by place."""
    names = read_action_names(text, action) if text else {}
    return {**names, **names_in_index(entry)}


def _read_payload_names(
    payload: Payload, half: str, first: str, classes: Mapping[str, ClassNames]
) -> Iterator[tuple[str, str]]:
    attributes = (
        reserved_names.REQUEST_ATTRIBUTES
        if half == "request"
        else reserved_names.RESPONSE_ATTRIBUTES
    )
    fields = {"": payload.fields} | {
        model.name: model.fields for model in payload.models
    }
    waiting, seen = [("", first)], {""}
    while waiting:
        model, name = waiting.pop()
        place = f"{half}:{model}" if model else half
        if name not in classes or not _is_class_usable(name):
            continue
        yield place, name
        if model and half == "response":
            attributes = reserved_names.MODEL_ATTRIBUTES
        for field in fields[model]:
            attribute = classes[name].attributes.get(field.name, "")
            if not field.python_name and _is_usable(attribute, _LOWER, attributes):
                yield f"{place}/{field.name}", attribute
            mentioned = classes[name].classes.get(field.name, ())
            for target in {*references(field.type)} - seen:
                seen.add(target)
                waiting += [(target, mentioned[0])] if mentioned else []


def _is_class_usable(name: str) -> bool:
    return all(
        _is_usable(part, _CLASS, reserved_names.CLASSES) for part in name.split(".", 1)
    )


def _is_usable(name: str, alphabet: re.Pattern[str], reserved: Collection[str]) -> bool:
    """Whether generated code could contain a name at its place."""
    is_plain = alphabet.fullmatch(name) and not keyword.iskeyword(name)
    return bool(is_plain) and name not in reserved
