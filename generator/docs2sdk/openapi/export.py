"""Reads pages as ``generate`` does, and makes OpenAPI documents of their actions, with the Python names of the client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docs2sdk import folders, schema_json
from docs2sdk.build import output_folder
from docs2sdk.build.file_changes import FileChanges
from docs2sdk.build.plan import BuildPlan, name_packages, plan_without_output
from docs2sdk.build.rendered_files import RenderedFiles
from docs2sdk.catalog import assembly, requested_services
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.openapi import documents
from docs2sdk.openapi.documents import Documents, ServiceActions
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.python import class_plan, existing_names
from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.reference.document_folder import add_document, commit_documents
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, make_package_info
from docs2sdk.targets.error_meanings import merge_common_codes
from docs2sdk.targets.existing_names import ExistingNames
from docs2sdk.workers import ProgressCallback

# The group of the documents in the manifest of their folder.
_GROUP = "schema"


@dataclass(frozen=True)
class Export:
    """The actions of a run, and the ``errors`` of pages; ``base`` is what the paths of pages are relative to."""

    base: PageFolders
    settings: Settings
    services: tuple[ServiceActions, ...]
    common_errors: dict[int, str]
    errors: tuple[Diagnostic, ...]

    def write_document(self) -> str:
        """Return the document of all services."""
        package = make_package_info(self.settings)
        document = documents.build_document(self.services, self.common_errors, package)
        return schema_json.format_document(document)

    def write_folder(
        self, out: Path, progress: ProgressCallback, force: bool
    ) -> FileChanges:
        """Bring a folder up to date: a document of each service, a JSON Schema of each request and response."""
        folders.check_output_folder(self.settings.specs, out)
        files = RenderedFiles()
        for path, document in self._build_documents().items():
            text = schema_json.format_document(document)
            add_document(files, path, text, _GROUP)
        with folders.lock_folder(out):
            return commit_documents(files, out, _GROUP, progress, force)

    def _build_documents(self) -> Documents:
        package = make_package_info(self.settings)
        by_service = documents.build_documents(
            self.services, self.common_errors, package
        )
        return by_service | documents.build_json_schemas(self.services, package)


def read_actions(settings: Settings, progress: ProgressCallback) -> Export:
    """Read the actions of the requested services; UserError."""
    client = output_folder.read_python_output(settings.out)
    settings = settings.with_package_of_output(client.manifest.package)
    base, catalog = assembly.read_catalog(
        settings, progress, packages=client.names.packages_by_folder
    )
    packages = name_packages(catalog, client.names)
    requested_services.check_services(catalog, packages, settings.services)
    plan = plan_without_output(catalog, client.names, settings)
    errors = tuple(item for item in catalog.diagnostics if item.severity == "error")
    codes = merge_common_codes(plan.common)
    services = tuple(_list_services(plan, client.names))
    return Export(base, settings, services, codes, errors)


def _list_services(plan: BuildPlan, names: ExistingNames) -> Iterator[ServiceActions]:
    actions = {action.name: action for action, _ in plan.fresh}
    for service, refs in plan.services:
        ordered = sorted(refs, key=lambda ref: ref.action)
        yield ServiceActions(service, _name_actions(actions, ordered, names))


def _name_actions(
    actions: dict[str, Action], refs: Sequence[ActionRef], names: ExistingNames
) -> tuple[tuple[Action, ActionClasses, ActionRef], ...]:
    return tuple(
        (actions[ref.action], plan_named_classes(actions[ref.action], ref, names), ref)
        for ref in refs
    )


def plan_named_classes(
    action: Action, ref: ActionRef, names: ExistingNames
) -> ActionClasses:
    """Return the classes of an action, with the names that the client has."""
    is_named = ref.action in names.refs_by_action
    module = names.modules_by_action[ref.action] if is_named else ""
    own = existing_names.read_all_names(module, action, ref)
    return class_plan.plan_classes(action, own)
