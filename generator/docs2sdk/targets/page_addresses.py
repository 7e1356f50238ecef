"""The web addresses of published pages, and of what they link to."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from docs2sdk.locations import file_of_path
from docs2sdk.pages.checkout_layout import product_folder

# The root of the site of the published pages; these begin links with "api/" where they mean the root.
_ROOT = "https://docs.ucloud.cn/"
_URL_CHARACTERS = "/:?=&%@,+~.-#"
_RELATIVE_LINK = re.compile(r"\]\(((?:api|\.|\.\.)?/[^()\s<>]*)\)")


class Sites(NamedTuple):
    """The addresses below which pages stand on the web, "" for nowhere: the usual one, and those of some folders."""

    site: str = f"{_ROOT}api"
    of_folders: tuple[tuple[str, str], ...] = ()

    def find_site(self, page: str) -> str:
        """Return the address below which a page stands, without a slash at its end."""
        folder = product_folder(page)
        return dict(self.of_folders).get(folder, self.site).rstrip("/")


UCLOUD = Sites()


def page_url(page: str, sites: Sites = UCLOUD) -> str:
    """Return the web address of a page, "" if it has none."""
    site = sites.find_site(page)
    return site and f"{site}/{quote(file_of_path(page).removesuffix('.md'))}"


def find_address(target: str, page: str, sites: Sites = UCLOUD) -> str:
    """Return the absolute address that a link of a page leads to, "" if it does not lead to the web."""
    base = _ROOT if target.startswith("api/") else page_url(page, sites)
    try:
        address = urljoin(base, target.removesuffix(".md"))
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return quote(address, safe=_URL_CHARACTERS) if is_web else ""


def complete_links(text: str, page: str, sites: Sites = UCLOUD) -> str:
    """Return the text of a page with its relative links absolute, as those need who do not read it there."""

    def complete(link: re.Match[str]) -> str:
        return f"]({find_address(link[1], page, sites) or link[1]})"

    return _RELATIVE_LINK.sub(complete, text)
