"""The local API as an application for a web server: calls by GET and POST, at any path."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from docs2sdk.mock.local_api import Answer

# A request's query and body → its answer.
Answerer = Callable[[str, bytes], Answer]

_MAX_BODY = 8 * 1024 * 1024
_REQUEST_ID = "X-UCLOUD-REQUEST-UUID"


def build_app(answer: Answerer) -> Starlette:
    """Return the application that answers calls."""

    async def call(request: Request) -> Response:
        body = await _read_body(request)
        if body is None:
            return Response("the body is too large", 413)
        answered = answer(request.url.query, body)
        if answered.delay:
            await asyncio.sleep(answered.delay)
        headers = {_REQUEST_ID: str(uuid.uuid4())}
        return Response(answered.body, answered.status, headers, "application/json")

    routes = [Route("/{path:path}", call, methods=["GET", "POST"])]
    return Starlette(routes=routes)


async def _read_body(request: Request) -> bytes | None:
    """Return a request's body, None if it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)
