"""A Markdown extension: markup that published pages hold stays text, and their links lead to the web only.

Docstrings carry the pages' own words.  Markdown passes HTML through and takes any scheme in a link, so a page could put a
script into the site.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

_SCHEMES = {"", "http", "https"}


class _WebLinks(Treeprocessor):
    """Takes the target from a link, and the source from an image, that leads elsewhere."""

    def run(self, root: Element) -> None:
        for node in root.iter():
            for attribute in ("href", "src"):
                if not _leads_to_the_web(node.get(attribute, "")):
                    del node.attrib[attribute]


def _leads_to_the_web(target: str) -> bool:
    # A browser passes over white space and control characters in a scheme.
    readable = "".join(char for char in target if char.isprintable() and char != " ")
    try:
        return urlsplit(readable).scheme.lower() in _SCHEMES
    except ValueError:
        return False


class Inert(Extension):
    """The extension."""

    def extendMarkdown(self, md: Markdown) -> None:  # Markdown's own name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_WebLinks(md), "web_links", 0)
