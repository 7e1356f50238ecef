"""Wire names to Python names: what each becomes, that none clash, and how many methods users find again."""

from __future__ import annotations

import dataclasses
import keyword
import random
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
import ucloud  # type: ignore[import-untyped]
from docs2sdk import python_naming, reserved_names
from docs2sdk.python import class_plan
from hypothesis import given
from hypothesis import strategies as st
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.models import Model, Parameters, Request, Response
from small_schemas import action, field, side
from timing import seconds

REQUESTS = reserved_names.REQUEST_ATTRIBUTES
RESPONSES = reserved_names.RESPONSE_ATTRIBUTES


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        pytest.param("TaskIdSet", "task_id_set", id="plain camel case"),
        pytest.param("UHostId", "uhost_id", id="product with one letter before a word"),
        pytest.param("UDiskId", "udisk_id", id="product that no list knows"),
        pytest.param("ETag", "etag", id="one letter before a word"),
        pytest.param("AlertStrategyIDs", "alert_strategy_ids", id="plural of ID"),
        pytest.param("UHostIds", "uhost_ids", id="plural of Id"),
        pytest.param("DBTypeId", "db_type_id", id="acronym before a word"),
        pytest.param("VPCId", "vpc_id", id="VPC"),
        pytest.param("SubnetId", "subnet_id", id="one word"),
        pytest.param("IPv6", "ipv6", id="IPv6"),
        pytest.param("IPv6Address", "ipv6_address", id="IPv6 before a word"),
        pytest.param("Ipv4", "ipv4", id="Ipv4"),
        pytest.param("EIP", "eip", id="EIP"),
        pytest.param("EIPId", "eip_id", id="EIP before a word"),
        pytest.param("BindEIP", "bind_eip", id="EIP after a word"),
        pytest.param("US3", "us3", id="product with a digit"),
        pytest.param("US3Data", "us3_data", id="product with a digit before a word"),
        pytest.param("K8SVersion", "k8s_version", id="K8S"),
        pytest.param("K8sVersion", "k8s_version", id="K8s"),
        pytest.param("UK8SClusterId", "uk8s_cluster_id", id="UK8S"),
        pytest.param("MD5", "md5", id="MD5"),
        pytest.param(
            "HandlerIDCardFrontImageFileId",
            "handler_id_card_front_image_file_id",
            id="acronym between words",
        ),
        pytest.param("CPU", "cpu", id="acronym alone"),
        pytest.param("GPUType", "gpu_type", id="acronym first"),
        pytest.param("ReqUuid", "req_uuid", id="Uuid"),
        pytest.param("lowerCamel", "lower_camel", id="lower camel case"),
        pytest.param("snake_case", "snake_case", id="snake case already"),
        pytest.param("TotalCount", "total_count", id="two words"),
        pytest.param("Domain95", "domain95", id="digits stay with their word"),
        pytest.param("ABCDEF", "abcdef", id="unknown acronym"),
    ],
)
def test_field(wire: str, expected: str) -> None:
    assert python_naming.attribute_name(wire, REQUESTS) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        *(
            pytest.param(wire, f"{wire.lower()}_", id=f"{kind} {wire}")
            for kind, wires in {
                "keyword": ["class", "Class", "from", "import", "pass", "del"],
                "builtin in annotations": [
                    "str",
                    "Int",
                    "float",
                    "bool",
                    "List",
                    "dict",
                ],
                "builtin in class bodies": ["Object", "self"],
                "name in class bodies": ["Request_Class", "Param"],
            }.items()
            for wire in wires
        ),
        pytest.param("ToDict", "to_dict_", id="method of the base class"),
        pytest.param("__class__", "class_", id="dunder"),
        pytest.param("__x", "x", id="leading underscores"),
        pytest.param("_", "n", id="underscore alone"),
        pytest.param("", "n", id="nothing"),
        pytest.param("2Fa", "n2_fa", id="digit first"),
        pytest.param("match", "match", id="soft keyword stays"),
        pytest.param("None", "none", id="constant is none in lower case"),
        pytest.param("Type", "type", id="harmless builtin stays"),
        pytest.param("Id", "id", id="another harmless builtin stays"),
        pytest.param("cls", "cls", id="cls stays"),
        pytest.param("Client", "client", id="client stays"),
        pytest.param("Timeout", "timeout", id="timeout stays"),
        pytest.param("a; import os", "a_import_os", id="statement"),
        pytest.param("名", "n", id="letter outside the alphabet"),
        pytest.param("ﬁle", "le", id="ligature"),
        pytest.param("Kelvin\u212a", "kelvin", id="Kelvin sign"),
    ],
)
def test_awkward_field(wire: str, expected: str) -> None:
    assert python_naming.attribute_name(wire, REQUESTS) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        pytest.param("RetCode", "ret_code_", id="envelope"),
        pytest.param("Raw", "raw_", id="the answer as it came"),
        pytest.param("Deviations", "deviations_", id="deviations"),
        pytest.param("RequestId", "request_id_", id="request id"),
        pytest.param("FromDict", "from_dict_", id="constructor"),
        pytest.param("Data", "data", id="nothing of ours"),
    ],
)
def test_field_of_a_response(wire: str, expected: str) -> None:
    assert python_naming.attribute_name(wire, RESPONSES) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        pytest.param("GetISMSSendReceipt", "get_isms_send_receipt", id="ISMS"),
        pytest.param("CreateUHostInstance", "create_uhost_instance", id="UHost"),
        pytest.param("DescribeVPC", "describe_vpc", id="VPC"),
        pytest.param("Con", "con_", id="Windows device"),
        pytest.param("Nul", "nul_", id="another Windows device"),
        pytest.param("Aux", "aux_", id="a third Windows device"),
        pytest.param("Com1", "com1_", id="serial port"),
        pytest.param("LPT9", "lpt9_", id="printer port"),
        pytest.param("Import", "import_", id="keyword"),
        pytest.param("Match", "match", id="soft keyword"),
        pytest.param("CON1", "con1", id="no device"),
    ],
)
def test_method(wire: str, expected: str) -> None:
    assert python_naming.method_name(wire) == expected


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        pytest.param("isms-api", "isms", id="plain"),
        pytest.param("vpc2.0-api", "vpc2_0", id="version in the name"),
        pytest.param("summary", "summary", id="no suffix"),
        pytest.param("UHost-API", "uhost", id="capitals"),
        pytest.param("a-b.c_d-api", "a_b_c_d", id="every separator"),
        pytest.param("runtime-api", "runtime_", id="a package of ours"),
        pytest.param("support-api", "support_", id="a module of the tests"),
        pytest.param("send-api", "send_", id="a method of the client"),
        pytest.param("con-api", "con_", id="Windows device"),
        pytest.param("class-api", "class_", id="keyword"),
        pytest.param("3d-api", "n3d", id="digit first"),
        pytest.param("-api", "n", id="nothing"),
        pytest.param("../../evil-api", "evil", id="path"),
    ],
)
def test_service(folder: str, expected: str) -> None:
    assert python_naming.package_name(folder) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        pytest.param("ReceiptPerTask", "ReceiptPerTask", id="plain"),
        pytest.param("diskSet", "DiskSet", id="lower camel case"),
        pytest.param("disk_set", "DiskSet", id="snake case"),
        pytest.param("str", "Str", id="builtin"),
        pytest.param("None", "NoneModel", id="constant"),
        pytest.param("Any", "AnyModel", id="name of typing"),
        pytest.param("Literal", "LiteralModel", id="another name of typing"),
        pytest.param("Exception", "ExceptionModel", id="builtin with a capital"),
        pytest.param("Client", "ClientModel", id="name of ours"),
        pytest.param("Response", "ResponseModel", id="base class"),
        pytest.param("ACTION", "ACTIONModel", id="constant of requests"),
        pytest.param("1abc", "Model1abc", id="digit first"),
        pytest.param("__", "ModelModel", id="nothing left"),
        pytest.param("a b;c", "ABC", id="other characters"),
    ],
)
def test_class(wire: str, expected: str) -> None:
    assert python_naming.class_name(wire) == expected


def test_class_of_an_action_has_another_suffix() -> None:
    assert python_naming.class_name("None", "Action") == "NoneAction"


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        pytest.param("isms", "IsmsService", id="an abbreviation"),
        pytest.param("uhost", "UHostService", id="several words"),
        pytest.param("udbproxy", "UdbProxyService", id="an abbreviation in words"),
        pytest.param("ulogservice", "ULogServiceService", id="a product: service"),
        pytest.param("vpc2_0", "Vpc20Service", id="a version"),
        pytest.param("uai_modelverse", "UaiModelVerseService", id="two parts"),
        pytest.param("async_", "Async_Service", id="a keyword"),
        pytest.param("n3d", "N3dService", id="digits"),
    ],
)
def test_class_of_a_service(package: str, expected: str) -> None:
    assert python_naming.service_class_name(package) == expected


@given(st.text(max_size=12))
def test_class_of_a_service_is_none_of_its_base_classes(folder: str) -> None:
    package = python_naming.package_name(folder)
    cls = python_naming.service_class_name(package)
    assert re.fullmatch("[A-Z][A-Za-z0-9_]*", cls)
    assert {cls, f"Async{cls}"} <= python_naming.names_in_service_index(package)
    assert not {cls, f"Async{cls}"} & {"Service", "AsyncService"}


def members(*owners: type) -> set[str]:
    return {name for owner in owners for name in dir(owner) if not name.startswith("_")}


@pytest.mark.parametrize(
    ("owners", "reserved"),
    [
        pytest.param([Request, Parameters], REQUESTS, id="requests"),
        pytest.param([Model], reserved_names.MODEL_ATTRIBUTES, id="models"),
        pytest.param([Response], RESPONSES, id="responses"),
        pytest.param(
            [BaseSyncClient, BaseAsyncClient], reserved_names.SERVICES, id="clients"
        ),
    ],
)
def test_nothing_hides_what_the_runtime_has(
    owners: list[type], reserved: Collection[str]
) -> None:
    lower = {name for name in members(*owners) if name == name.lower()}
    assert lower <= {*reserved}


def test_nothing_hides_a_field_of_every_response() -> None:
    assert {field.name for field in dataclasses.fields(Response)} <= RESPONSES


def test_nothing_hides_a_constant_of_requests() -> None:
    upper = {name for name in members(Request) if name == name.upper()}
    assert upper
    assert upper <= reserved_names.CLASSES


COLLISIONS = [
    pytest.param(
        ["ResourceID", "ResourceId"],
        {"ResourceID": "resource_id", "ResourceId": "resource_id_2"},
        id="two spellings",
    ),
    pytest.param(
        ["UHostID", "UHostId", "uhostId"],
        {"UHostID": "uhost_id", "UHostId": "uhost_id_2", "uhostId": "uhost_id_3"},
        id="three spellings",
    ),
    pytest.param(
        ["Class", "class"], {"Class": "class_", "class": "class__2"}, id="keyword"
    ),
    pytest.param(
        ["a", "A", "a_2", "A2"],
        {"A": "a", "a": "a_3", "a_2": "a_2", "A2": "a2"},
        id="a number that another field has by nature",
    ),
]


@pytest.mark.parametrize(("wires", "expected"), COLLISIONS)
def test_collision(wires: list[str], expected: dict[str, str]) -> None:
    for seed in range(6):
        shuffled = random.Random(seed).sample(wires, len(wires))
        table = side(*(field(wire) for wire in shuffled))
        decided = class_plan.plan_classes(action(table)).request
        python_names = {each.field.name: each.name for each in decided.attributes}
        assert python_names == expected


def test_taken_names_are_not_given_again() -> None:
    assigned = python_naming.assign_unique_names([("A", "a"), ("B", "b")], {"a", "a_2"})
    assert assigned == {"A": "a_3", "B": "b"}


def test_10_000_names_that_clash_take_hardly_longer_than_as_many_that_do_not() -> None:
    pairs = [(f"A{'_' * n}b", "a_b") for n in range(10_000)]
    clashing = seconds(lambda: python_naming.assign_unique_names(pairs))
    others = [(wire, f"{name}{n}") for n, (wire, name) in enumerate(pairs)]
    assert clashing < 10 * seconds(lambda: python_naming.assign_unique_names(others))
    last = python_naming.assign_unique_names(pairs)[pairs[0][0]]
    assert last == "a_b_10000"


anything = st.text(max_size=30) | st.from_regex(r"[A-Za-z0-9_.\-]{0,20}\Z")


def assert_usable(name: str, alphabet: str) -> None:
    assert re.fullmatch(alphabet, name)
    assert name.isidentifier()
    assert not keyword.iskeyword(name)


@given(anything)
def test_every_string_gives_a_usable_name(wire: str) -> None:
    for taken in (REQUESTS, RESPONSES):
        assert_usable(python_naming.attribute_name(wire, taken), "[a-z][a-z0-9_]*")
        assert python_naming.attribute_name(wire, taken) not in taken
    assert_usable(python_naming.method_name(wire), "[a-z][a-z0-9_]*")
    assert_usable(python_naming.package_name(wire), "[a-z][a-z0-9_]*")
    assert python_naming.package_name(wire) not in reserved_names.SERVICES
    assert_usable(python_naming.class_name(wire), "[A-Z][A-Za-z0-9]*")
    assert python_naming.class_name(wire) not in reserved_names.CLASSES


preferred = st.lists(
    st.tuples(anything, st.sampled_from(["a", "a_2", "a_3", "b"])),
    unique_by=lambda pair: pair[0],
)


@given(preferred, st.sets(st.sampled_from(["a", "a_2", "b"])), st.randoms())
def test_distinct_names_are_distinct(
    pairs: list[tuple[str, str]], taken: set[str], order: random.Random
) -> None:
    assigned = python_naming.assign_unique_names(pairs, taken)
    shuffled = order.sample(pairs, len(pairs))
    assert assigned.keys() == dict(pairs).keys()
    assert len(set(assigned.values())) == len(assigned)
    assert not taken & {*assigned.values()}
    assert python_naming.assign_unique_names(shuffled, taken) == assigned


OFFICIAL = re.compile(
    r"    def (\w+)\(\s*self, req.*?apis\.(\w+)RequestSchema", re.DOTALL
)


def official() -> Iterator[tuple[str, str]]:
    """Yield each method of the official SDK, with its action."""
    services = Path(ucloud.__file__).parent / "services"
    for client in sorted(services.glob("*/client.py")):
        yield from OFFICIAL.findall(client.read_text("utf-8"))


def test_methods_are_called_as_in_the_official_sdk() -> None:
    pairs = {*official()}
    agreed = {pair for pair in pairs if python_naming.method_name(pair[1]) == pair[0]}
    print(f"{len(agreed)} of {len(pairs)} methods have the official SDK's name")
    for method, wire in sorted(pairs - agreed):
        print(f"{wire}: {method} there, {python_naming.method_name(wire)} here")
    assert len(pairs) == 1421
    assert len(agreed) >= 1420
