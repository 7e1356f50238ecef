"""Every rule by which two sets of pages can differ: its stable id, its level, its meaning, and its words.

An id is never reused for another meaning: settings, accepted findings and CI systems remember it.  In ``words`` stand
``{path}``, ``{before}`` and ``{after}``; in ``python`` what code says, ``{old}`` and ``{new}``, and the annotations
``{old_type}`` and ``{new_type}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["breaking", "risky", "additive", "docs"]

# From bad to harmless, with what each means.
LEVELS: dict[Level, str] = {
    "breaking": "Code that was right is wrong now: it no longer runs, type-checks, or does what it did.",
    "risky": "Code still runs, but some of it may meet what it does not expect.",
    "additive": "There is more than before; what was right still is.",
    "docs": "Only what people read changed.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change: ``level`` is the default, ``meaning`` a sentence, ``words`` and ``python`` say what happened."""

    id: str
    level: Level
    meaning: str
    words: str
    python: str


# id | level | meaning | words | python
_TABLE = """
# of an action, its page and its product
service-renamed                       | breaking | Every action of a product is in another product's folder now. | {before} → {after} | {old} becomes {new}
service-title-changed                 | docs     | Navigation calls the product otherwise. | title: {before} → {after} | only docstrings change
folder-copied                         | docs     | A new folder repeats actions whose pages in other folders are used. | {after} | nothing: the other pages are used
folder-copy-removed                   | docs     | A folder that repeated actions of other folders is gone. | {before} | nothing: the other pages were used
action-added                          | additive | An action is new. | added | {new}(…) is new
action-removed                        | breaking | An action has no page any more. | removed | {old}(…) is gone
action-renamed                        | breaking | A page names another action, and defines what it did before. | {before} → {after} | {old}(…) becomes {new}(…)
action-moved                          | breaking | An action's page is in another product's folder now. | {before} → {after} | {old}(…) becomes {new}(…)
action-deprecated                     | risky    | The page says that the action should no longer be used. | deprecated ({after}) | {new}(…) warns: DeprecationWarning
action-undeprecated                   | docs     | The page no longer says that the action should not be used. | no longer deprecated | {new}(…) no longer warns
action-deprecation-reworded           | docs     | The action should not be used as before; an overlay says so in other words. | deprecated: {before} → {after} | {new}(…) warns in other words
action-encoding-changed               | risky    | The request travels as a JSON body instead of a form, or the reverse. | body: {before} → {after} | {new}(…) is sent as {after}; a client made before sends {before}
action-replay-changed                 | risky    | The action counts as reading now, or no longer does: whether a failed request may be sent again. | replay: {before} → {after} | {new}(…) is retried by the rules for: {after}
action-listing-changed                | docs     | An index links to the action now, or no longer does. | {before} → {after} | nothing
action-description-changed            | docs     | Title, introduction or callouts of the page read otherwise. | title or text changed | only docstrings change
paging-gained                         | additive | The tables say now how the action hands out a long list. | paging: {after} | {new}.items(…) is new
paging-lost                           | breaking | The tables no longer say how the action hands out a long list. | paging: {before} → none | {old}.items(…) is gone
page-renamed                          | docs     | The action's page has another path in the same folder. | {before} → {after} | nothing
page-copied                           | docs     | Another page describes an action, too, and is not used. | {after} | nothing: the other page is used
page-copy-removed                     | docs     | A page that described an action, too, and was not used, is gone. | {before} | nothing: the other page was used
page-unclear                          | risky    | A page that changed has errors before or after, so that nobody can tell what changed in it. | cannot tell: {after} | unknown, until the page is mended
error-code-added                      | additive | A RetCode is documented that was not. | {path}: added ({after}) | APIError.meaning knows it
error-code-removed                    | risky    | A RetCode is no longer documented. | {path}: removed ({before}) | APIError.meaning no longer knows it
error-code-reworded                   | docs     | A RetCode is explained otherwise. | {path}: {before} → {after} | APIError.meaning reads otherwise
# of a request
request-parameter-added-optional      | additive | A parameter may be given now. | {path}: added ({after}) | {new} may be given
request-parameter-added-required      | breaking | A parameter is new and must be given. | {path}: added ({after}) | {new} must be given
request-parameter-removed             | breaking | A parameter is no longer in the table. | {path}: removed ({before}) | {old} is a TypeError
request-parameter-renamed             | breaking | A parameter has another name: same type, same description, same position. | {before} → {after} | {old} becomes {new}
request-parameter-recased             | risky    | A parameter has another name, with other capitals as a rule, and the same one in Python. | {before} → {after} | {new} stays; a client made before sends {before}
request-parameter-became-required     | breaking | A parameter was optional and must be given now. | {path}: {before} → {after} | {new} becomes mandatory
request-parameter-became-optional     | additive | A parameter had to be given and is optional now. | {path}: {before} → {after} | {new} may be left out
request-parameter-retyped             | breaking | A parameter has another type, which refuses values that were right. | {path}: {before} → {after} | {new} takes {new_type} instead of {old_type}
request-parameter-widened             | additive | A parameter has a type that admits more than before. | {path}: {before} → {after} | {new} takes {new_type}, which includes {old_type}
request-parameter-became-list         | breaking | A parameter was one value and is a list now. | {path}: {before} → {after} | {new} takes {new_type} instead of {old_type}
request-parameter-became-scalar       | breaking | A parameter was a list and is one value now. | {path}: {before} → {after} | {new} takes {new_type} instead of {old_type}
request-parameter-limit-lowered       | risky    | A parameter may have fewer elements than before. | {path}: {before} → {after} elements | {new} refuses longer lists before sending
request-parameter-limit-raised        | additive | A parameter may have more elements than before. | {path}: {before} → {after} elements | {new} takes longer lists
request-parameter-values-removed      | risky    | A parameter no longer lists a value that it listed. | {path}: values {before} → {after} | {new} is hinted otherwise, and refuses nothing; the API may
request-parameter-values-added        | additive | A parameter lists more values than before. | {path}: values {before} → {after} | {new} is hinted otherwise
request-parameter-deprecated          | risky    | A parameter should no longer be used. | {path}: deprecated ({after}) | {new} warns: DeprecationWarning
request-parameter-undeprecated        | docs     | A parameter is no longer said to be out of use. | {path}: no longer deprecated | {new} no longer warns
request-parameter-deprecation-reworded | docs     | A parameter should not be used as before; an overlay says so in other words. | {path}: deprecated: {before} → {after} | {new} warns in other words
request-parameter-format-changed      | breaking | A parameter travels in another format, by an overlay. | {path}: {before} → {after} | {new} is {after} on the wire: the client converts, not the caller
request-parameter-values-mentioned    | docs     | A parameter's description lists its values now, or no longer does. | {path}: values {before} → {after} | {new} is hinted otherwise
request-parameter-python-name-changed | breaking | A parameter has the same name in the page, and another in Python. | {path}: Python name {before} → {after} | {old} becomes {new}
request-model-added                   | breaking | An object in a parameter was open, and has a table of its own now. | {path}: {before} → {after} | {new} is {new_type} instead of {old_type}
request-model-removed                 | breaking | An object in a parameter had a table of its own, and is open now. | {path}: {before} → {after} | {new} is {new_type} instead of {old_type}
request-model-renamed                 | breaking | The table of an object in a parameter has another name. | {before} → {after} | the class {old} becomes {new}
request-model-recased                 | docs     | The table of an object in a parameter is spelled otherwise, but its class is not. | {before} → {after} | nothing: the class is {new} still
# of a response
response-field-added                  | additive | A field is new. | {path}: added ({after}) | {new} is new
response-field-removed                | breaking | A field is no longer in the table. | {path}: removed ({before}) | {old} is an AttributeError
response-field-renamed                | breaking | A field has another name: same type, same description, same position. | {before} → {after} | {old} becomes {new}
response-field-recased                | risky    | A field has another name, with other capitals as a rule, and the same one in Python. | {before} → {after} | {new} stays; `raw` has the other key, and a strict client made before refuses it
response-field-became-required        | additive | A field was optional and is always there now. | {path}: {before} → {after} | {new} is no longer optional
response-field-became-optional        | breaking | A field was always there and may be missing now. | {path}: {before} → {after} | {new} may be None
response-field-retyped                | breaking | A field has another type, with values that code does not expect. | {path}: {before} → {after} | {new} is {new_type} instead of {old_type}
response-field-narrowed               | risky    | A field has a type with fewer values than before. | {path}: {before} → {after} | {new} is {new_type}, a kind of {old_type}
response-field-became-list            | breaking | A field was one value and is a list now. | {path}: {before} → {after} | {new} is {new_type} instead of {old_type}
response-field-became-scalar          | breaking | A field was a list and is one value now. | {path}: {before} → {after} | {new} is {new_type} instead of {old_type}
response-field-limit-changed          | docs     | A field has another number of elements at most. | {path}: {before} → {after} elements | nothing: answers are not counted
response-field-values-added           | risky    | A field lists a value that it did not list. | {path}: values {before} → {after} | {new} may hold what code does not know
response-field-values-removed         | docs     | A field no longer lists a value that it listed. | {path}: values {before} → {after} | {new} is hinted otherwise
response-field-deprecated             | docs     | A field should no longer be used. | {path}: deprecated ({after}) | only docstrings change
response-field-undeprecated           | docs     | A field is no longer said to be out of use. | {path}: no longer deprecated | only docstrings change
response-field-deprecation-reworded   | docs     | A field should not be used as before; an overlay says so in other words. | {path}: deprecated: {before} → {after} | only docstrings change
response-field-values-mentioned       | docs     | A field's description lists its values now, or no longer does. | {path}: values {before} → {after} | {new} is hinted otherwise
response-field-python-name-changed    | breaking | A field has the same name in the page, and another in Python. | {path}: Python name {before} → {after} | {old} becomes {new}
response-model-added                  | breaking | An object in a field was open, and has a table of its own now. | {path}: {before} → {after} | {new} is {new_type} instead of {old_type}
response-model-removed                | breaking | An object in a field had a table of its own, and is open now. | {path}: {before} → {after} | {new} is {new_type} instead of {old_type}
response-model-renamed                | breaking | The table of an object in a field has another name. | {before} → {after} | the class {old} becomes {new}
response-model-recased                | docs     | The table of an object in a field is spelled otherwise, but its class is not. | {before} → {after} | nothing: the class is {new} still
envelope-changed                      | docs     | A row of RetCode, Action or Message changed; every answer has them, whatever its page says. | {path}: {before} → {after} | nothing: every response has it
# of both
description-changed                   | docs     | A row's description reads otherwise, and no fact in it changed. | {path}: description changed | only docstrings change
rows-reordered                        | docs     | The rows of a table stand in another order. | {path}: rows stand in another order | nothing: arguments are named
example-changed                       | docs     | The page's example reads otherwise. | example changed | only the action's own test changes
"""


def _rules() -> Iterator[Rule]:
    levels: dict[str, Level] = {level: level for level in LEVELS}
    for line in _TABLE.splitlines():
        if line and not line.startswith("#"):
            id, level, meaning, words, python = map(str.strip, line.split(" | "))
            yield Rule(id, levels[level], meaning, words, python)


RULES: dict[str, Rule] = {rule.id: rule for rule in _rules()}
