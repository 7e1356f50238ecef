"""The signature of a request: the SHA-1 of all other parameters and the private key, as the wire protocol says."""

from __future__ import annotations

import hashlib
import hmac

from docs2sdk.python_literals import JSON
from docs2sdk.values import sample_values
from docs2sdk.values.sample_values import JSONObject

NAME = "Signature"


def sign(parameters: JSONObject, private_key: str) -> str:
    """Return the signature of parameters as they are sent: of a form its flat names and texts, of a JSON body its values."""
    unsigned = {key: value for key, value in parameters.items() if key != NAME}
    text = _join(unsigned) + private_key
    return hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_signed(parameters: JSONObject, private_key: str) -> bool:
    """Whether the parameters have the signature that this key gives."""
    sent = str(parameters.get(NAME, "")).encode("utf-8", "surrogatepass")
    return hmac.compare_digest(sent, sign(parameters, private_key).encode())


def _join(value: JSON) -> str:
    """Return an object as its names and values in the order of the names, a list as its elements."""
    if isinstance(value, dict):
        return "".join(f"{key}{_join(value[key])}" for key in sorted(value))
    if isinstance(value, list):
        return "".join(map(_join, value))
    if isinstance(value, str):
        return value
    return "".join(map(str, sample_values.flatten({"": value}).values()))
