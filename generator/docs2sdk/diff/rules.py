"""The rules of ``docs2sdk diff``: each kind of change with its id, default level, meaning and message templates.

Settings, accepted changes and CI systems store ids, so an id is never reused for another meaning.  The template ``summary``
may use ``{path}``, ``{before}`` and ``{after}``, or ``{difference}`` of two lists; the template ``python`` may also use the Python expressions ``{old}`` and
``{new}`` and the annotations ``{old_type}`` and ``{new_type}``.  What is code is between backticks, which only Markdown shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

ChangeLevel: TypeAlias = Literal["breaking", "risky", "additive", "docs"]

# Worst first, each with its meaning.
LEVELS: dict[ChangeLevel, str] = {
    "breaking": "Correct code no longer works: it fails to run or to type-check, or behaves differently.",
    "risky": "Code still runs, but may send or receive something it does not expect.",
    "additive": "Something new is available; existing code is not affected.",
    "docs": "Only text for readers changed.",
}


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """One kind of change: its default ``level``, its ``meaning`` in a sentence, and two message templates."""

    id: str
    level: ChangeLevel
    meaning: str
    summary: str
    python: str


# id | level | meaning | summary | python
_TABLE = """
# actions, pages and services
service-renamed                       | breaking | The actions of a service moved to a new folder. | `{before}` → `{after}` | `{old}` becomes `{new}`
service-title-changed                 | docs     | The title of a service in the navigation changed. | title: {before} → {after} | only docstrings change
service-duplicated                    | docs     | A new folder repeats actions of other folders; the pages in those folders are used. | {after} | no effect: the other pages are used
service-duplicate-removed             | docs     | A folder that only repeated actions of other folders was removed. | {before} | no effect: the other pages were used
action-added                          | additive | An action was added. | added | `{new}(…)` is new
action-removed                        | breaking | No page describes the action any more. | removed | `{old}(…)` is removed
action-renamed                        | breaking | An action has another name; its title and its tables are nearly the same. | `{before}` → `{after}` | `{old}(…)` becomes `{new}(…)`
action-moved                          | breaking | The page of an action moved to the folder of another service. | `{before}` → `{after}` | `{old}(…)` becomes `{new}(…)`
action-deprecated                     | risky    | The page marks the action as deprecated. | deprecated ({after}) | `{new}(…)` emits a `DeprecationWarning`
action-deprecation-removed            | docs     | The page no longer marks the action as deprecated. | no longer deprecated | `{new}(…)` emits no `DeprecationWarning` any more
action-deprecation-message-changed    | docs     | An overlay gives another message for the deprecated action. | deprecated: {before} → {after} | `{new}(…)` emits another deprecation message
action-body-format-changed            | risky    | The request body changed between form and JSON. | body: {before} → {after} | `{new}(…)` sends {after}; existing clients send {before}
action-retry-safety-changed           | risky    | The action changed between read and write, which decides whether a failed request may be retried. | retry safety: {before} → {after} | `{new}(…)` is retried as a {after} action
action-index-changed                  | docs     | An index page links to the action now, or no longer does. | {before} → {after} | no effect
action-description-changed            | docs     | The title, introduction or callouts of the page changed. | title or text changed | only docstrings change
pagination-added                      | additive | The tables describe pagination of the action now. | pagination: `{after}` | `{new}.items(…)` is new
pagination-removed                    | breaking | The tables no longer describe pagination of the action. | pagination: `{before}` → none | `{old}.items(…)` is removed
page-renamed                          | docs     | The page of an action has another path in the same folder. | `{before}` → `{after}` | no effect
page-duplicated                       | docs     | A second page describes an action and is not used. | {after} | no effect: the other page is used
page-duplicate-removed                | docs     | A second page that described an action and was not used was removed. | {before} | no effect: the other page was used
page-unparsable                       | risky    | A changed page has errors in the old or the new version, so its changes are unknown. | changes unknown: {after} | unknown until the errors of the page are fixed
error-code-added                      | additive | A RetCode was added to the documentation. | `{path}`: added ({after}) | `APIError.meaning` is set for this code
error-code-removed                    | risky    | A RetCode was removed from the documentation. | `{path}`: removed ({before}) | `APIError.meaning` is no longer set for this code
error-code-description-changed        | docs     | The description of a RetCode changed. | `{path}`: {before} → {after} | `APIError.meaning` has another text
# requests
request-parameter-added-optional      | additive | An optional parameter was added. | `{path}`: added ({after}) | `{new}` is a new optional argument
request-parameter-added-required      | breaking | A required parameter was added. | `{path}`: added ({after}) | `{new}` is a new mandatory argument
request-parameter-removed             | breaking | A parameter was removed from the table. | `{path}`: removed ({before}) | `{old}` raises a `TypeError`
request-parameter-renamed             | breaking | A parameter has another name: type, position and description are the same. | `{before}` → `{after}` | `{old}` becomes `{new}`
request-parameter-case-changed        | risky    | The name of a parameter changed, usually in its capitals; its Python name is the same. | `{before}` → `{after}` | `{new}` is unchanged; existing clients send `{before}`
request-parameter-became-required     | breaking | An optional parameter became required. | `{path}`: {before} → {after} | `{new}` becomes mandatory
request-parameter-became-optional     | additive | A required parameter became optional. | `{path}`: {before} → {after} | `{new}` becomes optional
request-parameter-type-changed        | breaking | The type of a parameter changed and rejects values that were valid. | `{path}`: `{before}` → `{after}` | `{new}` takes `{new_type}` instead of `{old_type}`
request-parameter-type-widened        | additive | The new type of a parameter accepts all values of the old type and more. | `{path}`: `{before}` → `{after}` | `{new}` takes `{new_type}`, which includes `{old_type}`
request-parameter-became-list         | breaking | A parameter changed from a single value to a list. | `{path}`: `{before}` → `{after}` | `{new}` takes `{new_type}` instead of `{old_type}`
request-parameter-became-single       | breaking | A parameter changed from a list to a single value. | `{path}`: `{before}` → `{after}` | `{new}` takes `{new_type}` instead of `{old_type}`
request-parameter-max-items-decreased | risky    | A list parameter allows fewer items than before. | `{path}`: {before} → {after} items | `{new}` rejects longer lists before sending
request-parameter-max-items-increased | additive | A list parameter allows more items than before. | `{path}`: {before} → {after} items | `{new}` accepts longer lists
request-parameter-known-values-removed | risky   | A value was removed from the known values of a parameter. | `{path}`: values {difference} | the type hint of `{new}` changes; the client rejects no value, but the API may
request-parameter-known-values-added  | additive | A value was added to the known values of a parameter. | `{path}`: values {difference} | the type hint of `{new}` changes
request-parameter-known-values-documented | docs | The description of a parameter lists known values for the first time, or no longer lists any. | `{path}`: values {before} → {after} | the type hint of `{new}` changes
request-parameter-default-changed     | risky    | The service uses another value for a parameter that is left out. | `{path}`: default `{before}` → `{after}` | calls without `{new}` do something else; the client sends no default
request-parameter-range-widened       | additive | A parameter allows numbers, or lengths of a text, that it did not allow before. | `{path}`: {before} → {after} | no effect: the client checks no range
request-parameter-range-narrowed      | risky    | A parameter no longer allows some numbers, or lengths of a text. | `{path}`: {before} → {after} | the client rejects no value of `{new}`, but the API may
request-parameter-unit-changed        | risky    | A parameter is counted in another unit, or its time has another format. | `{path}`: unit {before} → {after} | the values of `{new}` mean something else
request-parameter-deprecated          | risky    | A parameter is marked as deprecated. | `{path}`: deprecated ({after}) | `{new}` emits a `DeprecationWarning`
request-parameter-deprecation-removed | docs     | A parameter is no longer marked as deprecated. | `{path}`: no longer deprecated | `{new}` emits no `DeprecationWarning` any more
request-parameter-deprecation-message-changed | docs | An overlay gives another message for a deprecated parameter. | `{path}`: deprecated: {before} → {after} | `{new}` emits another deprecation message
request-parameter-content-encoding-changed | breaking | An overlay changed the content encoding of a parameter. | `{path}`: `{before}` → `{after}` | `{new}` is sent as `{after}`; the client encodes it, not the caller
request-parameter-python-name-changed | breaking | A parameter has the same name in the API and another name in Python. | `{path}`: Python name `{before}` → `{after}` | `{old}` becomes `{new}`
request-model-added                   | breaking | An untyped object in a request now has a table of its own. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}` instead of `{old_type}`
request-model-removed                 | breaking | An object in a request lost its table and is untyped now. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}` instead of `{old_type}`
request-model-renamed                 | breaking | The table of an object in a request has another name. | `{before}` → `{after}` | the class `{old}` becomes `{new}`
request-model-case-changed            | docs     | The table of an object in a request is spelled differently; its Python class is the same. | `{before}` → `{after}` | no effect: the class is still `{new}`
# responses
response-field-added                  | additive | A field was added. | `{path}`: added ({after}) | `{new}` is new
response-field-removed                | breaking | A field was removed from the table. | `{path}`: removed ({before}) | `{old}` raises an `AttributeError`
response-field-renamed                | breaking | A field has another name: type, description and position are the same. | `{before}` → `{after}` | `{old}` becomes `{new}`
response-field-case-changed           | risky    | The name of a field changed, usually in its capitals; its Python name is the same. | `{before}` → `{after}` | `{new}` is unchanged; `raw` has another key, and existing strict clients reject the response
response-field-became-required        | additive | An optional field is always present now. | `{path}`: {before} → {after} | `{new}` is no longer optional
response-field-became-optional        | breaking | A field that was always present may be missing now. | `{path}`: {before} → {after} | `{new}` may be `None`
response-field-type-changed           | breaking | The type of a field changed and has values that code does not expect. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}` instead of `{old_type}`
response-field-type-narrowed          | risky    | The new type of a field has fewer values than the old type. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}`, a subset of `{old_type}`
response-field-became-list            | breaking | A field changed from a single value to a list. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}` instead of `{old_type}`
response-field-became-single          | breaking | A field changed from a list to a single value. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}` instead of `{old_type}`
response-field-max-items-changed      | docs     | The maximum number of items of a list field changed. | `{path}`: {before} → {after} items | no effect: the length of a response list is not checked
response-field-known-values-added     | risky    | A value was added to the known values of a field. | `{path}`: values {difference} | `{new}` may have values that code does not handle
response-field-known-values-removed   | docs     | A value was removed from the known values of a field. | `{path}`: values {difference} | the type hint of `{new}` changes
response-field-known-values-documented | docs    | The description of a field lists known values for the first time, or no longer lists any. | `{path}`: values {before} → {after} | the type hint of `{new}` changes
response-field-unit-changed           | risky    | A field is counted in another unit, or its time has another format. | `{path}`: unit {before} → {after} | the values of `{new}` mean something else
response-field-deprecated             | docs     | A field is marked as deprecated. | `{path}`: deprecated ({after}) | only docstrings change
response-field-deprecation-removed    | docs     | A field is no longer marked as deprecated. | `{path}`: no longer deprecated | only docstrings change
response-field-deprecation-message-changed | docs | An overlay gives another message for a deprecated field. | `{path}`: deprecated: {before} → {after} | only docstrings change
response-field-python-name-changed    | breaking | A field has the same name in the API and another name in Python. | `{path}`: Python name `{before}` → `{after}` | `{old}` becomes `{new}`
response-model-added                  | breaking | An untyped object in a response now has a table of its own. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}` instead of `{old_type}`
response-model-removed                | breaking | An object in a response lost its table and is untyped now. | `{path}`: `{before}` → `{after}` | `{new}` is `{new_type}` instead of `{old_type}`
response-model-renamed                | breaking | The table of an object in a response has another name. | `{before}` → `{after}` | the class `{old}` becomes `{new}`
response-model-case-changed           | docs     | The table of an object in a response is spelled differently; its Python class is the same. | `{before}` → `{after}` | no effect: the class is still `{new}`
response-envelope-changed             | docs     | A row of RetCode, Action or Message changed; every response has these fields, whatever its page documents. | `{path}`: {before} → {after} | no effect: every response has it
# requests and responses
description-changed                   | docs     | The description of a row changed, but no fact that is read from it. | `{path}`: description changed | only docstrings change
rows-reordered                        | docs     | The rows of a table have another order. | `{path}`: rows reordered | no effect: arguments are passed by name
example-changed                       | docs     | The example on the page changed. | example changed | only the generated test of the action changes
"""


def _read_table() -> Iterator[ChangeRule]:
    levels: dict[str, ChangeLevel] = {level: level for level in LEVELS}
    for line in _TABLE.splitlines():
        if line and not line.startswith("#"):
            id, level, meaning, summary, python = map(str.strip, line.split(" | "))
            yield ChangeRule(id, levels[level], meaning, summary, python)


RULES: dict[str, ChangeRule] = {rule.id: rule for rule in _read_table()}
