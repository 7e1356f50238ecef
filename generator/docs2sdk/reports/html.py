"""Build an HTML page as a tree of elements and texts; a text is escaped, whatever it contains.

Only the script and the style of the page are not escaped.  The page's content security policy allows exactly these two: a
browser runs no other script and makes no request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.workflow_commands import escape_markup

# Line breaks and tabs are kept; all other invisible characters are escaped.
_VISIBLE = re.compile(r"[^\n\t]+")


def element(tag: str, *content: Element | str, **attributes: str) -> Element:
    """Return an element; ``class_`` is the attribute ``class``, ``data_level`` is ``data-level``."""
    node = Element(
        tag, {_attribute_name(key): _escape(text) for key, text in attributes.items()}
    )
    for part in content:
        if isinstance(part, str):
            _append_text(node, _escape(part))
        else:
            node.append(part)
    return node


def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _escape(text: str) -> str:
    return _VISIBLE.sub(lambda match: escape_unprintable(match[0]), text)


def _append_text(parent: Element, text: str) -> None:
    """Append a text to the content of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def render_page(
    title: str, body: Element, *, style: str, script: str, may_connect: bool = False
) -> str:
    """Return a self-contained page; ``style`` and ``script`` are inserted without escaping.

    ``may_connect``: the script may make requests of the server that the page comes from.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element(
            "meta",
            http_equiv="Content-Security-Policy",
            content=_security_policy(style, script, may_connect),
        ),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        _raw_element("style", style),
    )
    body.append(_raw_element("script", script))
    root = element("html", head, body, lang="en")
    html = ElementTree.tostring(root, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{escape_markup(html)}\n"


def _raw_element(tag: str, text: str) -> Element:
    node = Element(tag)
    node.text = text
    return node


def _security_policy(style: str, script: str, may_connect: bool) -> str:
    """Return the content security policy: only this style and this script, identified by their digests."""
    connections = ("connect-src 'self'",) if may_connect else ()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_digest(style)}",
            f"script-src {_digest(script)}",
            *connections,
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _digest(text: str) -> str:
    return (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    )
