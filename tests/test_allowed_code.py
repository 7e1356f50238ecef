"""A module that holds anything its template does not write is refused, however that got there."""

from __future__ import annotations

import re
from pathlib import Path

import black
import pytest
from docs2sdk.errors import UnsafeCodeError
from docs2sdk.python import allowed_code, formatting

from templates import TEXTS

GENERATED = Path(__file__).resolve().parent.parent / "generated"

# A module of ours for each template.
MODULES = {
    "package/__init__.py.j2": "ucloud_client/__init__.py",
    "package/__main__.py.j2": "ucloud_client/__main__.py",
    "package/testing.py.j2": "ucloud_client/testing.py",
    "package/pytest_plugin.py.j2": "ucloud_client/pytest_plugin.py",
    "package/client.py.j2": "ucloud_client/client.py",
    "package/_errors.py.j2": "ucloud_client/_errors.py",
    "package/service/__init__.py.j2": "ucloud_client/isms/__init__.py",
    "package/service/_service.py.j2": "ucloud_client/isms/_service.py",
    "package/service/action.py.j2": "ucloud_client/isms/get_isms_send_receipt.py",
    "tests/service/test_action.py.j2": "tests/isms/test_get_isms_send_receipt.py",
}

HARM = [
    pytest.param("import os", id="an import"),
    pytest.param("from os import system", id="an import of a name"),
    pytest.param("from os import system as wire", id="an import under a known name"),
    pytest.param(
        "from builtins import exec as field", id="a builtin under a known name"
    ),
    pytest.param("from httpx2 import Client\nfrom yaml import load", id="strangers"),
    pytest.param("exec('x')", id="a call"),
    pytest.param("wire.__globals__.get('x')()", id="a call of a call"),
    pytest.param("@exec\nclass X: x", id="a decorator"),
    pytest.param("class X(metaclass=exec): x", id="a metaclass"),
    pytest.param("x = __import__('os')", id="a call in an assignment"),
    pytest.param(
        "x = ().__class__.__base__.__subclasses__()", id="a call of an attribute"
    ),
    pytest.param("x = (lambda: 1)()", id="a call of what has no name"),
    pytest.param("x = [y for y in ()]", id="a comprehension"),
    pytest.param("x = f'{x}'", id="a format"),
    pytest.param("del x", id="a deletion"),
    pytest.param("global x", id="a declaration"),
    pytest.param("while x: x", id="a loop"),
    pytest.param("try: x\nexcept E: x", id="a handler"),
    pytest.param("async def x(): pass", id="an async function"),
    pytest.param("x = y or z", id="a condition"),
    pytest.param("x[0:1]", id="a slice"),
    pytest.param("x = (y := 1)", id="an assignment inside"),
    pytest.param("match x:\n    case _: x", id="a match"),
    pytest.param("raise x", id="a raise"),
]


def test_every_template_for_document_text_has_a_shape() -> None:
    modules = {name for name in TEXTS if name.endswith(".py.j2")}
    # What all tests share has no text of a page in it.
    shared = {name for name in modules if re.fullmatch(r"tests/\w+\.py\.j2", name)}
    assert allowed_code.ALLOWED_BY_TEMPLATE.keys() == MODULES.keys() == modules - shared
    assert len(shared) == 5


@pytest.mark.parametrize("template", MODULES)
def test_what_the_template_writes_passes(template: str) -> None:
    text = (GENERATED / MODULES[template]).read_text("utf-8")
    assert formatting.format_module(text, "x.py", template) == text


@pytest.mark.parametrize("template", MODULES)
@pytest.mark.parametrize("harm", HARM)
def test_anything_else_is_refused(harm: str, template: str) -> None:
    text = (GENERATED / MODULES[template]).read_text("utf-8")
    with pytest.raises(UnsafeCodeError, match=r"^x\.py (holds|calls|imports) "):
        formatting.format_module(f"{text}\n\n{harm}\n", "x.py", template)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        pytest.param(
            "    region: str",
            "    ACTION: str = 'Other'\n    region: str",
            "ACTION",
            id="a constant of a class",
        ),
        pytest.param(
            "    region: str",
            "    class ACTION:\n        x: str\n\n    region: str",
            "ACTION",
            id="a constant by a class",
        ),
        pytest.param(
            "    region: str", "    zone: str\n    region: str", "zone", id="a field"
        ),
        pytest.param(
            "@request_class",
            "class ReceiptPerTask(Model):\n    x: str\n\n\n@request_class",
            "ReceiptPerTask",
            id="a class",
        ),
        pytest.param(
            "@request_class",
            "class ClassVar(Model):\n    x: str\n\n\n@request_class",
            "ClassVar",
            id="what is imported",
        ),
    ],
)
def test_what_defines_a_name_twice_is_refused(old: str, new: str, name: str) -> None:
    template = "package/service/action.py.j2"
    text = (GENERATED / MODULES[template]).read_text("utf-8")
    assert text.count(old) == 1
    with pytest.raises(UnsafeCodeError, match=f"^x.py defines {name} twice$"):
        formatting.format_module(text.replace(old, new), "x.py", template)


@pytest.mark.parametrize(
    "text",
    ['"""A docstring """ that ends early."""\n', "x = (\n", "x = 1\0\n", "return 1\n"],
    ids=["a docstring", "a bracket", "a NUL", "a return"],
)
def test_what_does_not_compile_is_refused(text: str) -> None:
    with pytest.raises(UnsafeCodeError, match="does not compile"):
        formatting.format_module(text, "x.py", "pyproject.toml.j2")


def test_lines_that_are_too_long_are_left_to_black() -> None:
    text = f"{'a' * 30} = {'b' * 30}({'c' * 30}, {'d' * 30})\n"
    formatted = formatting.format_module(text, "x.py", "")
    assert formatted == black.format_str(text, mode=black.Mode())
    assert formatted.count("\n") > 1
