"""What type checkers say of a program that uses the client; read by ``test_quality``, never run.

A line that they must complain about is marked with ``expect: error`` and a word that the complaint has, a line that
reveals a type with that type.  Every other line must pass.
"""

from __future__ import annotations

import asyncio
from typing import reveal_type

import httpx2

from ucloud_client import (
    APIError,
    AsyncClient,
    Client,
    Request,
    Response,
    async_wait_until,
    wait_until,
)
from ucloud_client.isms import (
    GetISMSSendReceipt,
    GetISMSSendReceiptResponse,
    SendISMSMessage,
)
from ucloud_client.isms import GetISMSSendReciept  # expect: error GetISMSSendReciept
from ucloud_client.isms.get_isms_send_receipt import ReceiptPerPhone
from ucloud_client.runtime.hooks import ErrorEvent
from ucloud_client.testing import FakeAPI
from ucloud_client.ismz import GetISMSSendReceipt as _  # expect: error ismz

client = Client(region="cn-bj2", project_id="org-xxx", timeout=3.5)
Client(regoin="cn-bj2")  # expect: error regoin
Client(region=3)  # expect: error region
AsyncClient(regoin="cn-bj2")  # expect: error regoin
client.ismz  # expect: error ismz


# A method has its request's parameters, and gives its response.
receipt = client.isms.get_isms_send_receipt(zone="cn-bj2-04", task_id_set=["a", "b"])
reveal_type(receipt)  # expect: GetISMSSendReceiptResponse
client.isms.get_isms_send_receipt(zone="cn-bj2-04")  # expect: error task_id_set
client.isms.get_isms_send_receipt(task_ids=["a"])  # expect: error task_ids
client.isms.get_isms_send_receipt(task_id_set="a")  # expect: error task_id_set
client.isms.get_isms_send_receipt(task_id_set=[1])  # expect: error int
client.isms.get_isms_send_receipt(["a"])  # expect: error positional
client.isms.get_isms_send_reciept(task_id_set=["a"])  # expect: error reciept

# A response has the page's fields.
reveal_type(receipt.ret_code)  # expect: int
reveal_type(receipt.req_uuid)  # expect: str
reveal_type(receipt.data)  # expect: list[ReceiptPerTask] | None
for task in receipt.data or []:
    for phone in task.receipt_set:
        reveal_type(phone)  # expect: ReceiptPerPhone
        reveal_type(phone.receipt_time)  # expect: int
        phone.receipt_tiem  # expect: error receipt_tiem
receipt.data[0]  # expect: error None
receipt.date  # expect: error date

# A request is a value that can be sent by either client.
request = GetISMSSendReceipt(zone="cn-bj2-04", task_id_set=["a", "b"])
reveal_type(client.send(request))  # expect: GetISMSSendReceiptResponse
reveal_type(request.to_params())  # expect: dict[str, str]
reveal_type(request.task_id_set)  # expect: list[str]
request.zone = "cn-bj2-05"  # expect: error zone
GetISMSSendReceipt(zone="cn-bj2-04")  # expect: error task_id_set
GetISMSSendReceipt(task_id_set=["a"], zon="cn-bj2-04")  # expect: error zon
GetISMSSendReceipt(task_id_set=None)  # expect: error None
client.send("GetISMSSendReceipt")  # expect: error send

# An object inside a request is one of its class, or a dictionary with its keys.
send_to = client.isms.send_isms_message.with_options(region="cn-bj2")
objects = [SendISMSMessage.TemplateParameter(variable_name="n")]
row: SendISMSMessage.TemplateParameter.Dict = {"variable_name": "n"}
rows = [row]
send_to(template_id="t", phone_set=["1"], template_parameter=objects)
send_to(template_id="t", phone_set=["1"], template_parameter=rows)
send_to(
    template_id="t",
    phone_set=["1"],
    template_parameter=[*objects, {"variable_name": "n"}],
)
send_to(
    template_id="t",
    phone_set=["1"],
    template_parameter=[{"variable_name": 1}],  # expect: error int
)
send_to(
    template_id="t",
    phone_set=["1"],
    template_parameter=[{"VariableName": "n"}],  # expect: error dict
)


# A view of a client, and the options of a call.
reveal_type(client.with_options(region="cn-sh2", timeout=9))  # expect: Client
client.with_options(regoin="cn-sh2")  # expect: error regoin
client.with_options(public_key="other")  # expect: error public_key
client.with_options(timeout="9")  # expect: error timeout
method = client.isms.get_isms_send_receipt.with_options(max_retries=0)
reveal_type(method(task_id_set=["a"]))  # expect: GetISMSSendReceiptResponse
method(task_ids=["a"])  # expect: error task_ids
client.isms.get_isms_send_receipt.with_options(retries=0)  # expect: error retries
once = client.send(request, max_retries=0, headers={"X-Team": "a"})
reveal_type(once)  # expect: GetISMSSendReceiptResponse
client.send(request, max_retires=0)  # expect: error max_retires
client.send(request, headers={"X-Team": 1})  # expect: error int

# Any other action.
response = client.call("DescribeUHostInstance", {"Limit": 10}, timeout=9)
reveal_type(response)  # expect: RawResponse
reveal_type(response.request_id)  # expect: str | None
reveal_type(response["UHostSet"])  # expect: Any
client.call("DescribeUHostInstance", ["Limit"])  # expect: error list
client.call(parameters={"Limit": 10})  # expect: error action
client.call("PostThing", encoding="xml")  # expect: error xml
client.call("PostThing", timeuot=9)  # expect: error timeuot


def report(event: ErrorEvent) -> None:
    """A hook gets an event of its own type."""
    reveal_type(event.retry_in)  # expect: float | None
    for attempt in event.error.attempts:
        reveal_type(attempt.problem)  # expect: str


watched = Client(on_error=report, max_retries=0, headers={"X-Team": "a"})
Client(on_errors=report)  # expect: error on_errors
Client(on_request=report)  # expect: error on_request
Client(http_client=httpx2.Client())
AsyncClient(http_client=httpx2.Client())  # expect: error http_client
Client(max_retries="0")  # expect: error max_retries


# Waiting gives what the call gives; dictionaries and fakes have types, too.
call = client.isms.get_isms_send_receipt
answer = wait_until(lambda: call(task_id_set=["a"]), until=lambda got: bool(got.data))
reveal_type(answer)  # expect: GetISMSSendReceiptResponse
wait_until(lambda: answer, until=lambda got: bool(got.date))  # expect: error date
wait_until(lambda: answer, untli=bool)  # expect: error untli
reveal_type(GetISMSSendReceipt.from_dict({"Zone": "z"}))  # expect: GetISMSSendReceipt
reveal_type(answer.to_dict())  # expect: dict[str, Any]
reveal_type(answer.deviations)  # expect: tuple[Deviation, ...]
reveal_type(FakeAPI().client())  # expect: Client
FakeAPI().add_error(GetISMSSendReceipt, "8039")  # expect: error int
FakeAPI().add_failure(GetISMSSendReceipt, "sending")  # expect: error sending
FakeAPI().add_response(GetISMSSendReceipt, lambda request: request.parameters)
FakeAPI().add_response(GetISMSSendReceipt, lambda request: None)  # expect: error None


def send(request: Request[GetISMSSendReceiptResponse]) -> Response:
    """A request and its response have types that one can write down."""
    try:
        return client.send(request)
    except APIError as error:
        reveal_type(error.code)  # expect: int | None
        raise


async def main() -> ReceiptPerPhone | None:
    """The async twin has the same parameters, and is awaited."""
    async with AsyncClient(region="cn-bj2") as client:
        receipt = await client.isms.get_isms_send_receipt(task_id_set=["a"])
        reveal_type(receipt)  # expect: GetISMSSendReceiptResponse
        reveal_type(await client.send(request))  # expect: GetISMSSendReceiptResponse
        view = client.with_options(region="cn-sh2")
        reveal_type(view)  # expect: AsyncClient
        once = client.isms.get_isms_send_receipt.with_options(max_retries=0)
        reveal_type(await once(task_id_set=["a"]))  # expect: GetISMSSendReceiptResponse
        reveal_type(await view.call("DescribeThing"))  # expect: RawResponse
        await client.send(request, max_retires=0)  # expect: error max_retires
        call = client.isms.get_isms_send_receipt
        await call()  # expect: error task_id_set
        await call(task_ids=["a"])  # expect: error task_ids
        call(task_id_set=["a"]).data  # expect: error data
        call = client.isms.get_isms_send_receipt
        awaited = await async_wait_until(
            lambda: call(task_id_set=["a"]), until=lambda got: bool(got.data)
        )
        reveal_type(awaited)  # expect: GetISMSSendReceiptResponse
        tasks = receipt.data or []
    return tasks[0].receipt_set[0] if tasks else None


asyncio.run(main())
