"""Facts of UCloud's wire protocol that no page states; the runtime repeats two of them, and a test holds the copies equal."""

from __future__ import annotations

import re

# Fields of every response: the base class of responses has them.
RESPONSE_ENVELOPE = ("RetCode", "Action", "Message")
# Parameters that the client adds to every request.
CLIENT_PARAMETERS = frozenset({"Action", "PublicKey", "Signature"})
# Parameters that the client's settings supply where the caller leaves them out.
PARAMETERS_FROM_SETTINGS = {
    "Region": "region",
    "Zone": "zone",
    "ProjectId": "project_id",
}

# An action whose name begins with one of these verbs changes nothing.
READING_VERBS = re.compile(r"(?:Describe|Get|List|Query|Check|Is)(?![a-z])")
# A value with such a name must not appear in a repr or a log (wire protocol, "What must never leak").
SECRET_WORDS = re.compile(
    r"password|passwd|secretkey|accesskeysecret|privatekey|token|userdata|initscript|policy",
    re.IGNORECASE,
)


def is_reading(action: str) -> bool:
    """Whether an action only reads, by the verb that its name begins with."""
    return READING_VERBS.match(action) is not None


def is_secret(name: str) -> bool:
    """Whether the value of a parameter or field of that name must not be shown."""
    return SECRET_WORDS.search(name) is not None
