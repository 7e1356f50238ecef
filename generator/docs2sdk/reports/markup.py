"""A page of HTML as a tree of elements and texts: whatever a text holds, it is text in the page.

Two elements hold what is not text, a script and a style.  Both are given with the page, and the page's policy admits no
others: a browser runs nothing else, and asks nobody for anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from docs2sdk.diagnostics import printable

# What is laid out as it is; everything else that is invisible is escaped.
_WORDS = re.compile(r"[^\n\t]+")


def element(tag: str, *content: Element | str, **attributes: str) -> Element:
    """Return an element; ``class_`` is the attribute ``class``, ``data_level`` is ``data-level``."""
    made = Element(tag, {_name(key): _text(of) for key, of in attributes.items()})
    for one in content:
        if isinstance(one, str):
            _append(made, _text(one))
        else:
            made.append(one)
    return made


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _text(words: str) -> str:
    return _WORDS.sub(lambda match: printable(match[0]), words)


def _append(parent: Element, words: str) -> None:
    """Put text behind what an element holds already."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def page(title: str, body: Element, *, style: str, script: str) -> str:
    """Return a page that is whole in itself; ``style`` and ``script`` stand in it as they are given."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element(
            "meta", http_equiv="Content-Security-Policy", content=_policy(style, script)
        ),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        _raw("style", style),
    )
    body.append(_raw("script", script))
    root = element("html", head, body, lang="en")
    html = ElementTree.tostring(root, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{html}\n"


def _raw(tag: str, text: str) -> Element:
    made = Element(tag)
    made.text = text
    return made


def _policy(style: str, script: str) -> str:
    """Return what a browser may do: apply this style and run this script, both known by their digests."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_digest(style)}",
            f"script-src {_digest(script)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _digest(text: str) -> str:
    return (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    )
