"""Generated modules, made and imported without touching the disk."""

from __future__ import annotations

import re
import sys
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

from docs2sdk.python import class_plan, template_contexts
from docs2sdk.python.action_refs import build_action_refs
from docs2sdk.python.file_renderer import render_text
from docs2sdk.reference import action_page, site_pages
from docs2sdk.reference.action_page import ReferenceInfo
from docs2sdk.schema import Action
from docs2sdk.targets.client import PackageInfo
from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.typescript import file_renderer as typescript_renderer
from docs2sdk.typescript import template_contexts as typescript_contexts
from docs2sdk.typescript.action_refs import make_ref

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
TARGET = PackageInfo("probe", "0.1.0")


def build_contexts(action: Action) -> tuple[TemplateContext, ...]:
    """Return the template contexts of an action's module and of its tests."""
    (entry,) = build_action_refs([action], "things")
    return template_contexts.build_action_contexts(
        action, class_plan.plan_classes(action), entry, TARGET
    )


def source(action: Action) -> str:
    """Return the text of an action's module as it would be stored."""
    return render_text(build_contexts(action)[0])


def tests_source(action: Action) -> str:
    """Return the text of the tests of an action as it would be stored."""
    return render_text(build_contexts(action)[1])


def typescript(action: Action) -> dict[str, str]:
    """Return the texts of an action's module in TypeScript and of its tests."""
    ref = make_ref(action.location.path, action.name, "things", "method")
    contexts = typescript_contexts.build_action_contexts(action, ref, TARGET)
    module, tests = typescript_renderer.render_texts(contexts).values()
    return {"module.ts": module, "module.test.ts": tests}


def reference(action: Action, language: str = "en") -> str:
    """Return the text of an action's page in the reference."""
    (entry,) = build_action_refs([action], "things")
    info = ReferenceInfo(TARGET.package, language)
    values = action_page.build_action_values(action, {}, entry, info, ())
    return render_text(site_pages.build_action_context("page.md", values))


class _Text(InspectLoader):
    """Loads a module from its text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def get_source(self, fullname: str) -> str:
        return self.text


def load(text: str, name: str = "module") -> ModuleType:
    """Import the text of a module as ``probe.things.{name}``, beside the real runtime as ``probe.runtime``."""
    _package("probe", [str(TEMPLATES)])
    _package("probe.things", [])
    spec = ModuleSpec(f"probe.things.{name}", loader := _Text(text))
    sys.modules[spec.name] = module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def module(action: Action) -> ModuleType:
    """Return the module of an action, imported."""
    return load(source(action))


def _package(name: str, path: list[str]) -> None:
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = path
        sys.modules[name] = package


_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w$])-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def outline(text: str) -> str:
    """Return a module in TypeScript without its comments, what its strings and numbers say, and its layout."""
    code = _STRING.sub('""', _COMMENT.sub("", text.partition("\n")[2]))
    code = _NUMBER.sub("0", code)
    return re.sub(r",(?=[\]})])", "", "".join(code.split()))
