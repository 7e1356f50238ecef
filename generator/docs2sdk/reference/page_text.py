"""Turns text of pages into Markdown that shows it: links to the web and code stay, all other markup is shown as it is written.

Pages are untrusted, and generators of sites know more than CommonMark: HTML, attributes, directives.  So every character
that some dialect gives a meaning is escaped, and a link is written only if it leads to the web.
"""

from __future__ import annotations

import re

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.targets import plain_text
from docs2sdk.targets.page_addresses import find_address

# What separates the lines of a text that must stay on one line: cells of tables and items of lists.
LINE_BREAK = "<br>"

_MARKUP = re.compile(
    r"\[(?P<label>[^\[\]\n]{1,300})\]\((?P<target>[^()\s<>]{1,1000})\)"
    r"|`(?P<code>[^`\n]{1,300})`"
    r"|(?P<url>https?://[\w.-]+(?:/[A-Za-z0-9/_.#?=&%+-]*)?)",
    re.ASCII,
)
# By their entities, which no dialect takes for markup.
_ESCAPED = {ord(char): f"&#{ord(char)};" for char in "\\`*_{}[]<>&|~^$#"}
# At the beginning of a line: headings, lists, quotations, rules, admonitions, blocks.
_LINE_START = re.compile(r"^(?:[+=!:-]|[0-9]+(?P<mark>[.)]))")
# A backslash or a bar inside code has another meaning in a table.
_PLAIN_CODE = re.compile(r"[^`\\|{}]+")


def format_text(text: str, page: str) -> str:
    """Return a text of a page as Markdown on a single line; ``page`` is the page's path, to which links are relative."""
    lines = [one_line for line in text.splitlines() if (one_line := line.strip())]
    return LINE_BREAK.join(_format_line(line, page) for line in lines)


def format_paragraphs(text: str, page: str) -> str:
    """Return a text of a page as paragraphs, which empty lines separate."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    formatted = (format_text(paragraph, page) for paragraph in paragraphs)
    return "\n\n".join(filter(None, formatted))


def format_code(text: str) -> str:
    """Return a name or value as code, or as text if code could not show it in a table."""
    shown = escape_unprintable(text)
    if not shown.strip() or not _PLAIN_CODE.fullmatch(shown) or shown != shown.strip():
        return escape(shown)
    return f"`{shown}`"


def format_title(text: str) -> str:
    """Return a title of a page without any character that HTML or YAML give a meaning, for navigation."""
    plain = plain_text.one_line(text)
    for char, similar in (
        ("<", "‹"),
        (">", "›"),
        ("&", "＆"),
        ('"', "”"),
        ("\\", "＼"),
    ):
        plain = plain.replace(char, similar)
    return escape_unprintable(plain).replace("\\", "＼")


def escape(text: str) -> str:
    """Return Markdown that shows a line of text literally, with invisible characters as escapes."""
    visible = escape_unprintable(plain_text.one_line(text)).translate(_ESCAPED)
    start = _LINE_START.match(visible)
    if not start:
        return visible
    at = start.start("mark") if start["mark"] else 0
    return f"{visible[:at]}&#{ord(visible[at])};{visible[at + 1:]}"


def _format_line(line: str, page: str) -> str:
    pieces = []
    end = 0
    for match in _MARKUP.finditer(line):
        pieces += [_escape_between(line[end : match.start()]), _format(match, page)]
        end = match.end()
    return "".join([*pieces, _escape_between(line[end:])])


def _escape_between(text: str) -> str:
    """Escape the text between two pieces of markup; spaces around it stay."""
    if not text.strip():
        return " " if text else ""
    before, after = " " * text[0].isspace(), " " * text[-1].isspace()
    return before + escape(text) + after


def _format(match: re.Match[str], page: str) -> str:
    if match["code"]:
        return format_code(match["code"])
    if match["url"]:
        address = find_address(match["url"], page)
        return f"[{escape(match['url'])}]({address})" if address else escape(match[0])
    address = find_address(match["target"], page)
    label = escape(match["label"])
    return f"[{label}]({address})" if address else label
