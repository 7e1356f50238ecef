"""Builds the strings of an action's page, for ``action.md.j2``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS, RESPONSE_ENVELOPE
from docs2sdk.python import class_plan, page_tables
from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.reference import action_calls, field_rows, page_text
from docs2sdk.reference.field_rows import NestedField
from docs2sdk.reference.words import WORDS
from docs2sdk.schema import Action, Field
from docs2sdk.targets import page_addresses, plain_text
from docs2sdk.targets.client import BASE_URL, ActionRef
from docs2sdk.targets.fact_phrases import list_limits
from docs2sdk.targets.page_addresses import UCLOUD, Sites
from docs2sdk.template_folder import Overrides

# How far an item is indented in a list below another; both CommonMark and Python-Markdown take it.
_LIST_INDENT = "    "
_ENVELOPE = {"RetCode": "ret_code", "Action": "action", "Message": "message"}


class ReferenceInfo(NamedTuple):
    """What all pages of a reference share: the package, the language of the words, where the pages stand, where requests go."""

    package: str
    language: str
    sites: Sites = UCLOUD
    base_url: str = BASE_URL
    overrides: Overrides | None = None

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return WORDS[self.language]


def build_action_values(
    action: Action,
    existing_names: Mapping[str, str],
    ref: ActionRef,
    info: ReferenceInfo,
    error_pages: Iterable[Mapping[str, str]],
) -> dict[str, Any]:
    """Return the strings of an action's page; ``error_pages`` have titles and addresses of the lists of its error codes."""
    classes = class_plan.plan_classes(action, existing_names)
    page, words = action.location.path, info.words
    rows = field_rows.list_parameters(classes, action.body == "json")
    call = action_calls.write_call(action, classes, ref, info.package)
    return {
        "site": info,
        "action": action,
        "ref": ref,
        "classes": classes,
        "words": words,
        "package": info.package,
        "name": action.name,
        "title": _format_title(action),
        "summary": _format_summary(action),
        "notices": list(_list_notices(action, words)),
        "call": call._asdict() if call else None,
        "paged": _write_paged_call(action, ref),
        "rows": [_build_row(row, page, info) for row in rows],
        "tree": [*_list_tree(action, classes, info)],
        "error_pages": [*error_pages],
        "source": page_addresses.page_url(page, info.sites),
        "path": page_text.format_code(page),
    }


def _format_title(action: Action) -> str:
    title = plain_text.one_line(action.title)
    return (
        ""
        if title == action.name
        else page_text.format_text(title, action.location.path)
    )


def _format_summary(action: Action) -> str:
    is_title = plain_text.one_line(action.summary) == plain_text.one_line(action.title)
    return (
        ""
        if is_title
        else page_text.format_paragraphs(action.summary, action.location.path)
    )


def _list_notices(action: Action, words: Mapping[str, str]) -> Iterator[dict[str, str]]:
    texts = [("note", text) for text in action.notes]
    texts += [("warning", text) for text in action.warnings]
    reason = action.deprecated.message if action.deprecated else ""
    if reason:
        texts.insert(0, ("deprecated", reason))
    for word, text in texts:
        if word == "deprecated" or text != reason:
            formatted = page_text.format_text(text, action.location.path)
            yield {"word": words[word], "text": formatted}


def _write_paged_call(action: Action, ref: ActionRef) -> str:
    """Return the loop that iterates over all items of an action, "" if it is not paginated or needs parameters."""
    if action.pagination is None or action_calls.needs_arguments(action):
        return ""
    return f"for item in client.{ref.service}.{ref.method}.items():"


def _build_row(row: NestedField, page: str, info: ReferenceInfo) -> dict[str, str]:
    words = info.words
    attribute = row.attribute
    field = attribute.field
    return {
        "name": page_text.format_code(row.path),
        "wire": page_text.format_code(row.wire),
        "type": page_text.format_code(row.type),
        "required": words["yes"] if field.required else words["no"],
        "default": _format_default(row, words),
        "choices": _format_values(field, info.language),
        "text": _describe(row, page, words),
    }


def _format_default(row: NestedField, words: Mapping[str, str]) -> str:
    """Return the default of the client, and behind it that of the service, which the client does not send."""
    stated = row.attribute.field.default
    service = page_text.format_code(stated.value) if stated else ""
    parts = (
        _format_client_default(row, words),
        words["service_default"].format(service) if service else "",
    )
    return page_text.LINE_BREAK.join(filter(None, parts))


def _format_client_default(row: NestedField, words: Mapping[str, str]) -> str:
    field = row.attribute.field
    # The client's settings are those of the request itself, not of an object inside it.
    if row.depth == 0 and page_tables.is_setting(field):
        return words["setting"].format(PARAMETERS_FROM_SETTINGS[field.name])
    return "`None`" if row.attribute.is_optional else ""


def _format_values(field: Field, language: str) -> str:
    """Return the known values of a field, and what else its page states about them."""
    values = field.known_values.values if field.known_values else ()
    listed = ", ".join(map(page_text.format_code, values))
    limits = map(page_text.escape, list_limits(field, language))
    return page_text.LINE_BREAK.join(filter(None, (listed, *limits)))


def _describe(row: NestedField, page: str, words: Mapping[str, str]) -> str:
    """Return the description of a field and the remarks about it, on one line."""
    field = row.attribute.field
    reason = field.deprecated.message if field.deprecated else ""
    new_reason = (
        ""
        if reason in field.description
        else f": {page_text.format_text(reason, page)}"
    )
    remarks = [
        page_text.format_text(field.description, page),
        words["max_items"].format(row.attribute.max_items)
        * bool(row.attribute.max_items),
        words["plain_text"] * (field.content_encoding == "base64"),
        f"**{words['deprecated']}**{new_reason}" * bool(reason),
        words["same_fields"].format(page_text.format_code(row.same_as))
        * bool(row.same_as),
    ]
    return page_text.LINE_BREAK.join(filter(None, remarks))


def _list_tree(
    action: Action, classes: ActionClasses, info: ReferenceInfo
) -> Iterator[dict[str, str]]:
    """Yield the items of the response's tree, those of the envelope last."""
    words = info.words
    page = action.location.path
    models = {cls.model: cls.name for cls in classes.models}
    for row in field_rows.list_fields(classes):
        name = row.attribute.name
        yield {
            "indent": _LIST_INDENT * row.depth,
            "name": page_text.format_code(name),
            "wire": page_text.format_code(row.attribute.field.name),
            "type": page_text.format_code(row.type),
            "choices": _format_values(row.attribute.field, info.language),
            "text": _describe(row, page, words),
        }
    for field in action.response.fields:
        if field.name in RESPONSE_ENVELOPE:
            yield {
                "indent": "",
                "name": page_text.format_code(_ENVELOPE[field.name]),
                "wire": page_text.format_code(field.name),
                "type": page_text.format_code(class_plan.annotate(field.type, models)),
                "choices": "",
                "text": page_text.format_text(field.description, page),
            }
