"""The tests of a TypeScript client are worth something: the compiler or a generated test finds each of these mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from test_typescript_client import make_client, needs_npm, run_tool

pytestmark = [pytest.mark.slow, needs_npm]

# What is wrong, in the modules of how many actions, and how it is made: a pattern in the module, and what takes its place.
FEW = 3
MISTAKES = {
    "a parameter is not required": (r'(request: .*?), required: true', r"\1"),
    "a parameter has another name": (r'(request: \{\s+fields: \[\s+\{ name: ")', r"\1X"),
    "a number is a text": (r'(request: .*?type: )"int"', r'\1"string"'),
    "a list is none": (r'(request: .*?type: )\{ list: "string" \}', r'\1"string"'),
    "a list may be longer": (r"(maxItems: )", r"\g<1>1"),
    "the client does not encode": (r", base64: true", ""),
    "a reading action changes something": ("reads: true", "reads: false"),
    "a changing action reads": ("reads: false", "reads: true"),
    "items are elsewhere": (r'(paging: .*?items: ")', r"\1X"),
    "the offset is another parameter": (r'(paging: .*?offset: ")\w+', r"\1Limit"),
    "a field has another name": (r'(response: \{\s+fields: \[\s+\{ name: ")', r"\1X"),
    "a field has another type": (r'(response: .*?type: )"string"', r'\1"bool"'),
    "a property has another name": (r"(Request \{.*?  readonly )(\w)", r"\1X\2"),
    "a property has another type": (r"(Request \{.*?  readonly \w+\??: )string\b", r"\1boolean"),
    "a property of a response has another type": (r"(Response extends .*?readonly \w+\??: )string;", r"\1number;"),
    "another action is called": (r'(  action: "\w+)', r"\1X"),
}  # fmt: skip


def make_mistake(text: str, pattern: str, replacement: str) -> str:
    return re.sub(pattern, replacement, text, count=1, flags=re.DOTALL)


def is_action(module: Path) -> bool:
    return module.parent.name != "runtime" and "ActionDefinition" in module.read_text()


def name_action(module: Path) -> str:
    return f"{module.parent.name}/{module.stem}"


def test_each_mistake_is_found(
    corpus: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    client = tmp_path / "client"
    make_client(corpus, client, ("uhost", "isms", "ulb"))
    modules = sorted((client / "src").glob("*/[a-z]*.ts"))
    free = [module for module in modules if is_action(module)]
    made: dict[str, str] = {}
    for name, mistake in MISTAKES.items():
        found = 0
        for module in [*free]:
            text = module.read_text()
            wrong = make_mistake(text, *mistake)
            if wrong != text and found < FEW:
                module.write_text(wrong)
                made[name_action(module)] = name
                free.remove(module)
                found += 1
        assert found, name
    compiled = run_tool(client, "tsc", "--noEmit").stdout
    tested = run_tool(client, "vitest", "run").stderr
    missed = {
        action: name
        for action, name in made.items()
        if f"src/{action}.ts" not in compiled
        and f"tests/{action}.test.ts" not in compiled
        and not re.search(rf"FAIL +tests/{action}\.test\.ts", tested)
    }
    tell(
        f"TypeScript: {len(made)} mistakes of {len(MISTAKES)} kinds in as many actions"
    )
    assert missed == {}
    untouched = {*map(name_action, free)}
    broken = {*re.findall(r"FAIL +tests/(\w+/\w+)\.test\.ts", tested)}
    assert broken & untouched == set()
