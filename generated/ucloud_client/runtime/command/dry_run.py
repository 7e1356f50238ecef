"""Shows the request of a call as it would be sent, without its signature and with secrets hidden."""

# isort: skip_file
from __future__ import annotations

from typing import Any

from .. import protocol
from ..client import BaseSyncClient
from ..models import Request
from ..secret_names import hidden_names, hide_secrets


def describe_request(client: BaseSyncClient, request: Request[Any]) -> dict[str, Any]:
    """Return what would be sent: method, address, headers and parameters."""
    parameters = protocol.sign_request(request, client.settings)
    del parameters["Signature"]
    sent = protocol.build_request(request, client.settings, client.PRODUCT)
    return {
        "method": "POST",
        "url": sent.url,
        "headers": dict(sent.headers),
        "parameters": hide_secrets(parameters, hidden_names(type(request))),
    }
