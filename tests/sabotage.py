"""Mistakes in generated modules, one at a time: each changes what a class declares, as a wrong template or a bad merge would."""

from __future__ import annotations

import ast
import itertools
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

ROLES = {
    "Request": "request",
    "PagedRequest": "request",
    "Parameters": "parameters",
    "Response": "response",
    "Model": "model",
}
SENT = ("request", "parameters")
RECEIVED = ("response", "model")


class Mistake(NamedTuple):
    """A changed module, and patterns of what the page says and of what the module says, for the failure's text."""

    text: str
    expected: str
    found: str


class Attribute(NamedTuple):
    """An attribute of a class for a field of the API."""

    role: str
    owner: str
    node: ast.AnnAssign

    @property
    def name(self) -> str:
        return ast.unparse(self.node.target)

    @property
    def annotation(self) -> str:
        return ast.unparse(self.node.annotation)

    @property
    def type(self) -> str:
        """The annotation without what makes it optional, and without known values."""
        return self.annotation.removesuffix(" | None").rpartition("] | ")[2]

    @property
    def call(self) -> ast.Call:
        """The call of ``param``."""
        assert isinstance(self.node.value, ast.Call)
        return self.node.value

    @property
    def wire(self) -> str:
        wire: str = ast.literal_eval(self.call.args[0])
        return wire

    @property
    def options(self) -> set[str | None]:
        """The names of the keywords of ``param``."""
        return {word.arg for word in self.call.keywords}

    @property
    def is_optional(self) -> bool:
        return "default" in self.options


@dataclass(frozen=True)
class Module:
    """The text of a generated module, its classes by role and its attributes."""

    text: str
    classes: tuple[tuple[str, ast.ClassDef], ...]
    attributes: tuple[Attribute, ...]

    @classmethod
    def read(cls, text: str) -> Module:
        nodes = [
            node
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ClassDef)
            and ast.unparse(node.bases[0]) != "TypedDict"
        ]
        classes = tuple((find_role(node), node) for node in nodes)
        attributes = tuple(
            Attribute(role, node.name, statement)
            for role, node in classes
            for statement in node.body
            if isinstance(statement, ast.AnnAssign) and is_field(statement)
        )
        return cls(text, classes, attributes)

    def find_constant(self, name: str) -> ast.AnnAssign | None:
        """Return the assignment of a constant of the request."""
        nodes = (node for _, cls in self.classes for node in cls.body)
        assigned = (node for node in nodes if isinstance(node, ast.AnnAssign))
        return next((n for n in assigned if ast.unparse(n.target) == name), None)

    def replace(self, changes: dict[ast.stmt, str]) -> str:
        """Return the text with other statements in the places of these."""
        lines = self.text.split("\n")
        for node, source in sorted(changes.items(), key=lambda pair: -pair[0].lineno):
            indent = " " * node.col_offset
            new = [indent + line for line in source.split("\n")] if source else []
            lines[node.lineno - 1 : node.end_lineno] = new
        return "\n".join(lines)


def is_field(node: ast.AnnAssign) -> bool:
    """Whether an attribute is a field of the API, not a constant."""
    return isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "param"


def find_role(node: ast.ClassDef) -> str:
    """Return what a class is, by its base."""
    return ROLES[ast.unparse(node.bases[0]).partition("[")[0]]


# Makes a mistake in a module; None if the module has no place for it.
Kind: TypeAlias = Callable[[Module, random.Random], Mistake | None]


def write_attribute(
    attribute: Attribute,
    *,
    name: str = "",
    annotation: str = "",
    wire: str = "",
    changed: dict[str, str | None] | None = None,
) -> str:
    """Return an attribute with some of it changed; keywords whose new value is None are dropped."""
    words = {str(word.arg): ast.unparse(word.value) for word in attribute.call.keywords}
    words |= {word: value or "" for word, value in (changed or {}).items()}
    call = [
        repr(wire or attribute.wire),
        *(f"{word}={value}" for word, value in words.items() if value),
    ]
    target = name or attribute.name
    return f"{target}: {annotation or attribute.annotation} = param({', '.join(call)})"


def change_attribute(
    select: Callable[[Attribute], bool],
    change: Callable[[Attribute], str],
    words: Callable[[Attribute], tuple[str, str]],
) -> Kind:
    """Return the mistake that changes one of the selected attributes."""

    def make(module: Module, chooser: random.Random) -> Mistake | None:
        attributes = [item for item in module.attributes if select(item)]
        if not attributes:
            return None
        attribute = chooser.choice(attributes)
        text = module.replace({attribute.node: change(attribute)})
        return Mistake(text, *words(attribute))

    return make


def rename_wire(roles: tuple[str, ...], rename: Callable[[str], str]) -> Kind:
    return change_attribute(
        lambda item: item.role in roles,
        lambda item: write_attribute(item, wire=rename(item.wire)),
        lambda item: (f"{item.name} {item.wire} ", f"{item.name} {rename(item.wire)} "),
    )


def rename_attribute(roles: tuple[str, ...]) -> Kind:
    return change_attribute(
        lambda item: item.role in roles,
        lambda item: write_attribute(item, name=f"{item.name}_x"),
        lambda item: (f"{item.name} {item.wire} ", f"{item.name}_x {item.wire} "),
    )


def remove_attribute(roles: tuple[str, ...]) -> Kind:
    return change_attribute(
        lambda item: item.role in roles,
        lambda item: "pass",
        lambda item: (f"{item.name} {item.wire} ", "Extra items in the right set"),
    )


def change_type(
    roles: tuple[str, ...], old: str, new: Callable[[str], str], words: tuple[str, str]
) -> Kind:
    """Return the mistake that an attribute has another type; ``words`` are both types in a table."""
    return change_attribute(
        lambda item: item.role in roles and re.fullmatch(old, item.type) is not None,
        lambda item: write_attribute(
            item, annotation=new(item.type) + " | None" * item.is_optional
        ),
        lambda item: (f"{item.wire} {words[0]}", f"{item.wire} {words[1]}"),
    )


def is_setting(attribute: Attribute) -> bool:
    return "required" in attribute.options


def make_required(roles: tuple[str, ...], select: Callable[[Attribute], bool]) -> Kind:
    return change_attribute(
        lambda item: item.role in roles and item.is_optional and select(item),
        lambda item: write_attribute(
            item,
            annotation=item.annotation.removesuffix(" | None"),
            changed={"default": None},
        ),
        lambda item: (
            rf"{item.wire} \S+ {'setting' if is_setting(item) else 'no'}",
            rf"{item.wire} \S+ yes",
        ),
    )


def make_optional(roles: tuple[str, ...]) -> Kind:
    return change_attribute(
        lambda item: item.role in roles and not item.is_optional,
        lambda item: write_attribute(
            item, annotation=f"{item.annotation} | None", changed={"default": "None"}
        ),
        lambda item: (rf"{item.wire} \S+ yes", rf"{item.wire} \S+ no"),
    )


def change_option(option: str, value: str | None, words: tuple[str, str]) -> Kind:
    """Return the mistake that an attribute has another value of an option, or lacks it; ``words`` are of the table."""
    return change_attribute(
        lambda item: option in item.options,
        lambda item: write_attribute(item, changed={option: value}),
        lambda item: (rf"{item.wire} .*{words[0]}", rf"{item.wire} .*{words[1]}"),
    )


def swap_fields(module: Module, chooser: random.Random) -> Mistake | None:
    """Make two response fields of one type hold each other's values."""
    pairs = [
        (one, other)
        for one, other in itertools.combinations(module.attributes, 2)
        if one.role in RECEIVED and one.owner == other.owner
        if one.annotation == other.annotation
    ]
    if not pairs:
        return None
    one, other = chooser.choice(pairs)
    text = module.replace(
        {
            one.node: write_attribute(one, wire=other.wire),
            other.node: write_attribute(other, wire=one.wire),
        }
    )
    return Mistake(text, f"{one.name} {one.wire} ", f"{one.name} {other.wire} ")


def swap_model(module: Module, chooser: random.Random) -> Mistake | None:
    """Make a field hold objects of another model, at the last of the places where the model stands."""
    models = [node.name for role, node in module.classes if role == "model"]
    fields = [item for item in module.attributes if item.role in RECEIVED]
    places = [
        (item, model)
        for item in fields
        for model in models
        if re.search(rf"\b{model}\b", item.annotation)
    ]
    if not places or len(models) == 1:
        return None
    item, model = places[-1]
    other = chooser.choice([name for name in models if name != model])
    annotation = re.sub(rf"\b{model}\b", other, item.annotation)
    text = module.replace({item.node: write_attribute(item, annotation=annotation)})
    return Mistake(text, rf"{item.wire} \S*{model}\b", rf"{item.wire} \S*{other}\b")


def change_paging(role: str) -> Kind:
    """Return the mistake that PAGING has another name, or none, in this role."""

    def make(module: Module, chooser: random.Random) -> Mistake | None:
        node = module.find_constant("PAGING")
        if node is None or f"{role}=" not in ast.unparse(node):
            return None
        text = re.sub(rf"{role}='\w+'", f"{role}='Other'", ast.unparse(node))
        return Mistake(
            module.replace({node: text}),
            f"paging={role}",
            "Extra items in the left set",
        )

    return make


def misspell_action(module: Module, chooser: random.Random) -> Mistake | None:
    node = module.find_constant("ACTION")
    assert node
    assert node.value
    name = ast.literal_eval(node.value)
    text = module.replace({node: f"ACTION: ClassVar[str] = {name + 'X'!r}"})
    return Mistake(text, word(name), word(f"{name}X"))


def encode_as_json(module: Module, chooser: random.Random) -> Mistake | None:
    node = module.find_constant("ACTION")
    if node is None or module.find_constant("ENCODING"):
        return None
    text = f"{ast.unparse(node)}\nENCODING: ClassVar[str] = 'json'"
    return Mistake(module.replace({node: text}), word("form"), word("json"))


def swap_response(module: Module, chooser: random.Random) -> Mistake | None:
    """Make the request's response another class."""
    (name,) = (node.name for role, node in module.classes if role == "response")
    text = re.sub(rf"(Request\[\s*){name}\b", r"\1Response", module.text)
    return Mistake(text, word(name), word("Response"))


def misspell_literal(module: Module, chooser: random.Random) -> Mistake | None:
    """Misspell the first of an attribute's known values."""
    attributes = [item for item in module.attributes if "Literal[" in item.annotation]
    if not attributes:
        return None
    item = chooser.choice(attributes)
    annotation = item.annotation.replace("Literal['", "Literal['x", 1)
    text = module.replace({item.node: write_attribute(item, annotation=annotation)})
    value = item.annotation.partition("Literal['")[2].partition("'")[0]
    quoted = re.escape(json.dumps(value, ensure_ascii=False))[1:]
    return Mistake(text, f'values=.*"{quoted}', f'values=.*"x{quoted}')


def word(text: str) -> str:
    """Return a pattern of a value, in quotes or on a line of a comparison."""
    return rf"E .*['\s]{text}['\s]"


def lost(remark: str) -> str:
    """Return a pattern of the rest of a row that was found, without a remark."""
    return rf"(?:(?!{remark}).)*['\"]\n"


KINDS: dict[str, Kind] = {
    "a parameter's name": rename_wire(SENT, "{}X".format),
    "the case of a parameter's name": rename_wire(SENT, str.swapcase),
    "a field's name": rename_wire(RECEIVED, "{}X".format),
    "the case of a field's name": rename_wire(RECEIVED, str.swapcase),
    "a parameter's Python name": rename_attribute(SENT),
    "a field's Python name": rename_attribute(RECEIVED),
    "a parameter is missing": remove_attribute(SENT),
    "a response's field is missing": remove_attribute(("response",)),
    "a model's field is missing": remove_attribute(("model",)),
    "a parameter's int is a float": change_type(
        SENT, "int", lambda _: "float", ("int", "float")
    ),
    "a field's int is a float": change_type(
        RECEIVED, "int", lambda _: "float", ("int", "float")
    ),
    "a parameter's string is an int": change_type(
        SENT, "str", lambda _: "int", ("string", "int")
    ),
    "a response's string is an int": change_type(
        ("response",), "str", lambda _: "int", ("string", "int")
    ),
    "a model's string is an int": change_type(
        ("model",), "str", lambda _: "int", ("string", "int")
    ),
    "a parameter's list is one of them": change_type(
        SENT, r"list\[.*\]", lambda type_: type_[5:-1], (r"array\[", "(?!array)")
    ),
    "a field's list is one of them": change_type(
        RECEIVED, r"list\[.*\]", lambda type_: type_[5:-1], (r"array\[", "(?!array)")
    ),
    "a parameter is a list": change_type(
        SENT, "str|int", "list[{}]".format, ("(?!array)", r"array\[")
    ),
    "a field is a list": change_type(
        RECEIVED, "str|int", "list[{}]".format, ("(?!array)", r"array\[")
    ),
    "an optional parameter is required": make_required(
        SENT, lambda item: not is_setting(item)
    ),
    "a required parameter is optional": make_optional(SENT),
    "a setting is required": make_required(SENT, is_setting),
    "a required setting is optional": change_option(
        "required", None, ("setting", " no")
    ),
    "an optional field is required": make_required(RECEIVED, lambda _: True),
    "a required field is optional": make_optional(RECEIVED),
    "two fields of one type are swapped": swap_fields,
    "another model at a model's last place": swap_model,
    "another limit of pages": change_paging("limit"),
    "another offset of pages": change_paging("offset"),
    "another list of items": change_paging("items"),
    "another total": change_paging("total"),
    "a secret is shown": change_option("repr", None, (r"secret\b", lost("secret"))),
    "a known value is misspelled": misspell_literal,
    "another limit of a list": change_option(
        "max_items", "9999", ("max_items=(?!9999)", "max_items=9999")
    ),
    "no limit of a list": change_option(
        "max_items", None, ("max_items=", lost("max_items"))
    ),
    "no deprecation": change_option(
        "deprecated", None, ("deprecated=", lost("deprecated"))
    ),
    "no base64": change_option("content_encoding", None, ("base64", lost("base64"))),
    "the action's name": misspell_action,
    "JSON instead of a form": encode_as_json,
    "another response": swap_response,
}
