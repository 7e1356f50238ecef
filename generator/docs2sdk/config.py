"""Load the settings of a run: from the command line, else from ``[tool.docs2sdk]``, else defaults.

The table is read from the nearest ``pyproject.toml`` that has it, from the working directory upwards.  A file without the
table, such as that of the generated package, is skipped.
"""

from __future__ import annotations

import keyword
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from docs2sdk import reserved_names
from docs2sdk.errors import UserError
from docs2sdk.template_folder import Overrides, read_overrides

_FILE = "pyproject.toml"
_LIMIT = 1_000_000  # bytes of a pyproject.toml; a large one has about ten thousand

# The tables below [tool.docs2sdk].
SECTIONS = ("diff", "docs", "lint", "typescript")
# The kinds of clients that can be made, see ``targets.registry``.
TARGETS = ("python", "typescript")
# The languages of the documentation that `docs2sdk docs` writes.
LANGUAGES = ("en", "zh")

# Packages that the generated package and its tests import.
_IMPORTED = ("h11", "httpx2", "pytest", "tests", "truststore")


# Only characters that need no escape anywhere.
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?"
)


_NPM_NAME = re.compile(r"(?:@[a-z0-9-][a-z0-9._-]*/)?[a-z0-9-][a-z0-9._-]*")
# A version of Python that npm has a like of, or one of npm.
_NPM_VERSION = re.compile(
    r"[0-9]+(?:\.[0-9]+){0,2}(?:(?:a|b|rc|\.dev)[0-9]+)?|[0-9]+\.[0-9]+\.[0-9]+-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
)


class BadSettings(UserError):
    """A setting cannot be used; the message says which, and what is valid."""


class Settings(NamedTuple):
    """The settings of a run: ``services`` empty means all, ``jobs`` is the number of processes.

    ``specs`` are the folders of pages, ``overlays`` those of corrections; no ``overlays`` means the folder ``overlays`` beside
    the folders of the products, if it exists.  ``include`` and
    ``exclude`` are patterns of services, actions and pages (see ``docs2sdk.catalog.selection``).  ``is_default_specs``:
    ``specs`` is the default, since no setting gives it.  ``baseline`` is the file of known findings, None for none.
    ``is_default_package``: ``package`` is the default, so an existing output keeps its package name.
    ``site`` is the web address below which the pages stand, "" for none and None for UCloud's, ``sites`` those of single
    folders; ``base_url`` is where the client sends its requests, "" for UCloud's address.
    ``builtin_overlays``: the corrections that are part of this program are applied, too.  ``templates`` are the own templates,
    ``target`` is the kind of client, ``npm_name`` the name of one for TypeScript, "" for one like that of the package.
    """

    specs: tuple[Path, ...]
    out: Path
    package: str = "ucloud_client"
    version: str = "0.1.0"
    services: tuple[str, ...] = ()
    jobs: int = 1
    overlays: tuple[Path, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    is_default_specs: bool = False
    baseline: Path | None = None
    is_default_package: bool = False
    builtin_overlays: bool = True
    site: str | None = None
    sites: tuple[tuple[str, str], ...] = ()
    base_url: str = ""
    templates: Overrides | None = None
    target: str = "python"
    npm_name: str = ""

    @property
    def specs_text(self) -> str:
        """The folders of pages, for messages."""
        return ", ".join(map(str, self.specs))

    def with_package_of_output(self, package: str) -> Settings:
        """Return the settings with the package name of an existing output ("" for none), unless a setting gives the name."""
        is_kept = package and self.is_default_package
        return self._replace(package=package) if is_kept else self


class SiteSettings(NamedTuple):
    """The settings of ``docs2sdk docs`` only: where it writes, and in which language."""

    out: Path
    lang: str


def load_settings(directory: Path, arguments: Mapping[str, Any]) -> Settings:
    """Return the settings for a run in a directory; BadSettings or BadTemplate.

    ``arguments`` are those of the command line by name of the setting; None and () mean that the argument is missing.
    """
    file, tables = _find_table(directory)
    stored = _without_sections(file, tables)
    present = {
        name: value for name, value in arguments.items() if value not in (None, ())
    }
    templates, target = present.pop("templates", None), present.pop("target", "python")
    for name, value in present.items():
        setting = f"lint.{name}" if name in _LINT_SETTINGS else name
        _check(setting, value, _OPTIONS[name])
    for name, value in stored.items():
        where = f"{file}: [tool.docs2sdk] {name}"
        if name in _OPTIONS_ONLY:
            option = f"--{name} {_OPTIONS_ONLY[name]}"
            raise BadSettings(f"{where}: no setting, but an option: {option}")
        _check(name, value, where)
    explicit = {*stored, *present}
    assumed = {
        "target": target,
        "is_default_specs": "specs" not in explicit,
        "is_default_package": "package" not in explicit,
    }
    own_table = _read_target_table(file, tables, target)
    merged = {"specs": "specs", "out": "generated"} | stored | own_table
    merged = {name.removeprefix("lint."): value for name, value in merged.items()}
    paths: dict[str, Any] = {
        name: file.parent / merged.pop(name) for name in _PATHS if name in merged
    }
    for name in _PATH_LISTS:
        values = merged.pop(name, [])
        listed = [values] if isinstance(values, str) else values
        paths[name] = tuple(file.parent / value for value in listed)
    if "sites" in merged:
        merged["sites"] = tuple(sorted(merged["sites"].items()))
    lists = {name: tuple(merged.pop(name)) for name in _LISTS if name in merged}
    jobs = {"jobs": os.cpu_count() or 1}
    own = {"templates": read_overrides(templates)} if templates else {}
    return Settings(**jobs | paths | lists | merged | present | assumed | own)


def _read_target_table(
    file: Path, tables: Mapping[str, Any], target: str
) -> dict[str, str]:
    """Return the settings of the table ``typescript``: output folder and version of that target, and its name on npm."""
    table = _table(file, tables, "typescript")
    for name, value in table.items():
        where = f"{file}: [tool.docs2sdk] typescript.{name}"
        _check(f"typescript.{name}", value, where)
    settings = {"npm_name": table["package"]} if "package" in table else {}
    if target == "python":
        return settings
    version = table.get("version", tables.get("version", ""))
    problem = _check_npm_version(version) if version else ""
    if problem:
        raise BadSettings(f"{file}: [tool.docs2sdk] version: {problem}")
    own = {"version": version} if version else {}
    return {**settings, **own, "out": table.get("out", f"generated-{target}")}


def load_site_settings(
    directory: Path, out: Path | None, lang: str | None
) -> SiteSettings:
    """Return the settings of the table ``docs``, unless the command line gives them; BadSettings."""
    file, table = load_section(directory, "docs")
    for name, value in table.items():
        where = f"{file}: [tool.docs2sdk] docs.{name}"
        _check(f"docs.{name}", value, where)
    stored = file.parent / table["out"] if "out" in table else Path("site")
    _check("docs.out", out or stored, "--out")
    return SiteSettings(out or stored, lang or table.get("lang", LANGUAGES[0]))


def load_section(directory: Path, name: str) -> tuple[Path, dict[str, Any]]:
    """Return a table below ``[tool.docs2sdk]``, empty if missing, and the ``pyproject.toml`` that it belongs to."""
    file, stored = _find_table(directory)
    return file, _table(file, stored, name)


def _find_table(directory: Path) -> tuple[Path, dict[str, Any]]:
    """Return the nearest file that has settings, and its settings; the directory's own and {} if no file has.

    BadSettings if a file on the way cannot be read: it may be the one that has them.
    """
    for folder in (directory, *directory.parents):
        file = folder / _FILE
        if os.path.exists(file) and (stored := read_table(file)) is not None:
            return file, stored
    return directory / _FILE, {}


def read_table(file: Path) -> dict[str, Any] | None:
    """Return the table ``[tool.docs2sdk]`` of a file, None if it has none; BadSettings."""
    # Imported late: it takes a fiftieth of a run that has nothing to do.
    import tomllib

    try:
        table: Any = tomllib.loads(_read_content(file).decode("utf-8-sig"))
    except OSError as error:
        raise BadSettings(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadSettings(f"{file}: {error}") from error
    for name in ("tool", "docs2sdk"):
        if name not in table:
            return None
        table = table[name]
        if not isinstance(table, dict):
            raise BadSettings(f"{file}: {name} must be a table")
    return dict(table)


def _read_content(file: Path) -> bytes:
    if not os.path.isfile(file):
        raise BadSettings(f"{file}: not a regular file")
    with file.open("rb") as opened:
        content = opened.read(_LIMIT + 1)
    if len(content) > _LIMIT:
        raise BadSettings(f"{file}: more than {_LIMIT} bytes")
    return content


def _without_sections(file: Path, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a run; those of the table ``lint`` have names like ``lint.baseline``."""
    own = {name: value for name, value in stored.items() if name not in SECTIONS}
    lint_settings = _table(file, stored, "lint")
    return own | {f"lint.{name}": value for name, value in lint_settings.items()}


def _table(file: Path, stored: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = stored.get(name, {})
    if not isinstance(table, dict):
        raise BadSettings(f"{file}: [tool.docs2sdk] {name} must be a table")
    return table


def _check(name: str, value: object, where: str) -> None:
    if name not in _CHECKS:
        settings = ", ".join(_CHECKS)
        raise BadSettings(f"{where}: unknown setting; the settings are {settings}")
    if problem := _CHECKS[name](value):
        raise BadSettings(f"{where}: {problem}")


def _check_path(value: object) -> str:
    if not isinstance(value, (str, Path)):
        return "must be a string, a path"
    if not str(value):
        return "must not be empty"
    return "holds a NUL character" if "\0" in str(value) else ""


def _check_paths(value: object) -> str:
    """Check a path, or a list of at least one."""
    if not isinstance(value, (list, tuple)):
        return _check_path(value)
    if not value:
        return "is an empty list; name a folder"
    return next(filter(None, map(_check_path, value)), "")


def _check_package(value: object) -> str:
    if not isinstance(value, str):
        return "must be a string"
    # An underscore at the end would be a dash at the end of the distribution's name.
    matches = re.fullmatch(r"[a-z]([a-z0-9_]*[a-z0-9])?", value)
    if not matches or keyword.iskeyword(value):
        return f"{value!r} is not a lower-case Python package name"
    if value in reserved_names.WINDOWS_DEVICES:
        return f"{value!r} is a device on Windows and cannot be a folder"
    if value in _IMPORTED or value in sys.stdlib_module_names:
        return f"{value!r} is a package that the generated code itself imports or may import"
    return ""


def check_package(name: str, where: str) -> None:
    """Check that a generated package can have a name; BadSettings, which names where it is from, if not."""
    _check("package", name, where)


def is_package_name(name: str) -> bool:
    """Whether a generated package can have a name."""
    return not _check_package(name)


def _check_version(value: object) -> str:
    if not isinstance(value, str):
        return "must be a string"
    plain = re.fullmatch(r"[0-9]+(\.[0-9]+)*((a|b|rc|\.dev|\.post)[0-9]+)?", value)
    return "" if plain else f"{value!r} is not a version like 1.2.3"


def _check_list(value: object) -> str:
    plain = isinstance(value, (list, tuple)) and all(
        isinstance(item, str) for item in value
    )
    return "" if plain else "must be a list of strings"


def _check_language(value: object) -> str:
    return "" if value in LANGUAGES else f"must be one of {', '.join(LANGUAGES)}"


def _check_npm_name(value: object) -> str:
    is_name = isinstance(value, str) and _NPM_NAME.fullmatch(value)
    return "" if is_name else "must be a name on npm like ucloud-client or @acme/ucloud"


def _check_npm_version(value: object) -> str:
    is_version = isinstance(value, str) and _NPM_VERSION.fullmatch(value)
    remedy = "for TypeScript it must be a version like 1.2.3, 1.2.3a1 or 1.2.3-rc.1"
    return "" if is_version else f"{remedy}: give it as typescript.version"


def _check_base_url(value: object) -> str:
    is_url = isinstance(value, str) and _ADDRESS.fullmatch(value)
    return "" if is_url else "must be an address like https://api.example.com"


def _check_site(value: object) -> str:
    return (
        ""
        if value == "" or not _check_base_url(value)
        else ('must be an address like https://docs.example.com/api, or "" for none')
    )


def _check_sites(value: object) -> str:
    if not isinstance(value, dict):
        return "must be a table of folders with their addresses"
    problems = ((folder, _check_site(site)) for folder, site in value.items())
    return next((f"{folder} {problem}" for folder, problem in problems if problem), "")


def _check_flag(value: object) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _check_jobs(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return ""
    return "must be a whole number, at least 1"


# A function for each setting that returns what is wrong with a value, "" for a valid one.
_CHECKS: dict[str, Callable[[object], str]] = {
    "specs": _check_paths,
    "out": _check_path,
    "package": _check_package,
    "version": _check_version,
    "services": _check_list,
    "include": _check_list,
    "exclude": _check_list,
    "jobs": _check_jobs,
    "overlays": _check_paths,
    "builtin_overlays": _check_flag,
    "site": _check_site,
    "sites": _check_sites,
    "base_url": _check_base_url,
    "lint.baseline": _check_path,
    "docs.out": _check_path,
    "docs.lang": _check_language,
    "typescript.out": _check_path,
    "typescript.package": _check_npm_name,
    "typescript.version": _check_npm_version,
}
_PATHS = ("out", "baseline")
_PATH_LISTS = ("specs", "overlays")
# What a repository brings along never runs; and lint, docs and others show the Python client that the settings name.
_OPTIONS_ONLY = {"templates": "DIR", "target": "NAME"}
_LINT_SETTINGS = ("baseline",)
_LISTS = ("services", "include", "exclude")
_OPTIONS = {
    "specs": "SPECS",
    "services": "--service",
    "out": "--out",
    "package": "--package",
    "jobs": "--jobs",
    "overlays": "--overlays",
    "builtin_overlays": "--no-builtin-overlays",
    "baseline": "--baseline",
}
