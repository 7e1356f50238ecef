"""What a client is called and consists of, in whatever language: package, services, actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from docs2sdk import python_naming
from docs2sdk.config import Settings
from docs2sdk.protocol import is_reading
from docs2sdk.schema import ErrorCode
from docs2sdk.targets.page_addresses import UCLOUD, Sites
from docs2sdk.template_folder import Overrides

# Where a client sends its requests unless it is told otherwise; the runtime has the same address.
BASE_URL = "https://api.ucloud.cn"


class PackageInfo(NamedTuple):
    """The package to generate: its import name and its version, where its pages stand, and where it sends requests.

    ``overrides`` are the own templates, None for none; ``target`` is the kind of client, ``npm_name`` its name on npm.
    """

    package: str
    version: str
    sites: Sites = UCLOUD
    base_url: str = BASE_URL
    overrides: Overrides | None = None
    target: str = "python"
    npm_name: str = ""


def make_package_info(settings: Settings) -> PackageInfo:
    """Return the package that the settings describe."""
    default = Sites()
    site = default.site if settings.site is None else settings.site
    sites = Sites(site, settings.sites)
    base_url = settings.base_url or BASE_URL
    return PackageInfo(
        settings.package,
        settings.version,
        sites,
        base_url,
        settings.templates,
        settings.target,
        settings.npm_name or settings.package.replace("_", "-"),
    )


class ServiceInfo(NamedTuple):
    """A service in the package: its folder in the documentation, its package name, its title, and its RetCodes."""

    folder: str
    package: str
    title: str
    errors: tuple[ErrorCode, ...] = ()


class ActionRef(NamedTuple):
    """How to reach an action in the generated package: all that the index of its service says of it.

    ``page`` is the path of its page, ``service`` the package of its service, ``method`` both its module and its method;
    ``request`` and ``response`` are classes.
    """

    page: str
    action: str
    service: str
    method: str
    request: str
    response: str


# The services of a client with their actions.
Services: TypeAlias = tuple[tuple[ServiceInfo, tuple[ActionRef, ...]], ...]


def assign_package_names(
    folders: Iterable[str], existing: Mapping[str, str] = python_naming.NO_NAMES
) -> dict[str, str]:
    """Name the services' packages: folder → name below the client's package; ``existing`` names are kept."""
    return python_naming.assign_unique_names(
        ((folder, python_naming.package_name(folder)) for folder in folders),
        existing=existing,
    )


def pick_example(entries: Iterable[ActionRef]) -> ActionRef | None:
    """Return the action that the package's README shows as an example: the first that reads, if there is one."""
    return min(
        entries,
        key=lambda entry: (not is_reading(entry.action), entry.service, entry.method),
        default=None,
    )
