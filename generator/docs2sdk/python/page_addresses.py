"""The web addresses of published pages, and of what they link to."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from docs2sdk.locations import file_of_path

_SITE = "https://docs.ucloud.cn/"
_URL_CHARACTERS = "/:?=&%@,+~.-#"
_RELATIVE_LINK = re.compile(r"\]\(((?:api|\.|\.\.)?/[^()\s<>]*)\)")


def page_url(page: str) -> str:
    """Return the web address of a published page."""
    return f"{_SITE}api/{quote(file_of_path(page).removesuffix('.md'))}"


def find_address(target: str, page: str) -> str:
    """Return the absolute address that a link of a page leads to, "" if it does not lead to the web."""
    # The published pages begin with "api/" where they mean the root of the site.
    base = _SITE if target.startswith("api/") else page_url(page)
    try:
        address = urljoin(base, target.removesuffix(".md"))
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return quote(address, safe=_URL_CHARACTERS) if is_web else ""


def complete_links(text: str, page: str) -> str:
    """Return the text of a page with its relative links absolute, as those need who do not read it there."""

    def complete(link: re.Match[str]) -> str:
        return f"]({find_address(link[1], page) or link[1]})"

    return _RELATIVE_LINK.sub(complete, text)
