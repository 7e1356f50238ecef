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
# A value whose name ends so must not appear in a repr or a log (wire protocol, "What must never leak"): `PolicyId`, `NextToken` and
# `MaxPasswordAge` may.
SECRET_WORDS = re.compile(
    r"(?:password|passwd|secretkey|accesskeysecret|privatekey(?:body|plaintext|ciphertextblob)?|presharedkey|certificatekey|etcdkey"
    r"|sslkey|sslcontent|plaintext|(?<!next)token|userdata|initscript|(?:\A|\.)policy)(?:\.[0-9]+)?\Z",
    re.IGNORECASE,
)
# The first clause of a description that calls a value a secret.
_SECRET_CLAUSE = re.compile(
    r"(?!是否)[^，,。；;：:（(\s]{0,20}(?:私钥|密码|共享密钥|明文)(?:内容|字符串)?(?:[，,。；;：:（(\s]|\Z)"
)


def is_reading(action: str) -> bool:
    """Whether an action only reads, by the verb that its name begins with."""
    return READING_VERBS.match(action) is not None


def is_secret(name: str, description: str = "") -> bool:
    """Whether the value of a parameter or field of that name must not be shown, or that its description calls a secret."""
    has_name = SECRET_WORDS.search(name) is not None
    return has_name or _SECRET_CLAUSE.match(description) is not None
