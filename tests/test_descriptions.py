"""What a page says of a parameter or a field stands in the docstring that an editor and ``help()`` show for it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from building import generate
from conftest import ROOT
from docs2sdk.build import output_folder
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from docs2sdk.python import class_plan, existing_names
from docs2sdk.python.class_plan import ClassPlan
from docs2sdk.schema import Action
from docs2sdk.targets import page_addresses


def read_docstrings(module: str) -> dict[tuple[str, str], str]:
    """Return docstrings by class and attribute, "" for the class itself; white space is single spaces."""
    return {
        key: " ".join(inspect.cleandoc(text).split())
        for key, text in find_docstrings(ast.parse(module).body, "")
    }


def find_docstrings(
    body: list[ast.stmt], outer: str
) -> Iterator[tuple[tuple[str, str], str]]:
    attribute = ""
    for node in body:
        match node:
            case ast.ClassDef(name=name):
                yield from find_docstrings(node.body, f"{outer}.{name}".lstrip("."))
            case ast.Expr(ast.Constant(str(text))):
                yield (outer, attribute), text
            case ast.AnnAssign(target=ast.Name(name)):
                attribute = name


def find_lost(action: Action, module: str, names: Mapping[str, str]) -> list[str]:
    """Return the descriptions, and other texts, that no docstring of an action's module has at their place."""
    docstrings = read_docstrings(module)
    classes = class_plan.plan_classes(action, names)
    lost = [
        f"{cls.name}.{attribute.name}: {description}"
        for cls in classes
        for attribute in cls.attributes
        if (description := complete(attribute.field.description, action))
        not in docstrings.get(place_of(cls, attribute.name), "")
    ]
    shown = docstrings[classes.request.name, ""]
    texts = (action.title, action.summary, *action.notes, *action.warnings)
    return lost + [text for text in texts if complete(text, action) not in shown]


def place_of(cls: ClassPlan, attribute: str) -> tuple[str, str]:
    is_sent = cls.role in ("request", "parameters")
    return (cls.name, "" if is_sent else attribute)


def complete(text: str, action: Action) -> str:
    """Return a text as docstrings have it: links are absolute there."""
    linked = page_addresses.complete_links(text, action.location.path)
    return " ".join(linked.split())


def count_kept(run: RunReport) -> int:
    """Return the number of actions, after a look at every text of each."""
    assert run.catalog
    output = output_folder.read_output(run.out).names
    actions = [action for service in run.catalog.services for action in service.actions]
    for action in actions:
        module = output.modules_by_action[action.name]
        assert (
            find_lost(action, module, existing_names.find_action_names(output, action))
            == []
        )
    return len(actions)


def test_every_text_of_our_pages_is_shown_in_editors(tmp_path: Path) -> None:
    assert count_kept(generate(Settings((ROOT / "specs",), tmp_path / "out"))) == 30


@pytest.mark.slow
def test_every_text_of_the_published_pages_is_shown_in_editors(
    whole: RunReport, tell: Callable[[str], None]
) -> None:
    count = count_kept(whole)
    tell(f"every text of {count} actions is in their docstrings")
    assert count > 700
