"""The same arguments through this client and through the official Python SDK: the same signed body on the wire.

Where the official SDK is wrong (wire protocol, its last section) the difference stands in a table here, with its reason.
"""

from __future__ import annotations

import dataclasses
import importlib
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from loopback import Arrival, Loopback, servers
from ucloud_client import Client, InvalidRequestError
from ucloud_client.runtime import encoding, fields
from ucloud_client.usms import SendBatchUSMSMessageResponse, SendUSMSMessage

KEYS: dict[str, Any] = {"public_key": "pub=&+ 名", "private_key": "pri"}
SETTINGS = {"Region": "region", "Zone": "zone", "ProjectId": "project_id"}
SERVICES = ("isms", "usms")


def official(name: str) -> Any:
    """Return a module of the official SDK; it has no types."""
    return importlib.import_module(f"ucloud.{name}")


def official_class(service: str) -> type[Any]:
    module = official(f"services.{service}.client")
    cls: type[Any] = getattr(module, f"{service.upper()}Client")
    return cls


def official_schema(service: str, name: str) -> Any:
    return getattr(official(f"services.{service}.schemas.apis"), f"{name}Schema")


def official_methods(service: str) -> dict[str, str]:
    """Return the official client's actions and their methods; a method's text begins with its action."""
    texts = {
        name: method.__doc__ or ""
        for name, method in vars(official_class(service)).items()
        if not name.startswith("_")
    }
    return {text.split(" - ")[0]: name for name, text in texts.items()}


def our_requests(service: str) -> dict[str, type[Any]]:
    package = importlib.import_module(f"ucloud_client.{service}")
    actions = importlib.import_module(f"ucloud_client.{service}._service")
    cls = getattr(actions, f"{service.capitalize()}Service")
    return {action: getattr(package, action) for action in cls._ACTIONS.values()}


BOTH_KNOW = [
    (service, action)
    for service in SERVICES
    for action in our_requests(service)
    if action in official_methods(service)
]

ONLY_OURS = {
    "BatchCreateUSMSBlacklistPhone": "documented; the official SDK has no such method yet",
}


def test_every_official_action_is_ours_and_few_are_only_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours = {action for service in SERVICES for action in our_requests(service)}
    theirs = {action for service in SERVICES for action in official_methods(service)}
    assert theirs <= ours
    assert ours - theirs == ONLY_OURS.keys()
    compared = sum(len(parameters(*both)) for both in BOTH_KNOW)
    with capsys.disabled():
        print(
            f"\nparity: {len(BOTH_KNOW)} actions with {compared} parameters compared,"
            f" {len(ONLY_OURS)} actions only ours,"
            f" {len(ONLY_ONE_KNOWS)} parameters that only one client knows"
        )
    assert len(BOTH_KNOW) == len(theirs) > 25


def official_parameters(service: str, action: str) -> set[str]:
    return set(official_schema(service, f"{action}Request").fields)


def our_parameters(service: str, action: str) -> set[str]:
    return {field.wire for field in fields.fields_of(our_requests(service)[action])}


def parameters(service: str, action: str) -> set[str]:
    return our_parameters(service, action) & official_parameters(service, action)


_DROPPED = "marked there as deprecated; the page has it no longer"
# Action and parameter → who knows it, and why the other does not.
ONLY_ONE_KNOWS: dict[tuple[str, str], tuple[str, str]] = {
    ("SendISMSMessage", "TemplateParameter"): (
        "ours",
        "on the page, as TemplateParameter.N.VariableName and VariableValue",
    ),
    ("CreateISMSTemplate", "NetworkOperator"): ("theirs", _DROPPED),
    ("CreateISMSTemplate", "Purpose"): ("theirs", _DROPPED),
    ("CreateUSMSTemplate", "Region"): ("theirs", _DROPPED),
    ("CreateUSMSTemplate", "Zone"): ("theirs", _DROPPED),
    ("DeleteUSMSTemplate", "Region"): ("theirs", _DROPPED),
    ("DeleteUSMSTemplate", "Zone"): ("theirs", _DROPPED),
    ("SendUSMSMessage", "Region"): ("theirs", _DROPPED),
    ("SendUSMSMessage", "Zone"): ("theirs", _DROPPED),
    ("UpdateUSMSTemplate", "Region"): ("theirs", _DROPPED),
    ("UpdateUSMSTemplate", "UnsubscribeInfo"): ("theirs", _DROPPED),
    ("UpdateUSMSTemplate", "Zone"): ("theirs", _DROPPED),
}


@pytest.mark.parametrize(("service", "action"), BOTH_KNOW)
def test_which_parameters_only_one_knows(service: str, action: str) -> None:
    ours, theirs = our_parameters(service, action), official_parameters(service, action)
    found = dict.fromkeys(ours - theirs, "ours")
    found |= dict.fromkeys(theirs - ours, "theirs")
    assert found == {
        name: who for (of, name), (who, _) in ONLY_ONE_KNOWS.items() if of == action
    }


def value(shape: fields.Shape, name: str) -> Any:
    """Return a value that is hard to get right: not ASCII, reserved in URLs, a float without a fraction."""
    match shape:
        case fields.Text():
            return f"{name} 名&=+%/\n"
        case fields.Integer():
            return -1234567890123
        case fields.Number():
            return 42.0
        case fields.Boolean():
            return True
        case fields.Array(item):
            return [value(item, f"{name}-{index}") for index in range(11)]
        case fields.Nested(cls):
            return cls(**arguments(cls))
    raise AssertionError(f"{name}: what would the official SDK make of {shape.name}?")


def arguments(cls: type[Any]) -> dict[str, Any]:
    return {
        field.name: value(field.shape, field.wire) for field in fields.fields_of(cls)
    }


def full(service: str, action: str) -> Any:
    """Return a request with every parameter that both clients know."""
    cls = our_requests(service)[action]
    known = parameters(service, action)
    given = {
        field.name: value(field.shape, field.wire)
        for field in fields.fields_of(cls)
        if field.wire in known
    }
    return cls(**given)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """Answer every call with a success, whatever proxies this machine has; the official SDK logs secrets: be silent."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    logging.getLogger("ucloud").setLevel(logging.CRITICAL)
    with servers() as start:
        yield start(lambda exchange: exchange.answer(b'{"RetCode": 0}'))


def official_client(service: str, server: Loopback, **settings: str) -> Any:
    return official_class(service)(KEYS | {"base_url": server.url} | settings)


def sent_by_us(server: Loopback, request: Any, **settings: Any) -> dict[str, str]:
    with Client(base_url=server.url, **KEYS, **settings) as client:
        client.send(request)
    return arrived(server)


def arrived(server: Loopback) -> dict[str, str]:
    arrival: Arrival = server.arrived.pop()
    assert arrival.path == "/"
    assert arrival.headers["content-type"] == "application/x-www-form-urlencoded"
    return arrival.form


@pytest.mark.parametrize(("service", "action"), BOTH_KNOW)
def test_the_signed_bodies_are_equal(
    service: str, action: str, server: Loopback
) -> None:
    request = full(service, action)
    ours = sent_by_us(server, request)
    method = official_methods(service)[action]
    getattr(official_client(service, server), method)(request.to_dict())
    assert arrived(server) == ours
    assert len(ours["Signature"]) == 40
    assert {key.split(".")[0] for key in ours} == {
        "Action",
        "PublicKey",
        "Signature",
        *parameters(service, action),
    }


@pytest.mark.parametrize(("service", "action"), BOTH_KNOW)
def test_methods_have_the_same_names(service: str, action: str) -> None:
    method = official_methods(service)[action]
    assert getattr(Client(**KEYS), service)._ACTIONS[method] == action


@pytest.mark.parametrize(("service", "action"), BOTH_KNOW)
def test_settings_fill_in_the_same(service: str, action: str, server: Loopback) -> None:
    """Region and project alike, for actions that have both; what the official SDK does to the others is below."""
    known = parameters(service, action)
    settings = {
        name: f"own-{name}"
        for wire_name, name in SETTINGS.items()
        if wire_name in known and name != "zone"
    }
    bare = dataclasses.replace(full(service, action), **dict.fromkeys(settings))
    method = official_methods(service)[action]
    ours = sent_by_us(server, bare, **settings)
    getattr(official_client(service, server, **settings), method)(bare.to_dict())
    assert arrived(server) == ours
    assert set(settings.values()) <= set(ours.values())


@pytest.mark.parametrize(
    ("given", "theirs", "ours"),
    [
        pytest.param(1e-05, "1e-05", "0.00001", id="scientific notation is not read"),
        pytest.param(1.5e-7, "1.5e-07", "0.00000015", id="the same, smaller"),
        pytest.param(1e22, str(10**22), str(10**22), id="large floats are alike"),
        pytest.param(42.0, "42", "42", id="whole floats are alike"),
        pytest.param(-0.5, "-0.5", "-0.5", id="fractions are alike"),
        pytest.param(False, "false", "false", id="truth values are alike"),
    ],
)
def test_numbers(given: Any, theirs: str, ours: str) -> None:
    encoder = official("core.typesystem.encoder")
    assert encoder.encode({"A": given}) == {"A": theirs}
    assert encoding.flatten({"A": given}) == {"A": ours}


MESSAGE: dict[str, Any] = {"phone_numbers": ["1"], "template_id": "T"}
PROJECT: dict[str, Any] = {"project_id": "org-1"}


def test_none_inside_a_list_is_not_the_text_none(server: Loopback) -> None:
    """The official SDK sends ``None`` as four letters."""
    request = SendUSMSMessage(**MESSAGE | {"phone_numbers": ["1", None, "2"]})
    ours = sent_by_us(server, request, **PROJECT)
    assert ours["PhoneNumbers.1"] == "2"
    official_client("usms", server, **PROJECT).send_usms_message(
        {"TemplateId": "T", "PhoneNumbers": ["1", None, "2"]}
    )
    assert arrived(server)["PhoneNumbers.1"] == "None"


def test_a_text_is_not_a_list_of_its_letters(server: Loopback) -> None:
    """The official SDK sends a message to the numbers 1, 3 and 8."""
    with pytest.raises(InvalidRequestError, match="phone_numbers"):
        SendUSMSMessage(**MESSAGE | {"phone_numbers": "138"})
    official_client("usms", server, **PROJECT).send_usms_message(
        {"TemplateId": "T", "PhoneNumbers": "138"}
    )
    assert arrived(server)["PhoneNumbers.2"] == "8"


def test_a_mistyped_parameter_is_not_dropped_in_silence(server: Loopback) -> None:
    """The official SDK leaves it out and sends the rest."""
    with pytest.raises(TypeError, match="'template_prams'"):
        SendUSMSMessage(**MESSAGE | {"template_prams": ["x"]})
    official_client("usms", server, **PROJECT).send_usms_message(
        {"TemplateId": "T", "PhoneNumbers": ["1"], "TemplatePrams": ["x"]}
    )
    assert not [key for key in arrived(server) if key.startswith("TemplatePrams")]


def test_a_setting_goes_only_where_the_page_has_it(server: Loopback) -> None:
    """The official SDK adds its region to every action."""
    region = {"region": "cn-bj2"}
    ours = sent_by_us(server, SendUSMSMessage(**MESSAGE), **PROJECT, **region)
    assert "Region" not in ours
    official_client("usms", server, **PROJECT, **region).send_usms_message(
        {"TemplateId": "T", "PhoneNumbers": ["1"]}
    )
    theirs = arrived(server)
    assert theirs.pop("Region") == "cn-bj2"
    del theirs["Signature"], ours["Signature"]
    assert theirs == ours


def test_an_odd_field_does_not_lose_the_answer() -> None:
    """The official SDK raises, and the id of what was sent is lost."""
    answer = {"RetCode": 0, "SuccessCount": "many", "SessionNo": "session-1"}
    response = SendBatchUSMSMessageResponse.from_dict(answer)
    assert response.session_no == "session-1"
    schema = official_schema("usms", "SendBatchUSMSMessageResponse")
    with pytest.raises(official("core.exc").ValidationException):
        schema().loads(answer)
