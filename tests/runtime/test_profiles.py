"""Profiles of the official command line tool: which is read, what it gives, and what is said when it cannot be."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from runtime.errors import ConfigurationError
from runtime.options import resolve

CONFIG: list[dict[str, Any]] = [
    {
        "profile": "work",
        "active": True,
        "project_id": "org-1",
        "region": "cn-bj2",
        "zone": "cn-bj2-04",
        "base_url": "https://api.example.com/",
        "timeout_sec": 15,
        "max_retry_times": 3,
    },
    {
        "profile": "home",
        "active": False,
        "region": "cn-sh2",
        "zone": "",
        "timeout_sec": 0,
    },
]
CREDENTIAL = [
    {"profile": "work", "public_key": " work-pub\n", "private_key": "work-pri"},
    {"profile": "home", "public_key": "home-pub", "private_key": "home-pri"},
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with both files."""
    (tmp_path / ".ucloud").mkdir()
    keep(tmp_path, "config", CONFIG)
    keep(tmp_path, "credential", CREDENTIAL)
    return tmp_path


def keep(home: Path, name: str, content: object) -> Path:
    path = home / ".ucloud" / f"{name}.json"
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(text)
    return path


def read(home: Path, explicit: dict[str, Any] | None = None, **variables: str) -> Any:
    return resolve(explicit or {}, {"HOME": str(home)} | variables)


def test_the_active_profile_gives_what_is_not_given_otherwise(home: Path) -> None:
    settings = read(home)
    assert settings.credentials() == ("work-pub", "work-pri")
    assert (settings.project_id, settings.region) == ("org-1", "cn-bj2")
    assert (settings.zone, settings.base_url) == (
        "cn-bj2-04",
        "https://api.example.com/",
    )
    assert (settings.timeout, settings.max_retries) == (15, 3)


@pytest.mark.parametrize(
    ("explicit", "variables"),
    [
        pytest.param({"profile": "home"}, {}, id="an argument"),
        pytest.param({}, {"UCLOUD_PROFILE": "home"}, id="a variable"),
        pytest.param(
            {"profile": "home"}, {"UCLOUD_PROFILE": "none"}, id="an argument first"
        ),
    ],
)
def test_a_profile_that_is_named(
    home: Path, explicit: dict[str, Any], variables: dict[str, str]
) -> None:
    settings = read(home, explicit, **variables)
    assert settings.credentials() == ("home-pub", "home-pri")
    assert (settings.region, settings.zone) == ("cn-sh2", None)
    assert (settings.timeout, settings.max_retries) == (30, 2)


def test_arguments_then_environment_then_profile(home: Path) -> None:
    settings = read(
        home, {"region": "argument"}, UCLOUD_REGION="variable", UCLOUD_ZONE="variable"
    )
    assert settings.region == "argument"
    assert settings.zone == "variable"
    assert settings.project_id == "org-1"


def test_each_value_knows_where_it_comes_from(home: Path) -> None:
    settings = read(home, {"region": "argument"}, UCLOUD_ZONE="variable")
    config, credential = (
        f"profile 'work' of {home / '.ucloud' / name}.json"
        for name in ("config", "credential")
    )
    assert settings.origins == {
        "region": "argument",
        "zone": "environment UCLOUD_ZONE",
        "project_id": config,
        "base_url": config,
        "timeout": config,
        "max_retries": config,
        "public_key": credential,
        "private_key": credential,
    }
    for shown in (repr(settings), str(settings)):
        assert "work-pri" not in shown
        assert "'argument'" in shown
        assert credential in shown
    lines = str(settings).splitlines()
    assert (
        next(line for line in lines if line.startswith("private_key")).split()[1]
        == "***"
    )
    assert lines[-1].split() == ["strict", "False", "default"]


@pytest.mark.parametrize(
    "variable", ["UCLOUD_SHARED_CONFIG_FILE", "UCLOUD_SHARED_CREDENTIAL_FILE"]
)
def test_a_file_may_be_elsewhere(home: Path, tmp_path: Path, variable: str) -> None:
    name = "config" if "CONFIG" in variable else "credential"
    path = tmp_path / "elsewhere.json"
    (home / ".ucloud" / f"{name}.json").rename(path)
    assert read(home, **{variable: str(path)}).credentials() == ("work-pub", "work-pri")
    path.unlink()
    with pytest.raises(
        ConfigurationError, match=f"{variable} names no file: .*elsewhere"
    ):
        read(home, **{variable: str(path)})


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({}, id="no home"),
        pytest.param({"HOME": "/nowhere"}, id="a home that is not there"),
        pytest.param({"HOME": os.devnull}, id="a home that is no folder"),
        pytest.param(
            {
                "UCLOUD_SHARED_CONFIG_FILE": os.devnull,
                "UCLOUD_SHARED_CREDENTIAL_FILE": os.devnull,
            },
            id="empty files",
        ),
    ],
)
def test_without_files_there_is_no_profile(variables: dict[str, str]) -> None:
    settings = resolve({}, variables)
    assert settings == resolve({}, {})
    with pytest.raises(ConfigurationError, match=r"no public_key: .*UCLOUD_PUBLIC_KEY"):
        settings.credentials()


def test_a_missing_key_says_where_it_was_looked_for(home: Path) -> None:
    path = keep(home, "credential", CREDENTIAL[1:])
    with pytest.raises(ConfigurationError) as caught:
        read(home).credentials()
    assert str(caught.value).endswith(
        f"or keep it in a profile ('work' in {path.with_name('config.json')} and {path})"
    )


def test_no_active_profile_is_said(home: Path) -> None:
    path = keep(home, "config", CONFIG[1:])
    with pytest.raises(ConfigurationError, match="none is active in") as caught:
        read(home).credentials()
    assert str(path) in str(caught.value)


def test_a_profile_may_be_in_one_file_only(home: Path) -> None:
    keep(home, "config", [])
    assert read(home, {"profile": "home"}).credentials() == ("home-pub", "home-pri")


OAUTH = [CONFIG[0] | {"auth_mode": "oauth"}]


@pytest.mark.parametrize("name", ["config", "credential"])
def test_oauth_is_refused(home: Path, name: str) -> None:
    keep(home, "credential", [])
    keep(home, name, OAUTH)
    with pytest.raises(ConfigurationError, match=r"'work' in .* signs in with OAuth"):
        read(home, {"profile": "work"})


def test_oauth_does_not_matter_to_who_has_keys(home: Path) -> None:
    keep(home, "config", OAUTH)
    assert read(home).credentials() == ("work-pub", "work-pri")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"{", "is not a JSON array of profiles", id="no JSON"),
        pytest.param(b"\xff\xfe", "is not a JSON array of profiles", id="no UTF-8"),
        pytest.param(b"[" * 10**5, "is not a JSON array of profiles", id="deep"),
        pytest.param(b" " * 2**20 + b"[]", "is not a JSON array", id="large"),
        pytest.param({}, "is not a JSON array of profiles", id="an object"),
        pytest.param(["work"], "is not a JSON array of profiles", id="texts"),
        pytest.param([{"active": True}], "is not a JSON array", id="no name"),
        pytest.param(
            [CONFIG[0], CONFIG[1] | {"active": True}],
            "has several active profiles: name one with profile=… or UCLOUD_PROFILE",
            id="two active ones",
        ),
    ],
)
def test_a_file_that_cannot_be_right(home: Path, content: object, problem: str) -> None:
    path = keep(home, "config", content)
    with pytest.raises(ConfigurationError) as caught:
        read(home)
    assert str(path) in str(caught.value)
    assert problem in str(caught.value)


def test_a_file_that_is_a_folder(home: Path) -> None:
    (home / ".ucloud" / "config.json").unlink()
    (home / ".ucloud" / "config.json").mkdir()
    with pytest.raises(ConfigurationError, match=r"cannot read .*config\.json: "):
        read(home)


def test_a_name_that_no_profile_has_is_told_with_those_that_are_there(
    home: Path,
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(home, {"profile": "wrok\n"})
    assert str(caught.value).startswith(r"no profile 'wrok\n' in ")
    assert str(caught.value).endswith("; there is 'home', 'work'")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param({"region": 4}, "must be str, not int", id="a number"),
        pytest.param({"timeout_sec": "9"}, "must be float, not str", id="a text"),
        pytest.param({"timeout_sec": -1}, "must be above 0", id="less than zero"),
        pytest.param({"max_retry_times": True}, "must be int, not bool", id="a flag"),
        pytest.param({"base_url": "ftp://a"}, "must be an https:// URL", id="no URL"),
        pytest.param({"zone": "a\nb"}, "holds a control character", id="LF"),
    ],
)
def test_an_odd_value_is_refused_with_its_place(
    home: Path, change: dict[str, Any], problem: str
) -> None:
    path = keep(home, "config", [CONFIG[0] | change])
    with pytest.raises(ConfigurationError) as caught:
        read(home)
    assert f"(profile 'work' of {path}) {problem}" in str(caught.value)


def test_zero_retries_of_a_profile_are_zero(home: Path) -> None:
    keep(home, "config", [CONFIG[0] | {"max_retry_times": 0}])
    assert read(home).max_retries == 0
