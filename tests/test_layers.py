"""A module imports lower layers only, every library has one module that imports it, and only the command line prints."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
import trees
from docs2sdk import digests

ROOT = Path(__file__).resolve().parent.parent

# From the bottom up: packages ("" for the modules beside them), each with its layers.  A new module gets a place in the
# lowest layer of its package that is above all that it imports.  A package whose modules depend on each other through
# another one is listed twice.
PACKAGES = [
    (
        "",
        "install_paths interrupts locations message_text protocol python_literals reserved_names workflow_commands",
        "diagnostics digests errors schema",
        "folders python_naming schema_json template_folder workers",
        "cache config",
    ),
    (
        "pages",
        "base64_hints checkout_layout lengths markdown page_folders pagination path_patterns prose_facts value_lists",
        "cells columns defaults input_files known_values ranges units",
        "contradictions folder_merge page_sources stray_rows",
        "row_facts",
        "row_nesting",
        "model_references run_inputs sections",
        "similar_headings",
        "action_headings column_examples model_ties unclosed_blocks",
        "non_action_pages structure_checks variant_pages",
        "page_structure payload_tables",
        "error_codes",
        "interpretation",
        "page_parser",
        "page_cache",
    ),
    (
        "values",
        "example_text json_offsets sample_values",
        "base64_values coercion",
        "example_values",
    ),
    (
        "validation",
        "mismatches",
    ),
    (
        "traffic",
        "bounded_files",
        "bodies",
        "recorded_request secrets",
        "curl_commands har",
        "exchanges",
        "samples",
    ),
    (
        "validation",
        "recordings request response",
        "evidence examples",
    ),
    (
        "authoring",
        "page_text row_options",
        "page_writer",
    ),
    (
        "catalog",
        "duplicate_pages index_claims",
    ),
    (
        "overlays",
        "keys toml_locations",
        "overlay_files",
        "apply_field",
        "apply_action",
    ),
    (
        "catalog",
        "catalog",
        "missing_actions page_action_names page_removal",
        "selection",
        "requested_services",
    ),
    (
        "overlays",
        "hidden_pages",
        "apply_catalog",
    ),
    (
        "catalog",
        "assembly",
    ),
    (
        "authoring",
        "new_action new_files",
    ),
    (
        "inference",
        "shapes",
        "type_guesses",
        "wording",
        "payload_inference",
        "draft",
        "page_updates",
    ),
    (
        "targets",
        "fact_phrases page_addresses plain_text",
        "client error_meanings page_facts template_objects",
        "existing_names rendering",
        "registry template_engine",
    ),
    (
        "python",
        "action_refs allowed_code class_plan",
        "docstrings",
        "action_context error_codes_context existing_names formatting page_tables",
        "action_test_context",
        "example_call",
        "template_contexts",
        "renames",
        "file_renderer",
        "file_groups",
        "target",
    ),
    (
        "typescript",
        "action_refs index_entries samples source_text",
        "action_calls descriptions interfaces",
        "definitions renames",
        "action_context",
        "action_test_context allowed_lines",
        "template_contexts",
        "file_renderer",
        "target",
    ),
    (
        "validation",
        "proposals",
    ),
    (
        "build",
        "manifest",
        "output_folder",
        "plan",
        "rendered_files",
        "file_changes",
        "run_report transaction",
        "run_context",
        "pipeline",
        "run",
    ),
    (
        "reference",
        "action_calls document_folder field_rows page_text words",
        "action_page",
        "site_pages",
        "site",
    ),
    (
        "openapi",
        "code_samples example_limits field_schemas",
        "payload_schemas",
        "operations",
        "documents",
        "export",
    ),
    (
        "project",
        "publication",
        "starter_files",
        "setup",
    ),
    (
        "trace",
        "printed_names source_map table_rows targets",
        "provenance",
        "retained",
        "lookup",
    ),
    (
        "lint",
        "code_examples findings remedies",
        "fingerprints",
        "baseline linter",
        "baseline_filter",
    ),
    (
        "diff",
        "accepted_changes git model_matching row_matching rule_examples rules schema_changes snapshots type_changes",
        "action_similarity fact_changes python_effects repositories versions",
        "changes",
        "git_objects row_changes",
        "pagination_changes product_changes python_symbols releases revisions table_changes",
        "action_changes inputs",
        "action_matching place_search",
        "comparison",
        "earlier_findings history policy",
    ),
    (
        "validation",
        "run",
    ),
    (
        "watch",
        "changed_actions folder_watcher",
        "session",
    ),
    (
        "reports",
        "changes_findings changes_json changes_text chinese_rules code_spans drift_diff drift_findings findings_json findings_text github_annotations html junit quotations sarif",
        "card_page change_sentences changes_junit changes_markdown findings_junit findings_markdown run_json run_text side_by_side",
        "changelog changes_html health_html watch_text",
    ),
    (
        "mock",
        "action_families documentation key_fields paging parameter_checks parameter_inputs received_call sample_answers scripted_faults server signature upstream",
        "error_answers lifecycles observation",
        "browser_pages lifecycle_cache resources",
        "local_api",
        "browser_calls",
        "web_app",
    ),
    (
        "editor",
        "code_links project text_positions",
        "analysis page_edits table_cells",
        "completion diagnostic_spans example_fixes page_targets structure_fixes workspace",
        "row_fixes",
        "quick_fixes",
        "server",
    ),
    (
        "",
        "console progress",
        "cli",
        "__main__",
    ),
    (
        "commands",
        "acceptance build_runs explain new_dialogue options page_comparison rules staged_files",
        "action_tests changelog diff docs findings_output generate history init",
        "lsp mock openapi schema templates watch why",
        "check lint new_pages validate",
        "infer new",
    ),
]
LAYERS = [
    [f"{package}.{module}".lstrip(".") for module in layer.split()]
    for package, *layers in PACKAGES
    for layer in layers
]
LAYER_OF = {module: layer for layer, modules in enumerate(LAYERS) for module in modules}
LIBRARIES = {
    "click": "commands",
    "jinja2": "targets.template_engine",
    "black": "python.formatting",
    "markdown_it": "pages.markdown",
    "rich": "progress",
    "platformdirs": "folders",
    "filelock": "folders",
    "lsprotocol": "editor.server",
    "starlette": "mock.web_app",
    "uvicorn": "mock.server",
    "pygls": "editor.server",
    "watchfiles": "watch.folder_watcher",
}
# The modules that make up the command line: they share click, and they alone print.
FRONT = {"cli", "console", "progress"}
# It talks to processes of its own, through their standard streams.
PIPES = {"workers"}

SOURCES = [
    path
    for folder in ("generator/docs2sdk", "templates/runtime")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def module_of(path: Path) -> str:
    """Return a module's name: ``schema``, or ``commands.generate`` of a module in a package."""
    return ".".join(path.relative_to(ROOT / "generator/docs2sdk").with_suffix("").parts)


TREES = {
    module_of(path): ast.parse(path.read_text("utf-8"))
    for path in SOURCES
    if path.stem != "__init__" and path.is_relative_to(ROOT / "generator/docs2sdk")
}


PACKAGE_NAMES = {f"docs2sdk.{package}".rstrip(".") for package, *_ in PACKAGES}


@cache
def imported(module: str) -> tuple[str, ...]:
    """Return every module that a module imports anywhere: ``docs2sdk.python.template_contexts``, ``jinja2``."""
    return tuple(find_imports(TREES[module]))


def find_imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "modules are named in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from names if node.module in PACKAGE_NAMES else [str(node.module)]


def front(module: str) -> str:
    """Return the name under which LIBRARIES has a module: those of the command line count as one."""
    return "commands" if module in FRONT or module.startswith("commands.") else module


def test_every_module_has_a_layer() -> None:
    assert LAYER_OF.keys() == TREES.keys()


@pytest.mark.parametrize("module", TREES)
def test_a_module_imports_lower_layers_only(module: str) -> None:
    named = [name.removeprefix("docs2sdk.") for name in imported(module)]
    above = {
        other
        for other in LAYER_OF.keys() & {*named}
        if LAYER_OF[other] >= LAYER_OF[module]
    }
    assert above == set()


# What these say of the documentation holds for a client in any language.
ANY_LANGUAGE = {"pages", "values", "overlays", "catalog"}


@pytest.mark.parametrize(
    "module", [name for name in TREES if name.partition(".")[0] in ANY_LANGUAGE]
)
def test_what_reads_pages_does_not_import_what_writes_python(module: str) -> None:
    assert not any(
        f"{name}.".startswith("docs2sdk.python.") for name in imported(module)
    )


@pytest.mark.parametrize("module", TREES)
def test_a_library_is_imported_by_its_own_module_only(module: str) -> None:
    modules = {name.split(".")[0] for name in imported(module)} - {"docs2sdk"}
    strangers = modules - sys.stdlib_module_names
    owners = {module, front(module)}
    assert strangers <= {
        library for library, owner in LIBRARIES.items() if owner in owners
    }


def test_starting_the_command_imports_no_library_that_it_may_not_need() -> None:
    program = "import sys, docs2sdk.cli; print(*sys.modules)"
    run = [sys.executable, "-c", program]
    loaded = subprocess.run(run, cwd=ROOT, capture_output=True, check=True, text=True)
    assert {"click", "docs2sdk.cli"} <= set(loaded.stdout.split())
    assert not set(loaded.stdout.split()) & (LIBRARIES.keys() - {"click"})


@pytest.mark.parametrize("command", ["generate", "check"])
def test_a_run_that_has_nothing_to_do_imports_little(
    command: str, tmp_path: Path
) -> None:
    pages = trees.write(tmp_path / "specs", trees.PAGES)
    program = (
        "import atexit, sys; atexit.register(lambda: print('\\n', *sys.modules));"
        "from docs2sdk.cli import main; main()"
    )
    words = [str(pages), "--out", str(tmp_path / "out")]
    run = partial(subprocess.run, cwd=ROOT, capture_output=True, check=True, text=True)
    run([sys.executable, "-c", program, "generate", *words])
    last = run([sys.executable, "-c", program, command, *words]).stdout
    loaded = set(last.rpartition("\n \n")[2].split())
    assert "docs2sdk.build.run" in loaded
    libraries = LIBRARIES.keys() - {"click", "platformdirs"}
    assert not loaded & {*libraries, "docs2sdk.schema", "docs2sdk.build.pipeline"}


def test_what_shows_in_no_output_is_named_as_it_is() -> None:
    """An edit of these packages keeps the cache."""
    *packages, _ = digests._WITHOUT_EFFECT
    assert {*packages} <= {package for package, *_ in PACKAGES}


@pytest.mark.parametrize(
    "module", [module for module in TREES if front(module) != "commands"]
)
def test_only_the_command_line_prints(module: str) -> None:
    named = {node.id for node in ast.walk(TREES[module]) if isinstance(node, ast.Name)}
    # A process that is started has a stdout, too: that is no terminal.
    reached = {
        node.attr
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) != "process"
    }
    assert not named & {"print", "input"}
    if module not in PIPES:
        assert not reached & {"stdout", "stderr", "stdin"}


@pytest.mark.parametrize(
    "path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_module_says_what_it_is_and_stays_small(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    functions = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    assert not {*path.stem.split("_")} & {
        "util",
        "utils",
        "helper",
        "helpers",
        "base",
        "manager",
    }
    assert ast.get_docstring(tree)
    assert text.count("\n") <= 400
    assert functions == []


def test_the_build_stays_small() -> None:
    """It decides everything: whoever changes it must be able to read all of it."""
    modules = (ROOT / "generator/docs2sdk/build").glob("*.py")
    assert sum(path.read_text("utf-8").count("\n") for path in modules) <= 1545
