"""Builds the template contexts of a site: its settings, start page, guides, and the pages of services and error codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from docs2sdk import python_naming
from docs2sdk.python import class_plan
from docs2sdk.python_literals import Call, format_string
from docs2sdk.reference import action_calls, page_text
from docs2sdk.reference.action_calls import ActionCall
from docs2sdk.reference.action_page import ReferenceInfo
from docs2sdk.reference.words import GUIDE_TITLES, GUIDES
from docs2sdk.schema import Action, ErrorCode
from docs2sdk.targets import error_meanings, plain_text
from docs2sdk.targets.client import ActionRef, ServiceInfo
from docs2sdk.targets.rendering import TemplateContext

# The settings of the static site generator: MkDocs' format, which Zensical reads, too.
CONFIG = "mkdocs.yml"
_ROOT = "docs"
_COMMON_ERRORS = "errors.md"
_STYLE = "assets/site.css"
# Pages of a service that are not of an action; actions get other names.
_SERVICE_PAGES = ("index", "errors")


class ServicePages(NamedTuple):
    """A service, its actions in the order of their methods, and for each action the path of its page below the root."""

    service: ServiceInfo
    actions: tuple[ActionRef, ...]
    paths: Mapping[str, str]

    @property
    def folder(self) -> str:
        """The folder of its pages below the root."""
        return f"services/{self.service.package}"


class GuideExample(NamedTuple):
    """The action that the guides show, and its call."""

    ref: ActionRef
    call: ActionCall


# The guides' example for a package without an action that can be called.
_NO_EXAMPLE = GuideExample(
    ActionRef("", "Action", "service", "action", "Action", "ActionResponse"),
    action_calls.format_call(
        Call("client.service.action", ()), Call("Action", ()), "", {}
    ),
)


def place_pages(service: ServiceInfo, refs: Sequence[ActionRef]) -> ServicePages:
    """Return where the pages of a service are."""
    ordered = tuple(sorted(refs, key=lambda ref: ref.method))
    names = python_naming.assign_unique_names(
        ((ref.action, ref.method) for ref in ordered), _SERVICE_PAGES
    )
    paths = {
        action: f"services/{service.package}/{name}.md"
        for action, name in names.items()
    }
    return ServicePages(service, ordered, paths)


def list_error_pages(
    pages: ServicePages, info: ReferenceInfo
) -> Iterator[dict[str, str]]:
    """Yield title and address, relative to the service's folder, of the lists of error codes for a service."""
    if pages.service.errors:
        yield {"title": info.words["of_service"], "address": "errors.md"}
    yield {"title": info.words["of_all"], "address": f"../../{_COMMON_ERRORS}"}


def find_example(
    actions: Iterable[tuple[Action, ActionRef]], package: str
) -> GuideExample:
    """Return the first action whose call has parameters, but no object in them, for the guides."""
    for action, ref in actions:
        call = action_calls.write_call(
            action, class_plan.plan_classes(action), ref, package
        )
        if call and not call.imported and action.request.fields:
            return GuideExample(ref, call)
    return _NO_EXAMPLE


def build_site_contexts(
    services: Sequence[ServicePages],
    titles: Mapping[str, str],
    common: Iterable[ErrorCode],
    example: GuideExample,
    paged: ActionRef | None,
    info: ReferenceInfo,
) -> Iterator[TemplateContext]:
    """Yield the contexts of all files but the pages of actions; ``titles`` are those of actions, by name in the API."""
    shared = _shared_values(info, example, paged)
    listing = [_list_service(pages) for pages in services]
    yield _context(CONFIG, CONFIG, shared | _build_navigation(services, info))
    yield _page(_STYLE, "site.css", _style_values(info))
    guides = [
        {"title": GUIDE_TITLES[info.language][name], "address": f"guides/{name}.md"}
        for name in GUIDES
    ]
    values = shared | {"services": listing, "guides": guides}
    for path in ("index.md", "client.md", *(f"guides/{name}.md" for name in GUIDES)):
        yield _page(path, f"{info.language}/{path}", values)
    for pages in services:
        yield from _build_service_pages(pages, titles, info)
    errors = tuple(common)
    codes = error_meanings.merge_common_codes(errors)
    rows = [{"code": str(code), "meaning": text} for code, text in codes.items()]
    objects = {"site": info, "service": None, "errors": errors}
    yield _page(_COMMON_ERRORS, "errors.md", objects | _error_values("", rows, info))


def _build_service_pages(
    pages: ServicePages, titles: Mapping[str, str], info: ReferenceInfo
) -> Iterator[TemplateContext]:
    service = pages.service
    title = page_text.escape(service.title)
    actions = [
        {
            "name": page_text.escape(ref.action),
            "address": pages.paths[ref.action].rpartition("/")[2],
            "method": f"`client.{ref.service}.{ref.method}`",
            "title": titles[ref.action],
        }
        for ref in pages.actions
    ]
    values = {
        "site": info,
        "service": service,
        "refs": pages.actions,
        "words": info.words,
        "title": title,
        "package": service.package,
        "actions": actions,
        "error_pages": [*list_error_pages(pages, info)],
    }
    yield _page(f"{pages.folder}/index.md", "service.md", values)
    if service.errors:
        rows = [
            {
                "code": str(error.code),
                "meaning": page_text.format_text(
                    error.meaning or error.message, error.location.path
                ),
            }
            for error in service.errors
        ]
        objects = {"site": info, "service": service, "errors": service.errors}
        yield _page(
            f"{pages.folder}/errors.md",
            "errors.md",
            objects | _error_values(title, rows, info),
        )


def _error_values(
    title: str, rows: list[dict[str, str]], info: ReferenceInfo
) -> dict[str, Any]:
    return {"words": info.words, "title": title, "codes": rows}


def _shared_values(
    info: ReferenceInfo, example: GuideExample, paged: ActionRef | None
) -> dict[str, Any]:
    return {
        "package": info.package,
        "distribution": info.package.replace("_", "-"),
        "site": info,
        "language": info.language,
        "base_url": info.base_url,
        "example": _build_example(example),
        "paged": f"client.{paged.service}.{paged.method}" if paged else "",
    }


def _build_example(example: GuideExample) -> dict[str, str]:
    ref, call = example
    return {
        "action": ref.action,
        "service": ref.service,
        "request_class": ref.request,
        "method": f"client.{ref.service}.{ref.method}",
        "command": f"{ref.service} {ref.method}".replace("_", "-"),
        **call._asdict(),
    }


def _list_service(pages: ServicePages) -> dict[str, Any]:
    return {
        "service": pages.service,
        "title": page_text.escape(pages.service.title),
        "package": pages.service.package,
        "address": f"{pages.folder}/index.md",
        "count": str(len(pages.actions)),
    }


def _build_navigation(
    services: Sequence[ServicePages], info: ReferenceInfo
) -> dict[str, Any]:
    """Return the navigation; every text is a literal in double quotes, which YAML reads as Python does."""
    words = info.words
    return {
        "start": _quote(words["start"]),
        "guides_title": _quote(words["guides"]),
        "guides": [
            {
                "title": _quote(GUIDE_TITLES[info.language][name]),
                "path": f"guides/{name}.md",
            }
            for name in GUIDES
        ],
        "client_title": _quote(words["client"]),
        "errors_title": _quote(words["errors"]),
        "services_title": _quote(words["services"]),
        "services": [
            {
                "title": _quote(_navigation_title(pages.service)),
                "index": f"{pages.folder}/index.md",
                "errors": f"{pages.folder}/errors.md" if pages.service.errors else "",
                "actions": [
                    {"title": _quote(ref.action), "path": pages.paths[ref.action]}
                    for ref in pages.actions
                ],
            }
            for pages in services
        ],
    }


def _navigation_title(service: ServiceInfo) -> str:
    title = page_text.format_title(service.title)
    return title if service.package in title.lower() else f"{title} ({service.package})"


def _quote(text: str) -> str:
    return format_string(text.replace('"', "”"))


def _style_values(info: ReferenceInfo) -> dict[str, Any]:
    columns = ("wire", "type", "required", "default", "choices")
    return {"site": info} | {name: info.words[name] for name in columns}


def _page(path: str, template: str, values: dict[str, Any]) -> TemplateContext:
    return _context(f"{_ROOT}/{path}", template, values)


def _context(path: str, template: str, values: dict[str, Any]) -> TemplateContext:
    return TemplateContext(path, f"reference/{template}.j2", values)


def build_action_context(path: str, values: dict[str, Any]) -> TemplateContext:
    """Return the context of an action's page at a path below the root."""
    return _page(path, "action.md", values)


def format_action_title(action: Action) -> str:
    """Return the title of an action for the list of its service."""
    title = plain_text.one_line(action.title)
    return page_text.format_text(title, action.location.path)
