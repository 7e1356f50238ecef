"""The RetCodes that the local API answers with, and their words: those of the pages where they have some."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from docs2sdk.mock.parameter_checks import ParameterFault
from docs2sdk.schema import ErrorCode
from docs2sdk.values.sample_values import JSONObject

NO_ACTION, UNKNOWN_ACTION = 160, 161
NO_SIGNATURE, WRONG_SIGNATURE, UNKNOWN_USER = 170, 171, 172
UNKNOWN_PROJECT, ZONE_REFUSED, NOT_FOUND = 292, 293, 8039
# The published table of common codes has none for parameters.  These two are what the API is known to answer with; no page
# confirms them, so a service's own code is taken where its table has one.
MISSING_PARAMETER, WRONG_PARAMETER = 220, 230
_OWN_WORDS = {
    MISSING_PARAMETER: "a required parameter is missing",
    WRONG_PARAMETER: "the value of a parameter is not allowed",
    NOT_FOUND: "there is no such resource",
}
# How a service's own table says the same.
_SAYS_MISSING = re.compile("缺少(必选|必填|必要)?参数")
_SAYS_WRONG = re.compile("参数(不合法|错误|无效)")


class CallError(NamedTuple):
    """A RetCode, and what is wrong with the call; "" for the code's meaning alone."""

    code: int
    problem: str = ""

    def build_answer(self, action: str, meanings: Mapping[int, str]) -> JSONObject:
        """Return the answer, in the words that ``meanings`` or this module has for the code."""
        meaning = meanings.get(self.code) or _OWN_WORDS.get(self.code, "")
        words = [text for text in (meaning, self.problem) if text]
        message = ": ".join(words) or f"RetCode {self.code}"
        return {
            "RetCode": self.code,
            "Action": f"{action}Response",
            "Message": message,
        }


def describe_fault(fault: ParameterFault, codes: Iterable[ErrorCode]) -> CallError:
    """Return the error for a wrong or missing parameter; a service's own code if its table (``codes``) has one for that."""
    is_missing = fault.kind == "missing"
    pattern = _SAYS_MISSING if is_missing else _SAYS_WRONG
    default = MISSING_PARAMETER if is_missing else WRONG_PARAMETER
    own = (code.code for code in codes if pattern.match(code.meaning))
    return CallError(next(own, default), str(fault))
