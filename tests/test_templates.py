"""Templates do not compute: substitution, loops, flags, ``indent`` and ``join``.  Held by Jinja's own syntax trees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import building
import jinja2
import pytest
import small_pages
from docs2sdk.build.plan import BuildPlan, plan_without_output
from docs2sdk.catalog.catalog import build_catalog
from docs2sdk.config import Settings
from docs2sdk.openapi import code_samples
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.project import starter_files
from docs2sdk.project.starter_files import ProjectInfo
from docs2sdk.python import class_plan, formatting, template_contexts
from docs2sdk.python_literals import Call
from docs2sdk.reference import action_calls, site
from docs2sdk.reference.action_page import ReferenceInfo
from docs2sdk.targets import template_engine
from docs2sdk.targets.client import PackageInfo, ServiceInfo
from docs2sdk.targets.existing_names import NO_EXISTING_NAMES
from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.typescript import template_contexts as typescript_contexts
from docs2sdk.typescript.action_calls import build_call_context
from docs2sdk.typescript.index_entries import read_index_entry
from jinja2 import meta, nodes

from templates import TEXTS

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = {name: text for name, text in TEXTS.items() if name.endswith(".j2")}
RUNTIME = {name: text for name, text in TEXTS.items() if name.endswith(".py")}
# Copied unchanged into a TypeScript client.
PLAIN = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
    for path in (ROOT / "templates/typescript").rglob("*")
    if path.is_file() and path.suffix != ".j2"
}

# Copied unchanged into a new project.
EXAMPLE_PAGE = "project/specs/greenhouse-api/describe_plants.md"

FILTERS = ("indent", "join")
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr),
    *(nodes.For, nodes.If, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Filter, nodes.Macro, nodes.Import, nodes.FromImport, nodes.Include),
    *(nodes.Const, nodes.Call),
)

PARSER = jinja2.Environment()


def computing(text: str) -> list[str]:
    """Return what a template does besides putting strings in their places."""
    tree = PARSER.parse(text)
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    return [fault for node in walk(tree) for fault in faults(node, macros)]


def walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from walk(child)


def faults(node: nodes.Node, macros: set[str]) -> Iterator[str]:
    name = type(node).__name__
    if not isinstance(node, ALLOWED):
        yield name
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        yield f"filter {node.name}"
    elif isinstance(node, nodes.Call) and not is_macro(node.node, macros):
        yield "call"
    elif isinstance(getattr(node, "template", None), nodes.Name):
        yield f"{name} of a computed name"


def is_macro(called: nodes.Expr, macros: set[str]) -> bool:
    return isinstance(called, nodes.Name) and called.name in macros


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_does_not_compute(name: str) -> None:
    assert computing(TEMPLATES[name]) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("{{ name.upper() }}", "call", id="a method call"),
        pytest.param("{{ range(3) }}", "call", id="a function call"),
        pytest.param("{% if a == b %}{% endif %}", "Compare", id="a comparison"),
        pytest.param("{% if a in b %}{% endif %}", "Compare", id="a search"),
        pytest.param("{{ a + 1 }}", "Add", id="arithmetic"),
        pytest.param("{{ a ~ b }}", "Concat", id="concatenation"),
        pytest.param("{{ a[0] }}", "Getitem", id="an index"),
        pytest.param("{% set a = b %}", "Assign", id="an assignment"),
        pytest.param("{{ a if b else c }}", "CondExpr", id="a condition inside"),
        pytest.param("{% if a is defined %}{% endif %}", "Test", id="a test"),
        pytest.param("{{ a | tojson }}", "filter tojson", id="another filter"),
        pytest.param(
            "{% include name %}", "Include of a computed name", id="an include"
        ),
        pytest.param(
            "{% import name as m %}", "Import of a computed name", id="an import"
        ),
    ],
)
def test_the_rules_find_what_they_forbid(text: str, fault: str) -> None:
    assert fault in computing(text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_file_without_a_placeholder_is_no_template(name: str) -> None:
    assert meta.find_undeclared_variables(PARSER.parse(TEMPLATES[name]))


@pytest.mark.parametrize("name", RUNTIME)
def test_the_runtime_is_plain_python(name: str) -> None:
    compile(RUNTIME[name], name, "exec")
    assert not any(mark in RUNTIME[name] for mark in ("{{", "{%", "{#"))


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_copied_into_a_typescript_client_has_no_placeholder(name: str) -> None:
    assert not any(mark in PLAIN[name] for mark in ("{{ ", "{% "))


def test_there_is_nothing_but_templates_the_runtimes_and_a_page() -> None:
    files = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    cached = ("__pycache__", ".mypy_cache", ".ruff_cache")
    names = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in files
        if not {*path.parts} & {*cached}
    }
    assert names == {*TEMPLATES, *RUNTIME, *PLAIN, EXAMPLE_PAGE}


def plan_pages() -> BuildPlan:
    """Return the plan of our own pages, of one whose answer is an error, one of items, and a service's error codes."""
    tree = page_sources.read_source_tree(ROOT / "specs")
    refused = small_pages.modern(response_example='```json\n{"RetCode": 1}\n```')
    codes = "| 错误码 | 中文 |\n|---|---|\n| 8039 | x |\n"
    pages = (
        *tree.pages,
        page_sources.Source("isms-api/do_thing.md", refused),
        page_sources.Source("isms-api/error_code.md", codes),
    )
    read = build_catalog(tree, map(parse_page, pages))
    return plan_without_output(
        read, NO_EXISTING_NAMES, Settings((ROOT / "specs",), ROOT / "generated")
    )


PACKAGE = PackageInfo("client_package", "1.2.3")


def build_contexts() -> list[TemplateContext]:
    """Return the template contexts of a Python client."""
    decided, target = plan_pages(), PACKAGE
    services = [service for service, _ in decided.services]
    made = [
        *(
            template_contexts.build_action_contexts(
                action, class_plan.plan_classes(action), entry, target
            )
            for action, entry in decided.fresh
        ),
        *(
            template_contexts.build_service_contexts(*service, target)
            for service in decided.services
        ),
        template_contexts.build_package_contexts(services, None, "", target),
        [
            template_contexts.build_service_error_context(service, target)
            for service in services
            if service.errors
        ],
        [template_contexts.build_common_error_context(decided.common, target)],
    ]
    return [context for some in made for context in some]


def build_typescript() -> Iterator[TemplateContext]:
    """Yield the template contexts of a TypeScript client."""
    decided = plan_pages()
    texts = {}
    for action, ref in decided.fresh:
        contexts = typescript_contexts.build_action_contexts(action, ref, PACKAGE)
        yield from contexts
        texts[ref] = template_engine.render_template(contexts[0])
    for service, refs in decided.services:
        entries = [read_index_entry(ref, texts[ref]) for ref in refs]
        yield from typescript_contexts.build_service_contexts(
            service, entries, True, PACKAGE
        )
        yield from typescript_contexts.build_service_error_contexts(service, PACKAGE)
    services = [service for service, _ in decided.services]
    examples = next(iter(texts)), "call()", "list()"
    yield from typescript_contexts.build_package_contexts(services, *examples, PACKAGE)
    yield build_call_context("DoThing", "isms", {"Id": ["x"]}, "client-package")


def build_site() -> list[TemplateContext]:
    """Return the template contexts of the site of our own pages and one of items, in both languages."""
    tree = page_sources.read_source_tree(ROOT / "specs")
    items = (ROOT / "tests/cases/pages_of_items/page.md").read_text("utf-8")
    codes = "| 错误码 | 中文 |\n|---|---|\n| 8039 | x |\n"
    pages = (
        *tree.pages,
        page_sources.Source("isms-api/pages_of_items.md", items),
        page_sources.Source("isms-api/error_code.md", codes),
    )
    read = build_catalog(tree, map(parse_page, pages))
    decided = plan_without_output(
        read, NO_EXISTING_NAMES, Settings((ROOT / "specs",), ROOT / "generated")
    )
    return [
        context
        for language in ("en", "zh")
        for context in site.build_contexts(
            decided, NO_EXISTING_NAMES, ReferenceInfo("client_package", language)
        )
    ]


SITE = build_site()
PROJECT = [
    context
    for ci in starter_files.CI_FILES
    for context in starter_files.build_contexts(ProjectInfo("shop"), ci, True)
]
CONTEXTS = [context for context in build_contexts() if context.template]
CALL = Call("client.service.action", ())
CALLS = code_samples.build_contexts(
    action_calls.format_call(CALL, Call("Action", ()), "import x", {}), "client_package"
)
TYPESCRIPT = [*build_typescript()]
OTHERS = (*SITE, *PROJECT, *CALLS, *TYPESCRIPT)

# The codes of a service are written like those of all services.
SHARED = "package/_errors.py.j2"


def test_every_template_is_used() -> None:
    assert {context.template for context in (*CONTEXTS, *OTHERS)} == TEMPLATES.keys()


def test_the_templates_lie_as_the_output_does() -> None:
    names = {"isms": "service", "usms": "service", "client_package": "package"}
    for context in CONTEXTS:
        folders = [names.get(part, part) for part in context.path.split("/")[:-1]]
        file = context.path.rpartition("/")[2]
        assert context.template in {SHARED} | {
            "/".join([*folders, name]) + ".j2"
            for name in (file, "action.py", "test_action.py")
        }


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_value_that_is_missing_is_an_error(name: str) -> None:
    contexts = (*CONTEXTS, *OTHERS)
    examples = [context for context in contexts if context.template == name]
    for value in meta.find_undeclared_variables(PARSER.parse(TEMPLATES[name])):
        assert any(is_missed(context, value) for context in examples), value


def is_missed(context: TemplateContext, name: str) -> bool:
    values = {key: value for key, value in context.values.items() if key != name}
    try:
        template_engine.render_template(context._replace(values=values))
    except jinja2.UndefinedError as error:
        return name in str(error)
    return False


def test_our_own_pages_are_laid_out_without_black(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formatting, "_run_black", None)
    settings = Settings((ROOT / "specs",), tmp_path / "out", jobs=1)
    assert building.generate(settings, use_cache=False).written


def test_two_services_may_have_classes_of_one_name() -> None:
    services = [
        ServiceInfo(f"{package}-api", package, package)
        for package in ("vpc2_0", "vpc20", "async_vpc20")
    ]
    files = template_contexts.build_package_contexts(
        services, None, "", PackageInfo("package", "1")
    )
    (client,) = (file for file in files if file.path == "package/client.py")
    text = formatting.format_module(
        template_engine.render_template(client), client.path, client.template
    )
    assert "from .vpc20._service import AsyncVpc20Service as " in text
    assert "Vpc20Service as Vpc20Service_2" in text
    assert "def vpc2_0(self) -> Vpc20Service_2:" in text
    assert "return Vpc20Service_2(self)" in text
