"""The files of a new project: which it has, and their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk import config, install_paths
from docs2sdk.project import publication
from docs2sdk.targets import template_engine
from docs2sdk.targets.rendering import TemplateContext

SETTINGS_FILE = "pyproject.toml"
PRE_COMMIT_FILE = ".pre-commit-config.yaml"
CI_FILES = {
    "github": ".github/workflows/docs2sdk.yml",
    "gitlab": ".gitlab-ci.yml",
}
# Files that other tools read, too: an existing one may lack what docs2sdk needs.
SHARED_FILES = (*CI_FILES.values(), PRE_COMMIT_FILE)
_EXAMPLE_PAGE = "greenhouse-api/describe_plants.md"


class ProjectInfo(NamedTuple):
    """What the files of a project name: its folders of pages and of the client, relative to it, and the package."""

    package: str
    specs: str = "specs"
    out: str = "generated"


def choose_package_name(folder: str) -> str:
    """Return a valid package name for a folder's name: ``My-API`` → ``my_api``, ``json`` → ``json_client``."""
    plain = re.sub(r"[^a-z0-9]+", "_", folder.lower()).strip("_")
    candidates = (plain, f"{plain}_client", f"client_{plain}")
    return next(filter(config.is_package_name, candidates), "api_client")


def build_contexts(
    project: ProjectInfo, ci: str | None, pre_commit: bool
) -> Iterator[TemplateContext]:
    """Yield the template contexts of a project's files; ``ci`` is a key of ``CI_FILES``, None for no job."""
    values = {
        **project._asdict(),
        "repository": publication.REPOSITORY,
        "revision": publication.REVISION,
        "checkout": publication.ACTIONS["actions/checkout"],
        "setup_python": publication.ACTIONS["actions/setup-python"],
    }
    paths = [SETTINGS_FILE, ".gitattributes", "README.md"]
    paths += [CI_FILES[ci]] if ci else []
    paths += [PRE_COMMIT_FILE] if pre_commit else []
    for path in paths:
        yield TemplateContext(path, f"project/{path}.j2", values)


def render_files(
    project: ProjectInfo, ci: str | None, pre_commit: bool
) -> dict[str, str]:
    """Return the files of a project, path → text; the example page is the last."""
    texts = {
        context.path: template_engine.render_template(context)
        for context in build_contexts(project, ci, pre_commit)
    }
    page = install_paths.find_templates() / "project" / "specs" / _EXAMPLE_PAGE
    return texts | {f"{project.specs}/{_EXAMPLE_PAGE}": page.read_text("utf-8")}
