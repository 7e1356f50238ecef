"""What a change does to Python code, in words of any language; what is code is between backticks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle

from docs2sdk.diff.rules import RULES


@dataclass(frozen=True, slots=True)
class Symbol:
    """How code reaches an element: its expression (``text``), its name and its annotation; empty if it has none.

    ``has_client_default``: the client's settings supply the argument if the caller does not.  ``enclosing`` are the
    arguments that take the groups which a parameter is in, innermost first.  ``classes`` are the classes of an action or
    of a group of rows as pairs of role and name.
    """

    text: str = ""
    name: str = ""
    annotation: str = ""
    has_client_default: bool = False
    is_required: bool = False
    enclosing: tuple[Symbol, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()


# Of what code does not reach.
NO_SYMBOL = Symbol()


@dataclass(frozen=True, slots=True)
class EffectWords:
    """The words of a language: the template of each rule by its id (as ``ChangeRule.python``), and what may be added to it."""

    templates: Mapping[str, str]
    class_renamed: str
    with_default: str
    without_default: str
    becomes_mandatory: str
    becomes_optional: str
    separator: str


ENGLISH = EffectWords(
    templates={rule.id: rule.python for rule in RULES.values()},
    class_renamed="the class `{old}` becomes `{new}`",
    with_default="{effect}, unless the client's settings supply it",
    without_default="{effect}, even if the client's settings do not supply it",
    becomes_mandatory="`{new}` becomes mandatory",
    becomes_optional="`{new}` becomes optional",
    separator="; ",
)
_LOOSENING_RULES = ("request-parameter-became-optional", "request-parameter-removed")


def choose_rename_rule(rule: str, old: Symbol, new: Symbol) -> str:
    """Return the rule of a changed name: ``-renamed`` if its Python name changes, too, else ``-case-changed``.

    A rule that is about something else is returned as it is.
    """
    for ending in ("-case-changed", "-renamed"):
        if rule.endswith(ending):
            stem = rule.removesuffix(ending)
            break
    else:
        return rule
    names = (old.name, new.name) if new.name else (old.text, new.text)
    is_same = names[0] == names[1] and not any(_find_renamed_classes(old, new))
    return f"{stem}{'-case-changed' if is_same else '-renamed'}"


def describe_effect(
    rule: str,
    old: Symbol,
    new: Symbol,
    states: tuple[str, str],
    words: EffectWords = ENGLISH,
    quote: Callable[[str], str] = str,
) -> str:
    """Return what a change by a rule does to code; ``states`` are those before and after, ``quote`` marks what is code."""
    renamed = _find_renamed_classes(old, new) if rule.endswith("-renamed") else ()
    classes = [
        fill_template(words.class_renamed, {"old": names[0], "new": names[1]}, quote)
        for names in renamed
    ]
    if classes and old.text == new.text:
        return words.separator.join(classes)
    fields = {
        "old": old.text,
        "new": new.text,
        "old_type": old.annotation,
        "new_type": new.annotation,
        "before": states[0],
        "after": states[1],
    }
    effect = fill_template(words.templates[rule], fields, quote)
    effect = words.separator.join((effect, *classes))
    if new.has_client_default and rule.endswith("-required"):
        return words.with_default.format(effect=effect)
    if old.has_client_default and rule.endswith("-optional"):
        return words.without_default.format(effect=effect)
    enclosing = (
        fill_template(template, {"new": argument}, quote)
        for template, argument in _find_enclosing(rule, old, new, words)
    )
    return words.separator.join((effect, *enclosing))


def fill_template(
    template: str,
    fields: Mapping[str, str],
    quote: Callable[[str], str],
    prose_fields: Mapping[str, str] | None = None,
) -> str:
    """Fill a template and quote what is between backticks; outside of them, fields may have other values."""
    prose = fields if prose_fields is None else prose_fields
    return "".join(
        quote(part.format(**fields)) if is_code else part.format(**prose)
        for part, is_code in zip(template.split("`"), cycle((False, True)))
    )


def _find_renamed_classes(old: Symbol, new: Symbol) -> Iterator[tuple[str, str]]:
    """Yield the old and the new name of each class that both symbols have."""
    new_names = dict(new.classes)
    for role, name in old.classes:
        if new_names.get(role, name) != name:
            yield name, new_names[role]


def _find_enclosing(
    rule: str, old: Symbol, new: Symbol, words: EffectWords
) -> Iterator[tuple[str, str]]:
    """Yield the effect on the enclosing arguments, as template and argument: a group is required if one of its rows is."""
    for before, after in zip(old.enclosing, new.enclosing, strict=False):
        if rule.endswith("-required") and after.is_required > before.is_required:
            yield words.becomes_mandatory, after.text
        if rule in _LOOSENING_RULES and before.is_required > after.is_required:
            yield words.becomes_optional, after.text
