"""The pages of the local API in a browser: the list of its actions, and a form for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from xml.etree.ElementTree import Element

from docs2sdk.message_text import pluralize
from docs2sdk.mock import parameter_inputs
from docs2sdk.mock.documentation import Documentation, DocumentedAction
from docs2sdk.mock.observation import Observer
from docs2sdk.mock.parameter_inputs import ParameterInput
from docs2sdk.reports import html
from docs2sdk.reports.html import element

ACTION_PATH = "/-/action/"


def render_index(documentation: Documentation) -> str:
    """Return the page with a link to each action, by service."""
    count = pluralize(len(documentation.actions), "action")
    body = element(
        "body",
        element("header", element("h1", "Local API"), element("p", count)),
        element(
            "main",
            element(
                "label",
                "Filter ",
                element("input", id="filter", type="search", autocomplete="off"),
            ),
            *_render_services(documentation),
        ),
    )
    return _render("Local API", body)


def _render_services(documentation: Documentation) -> Iterator[Element]:
    actions = sorted(documentation.actions.items())
    for service in documentation.services:
        links = [
            element("li", element("a", name, href=f"{ACTION_PATH}{name}"))
            for name, action in actions
            if action.service.package == service.package
        ]
        yield element("section", element("h2", service.title), element("ul", *links))


def render_deviations(observer: Observer) -> str:
    """Return the page of a proxy: what passed, and where it differed from the pages."""
    rows = [
        element("tr", *(element("td", text) for text in (*deviation, f"{count:,}")))
        for deviation, count in sorted(observer.deviations.items())
    ]
    titles = ("Action", "Deviation", "Times")
    head = element("tr", *(element("th", text) for text in titles))
    calls = pluralize(observer.calls.total(), "call")
    actions = pluralize(len(observer.calls), "action")
    table = element("table", element("thead", head), element("tbody", *rows))
    body = element(
        "body",
        element("header", element("h1", "Deviations from the pages")),
        element("main", element("p", f"{calls} of {actions}"), table),
    )
    return _render("Deviations from the pages", body)


def render_action(documentation: Documentation, name: str) -> str:
    """Return the page of an action: its form, and room for what is sent and answered."""
    action = documentation.load(name)
    inputs = parameter_inputs.list_inputs(action)
    documented: DocumentedAction = documentation.actions[name]
    body = element(
        "body",
        element(
            "header",
            element("a", "All actions", href="/"),
            element("h1", name),
            element("p", f"{documented.service.title}: {action.title}"),
        ),
        element(
            "main",
            element(
                "form",
                *map(_render_input, inputs),
                element("button", "Send", type="submit"),
                id="call",
                data_action=name,
            ),
            element("div", *_render_results(), id="results", hidden=""),
        ),
    )
    return _render(name, body)


def _render_input(parameter: ParameterInput) -> Element:
    attributes = {"name": parameter.name, "autocomplete": "off"}
    if parameter.is_list:
        field = element("textarea", parameter.value, rows="2", **attributes)
    else:
        field = element("input", value=parameter.value, type="text", **attributes)
    mark = element("strong", " required") if parameter.required else ""
    kind = element("small", f" {parameter.type}")
    lines = element("small", ", a line for each") if parameter.is_list else ""
    head = element("span", parameter.name, kind, lines, mark, class_="name")
    return element("label", head, field, element("small", parameter.description))


def _render_results() -> Iterator[Element]:
    yield element("p", id="status", role="status")
    head = element("tr", *(element("th", text) for text in ("Field", "Type", "Value")))
    table = element("table", element("thead", head), element("tbody", id="typed"))
    yield element("section", element("h2", "Answer"), table)
    titles = {"raw": "Answer, raw", "sent": "Sent", "python": "Python", "curl": "curl"}
    for key, title in titles.items():
        copy = element("button", "Copy", type="button", data_copy=key)
        yield element("section", element("h2", title), copy, element("pre", id=key))


def _render(title: str, body: Element) -> str:
    style, script = _read_asset("browser.css"), _read_asset("browser.js")
    return html.render_page(title, body, style=style, script=script, may_connect=True)


def _read_asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")
