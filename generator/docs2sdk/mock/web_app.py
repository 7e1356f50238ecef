"""The local API as an application for a web server: calls by GET and POST at any path, and its pages."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from docs2sdk.mock import browser_pages
from docs2sdk.mock.browser_calls import BadBrowserCall, BrowserCalls
from docs2sdk.mock.local_api import Answer
from docs2sdk.mock.observation import Observer
from docs2sdk.mock.upstream import PassedRequest, Upstream, UpstreamFailure

# A request's query and body, and what to answer if it passes the checks (b"": whatever fits) → its answer.
Answerer = Callable[[str, bytes, bytes], Answer]

_MAX_BODY = 8 * 1024 * 1024
_REQUEST_ID = "X-UCLOUD-REQUEST-UUID"
# The header of tests that say what a call is answered, in JSON.
_PREPARED_ANSWER = "X-Docs2sdk-Answer"
_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def build_app(answer: Answerer, calls: BrowserCalls) -> Starlette:
    """Return the application that answers calls, and shows pages to browsers."""

    async def call(request: Request) -> Response:
        body = await _read_body(request)
        if body is None:
            return Response("the body is too large", 413)
        if _is_browser(request, body):
            return _show(browser_pages.render_index(calls.documentation))
        prepared_answer = request.headers.get(_PREPARED_ANSWER, "").encode("latin-1")
        answered = answer(request.url.query, body, prepared_answer)
        if answered.delay:
            await asyncio.sleep(answered.delay)
        request_id = request.headers.get(_REQUEST_ID) or str(uuid.uuid4())
        headers = {_REQUEST_ID: request_id}
        return Response(answered.body, answered.status, headers, "application/json")

    async def show_action(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in calls.documentation.actions:
            return Response("there is no such action", 404)
        return _show(browser_pages.render_action(calls.documentation, name))

    async def call_from_page(request: Request) -> Response:
        # Other sites cannot send this type without asking first, and are not answered then.
        if request.headers.get("content-type") != "application/json":
            return Response("only for the page of this server", 415)
        try:
            shown, delay = calls.call(await _read_body(request) or b"")
        except BadBrowserCall:
            return Response("this is no call", 400)
        await asyncio.sleep(delay)
        return JSONResponse(shown, headers=_PAGE_HEADERS)

    return Starlette(
        routes=[
            Route(f"{browser_pages.ACTION_PATH}{{name}}", show_action),
            Route("/-/call", call_from_page, methods=["POST"]),
            Route("/{path:path}", call, methods=["GET", "POST"]),
        ]
    )


def build_proxy(upstream: Upstream, observer: Observer) -> Starlette:
    """Return the application that passes requests on, and compares them and their answers with the pages."""

    async def pass_on(request: Request) -> Response:
        body = await _read_body(request)
        if body is None:
            return Response("the body is too large", 413)
        if _is_browser(request, body):
            return _show(browser_pages.render_deviations(observer))
        query = request.url.query
        target = f"{request.url.path}?{query}" if query else request.url.path
        passed = PassedRequest(
            request.method, target, tuple(request.headers.items()), body
        )
        try:
            answer = await asyncio.to_thread(upstream.send, passed)
        except UpstreamFailure as error:
            return Response(f"the API could not be reached: {error}", 502)
        after = BackgroundTask(observer.observe, query, body, answer.body)
        return Response(answer.body, answer.status, answer.headers, background=after)

    return Starlette(routes=[Route("/{path:path}", pass_on, methods=["GET", "POST"])])


def _is_browser(request: Request, body: bytes) -> bool:
    """Whether a request is for the page: it holds no call, and its sender shows pages."""
    has_call = body or request.url.query or request.url.path != "/"
    return not has_call and "text/html" in request.headers.get("accept", "")


def _show(page: str) -> Response:
    return HTMLResponse(page, headers=_PAGE_HEADERS)


async def _read_body(request: Request) -> bytes | None:
    """Return a request's body, None if it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)
