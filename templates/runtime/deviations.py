"""What a response does differently from its page."""

# isort: skip_file
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .errors import printable

Kind: TypeAlias = Literal["type", "missing", "case", "unknown"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A difference between a response and its page.

    ``path`` is where (``Data[0].ReceiptSet[1]``), ``declared`` what the page says, ``received`` what arrived (kinds of
    JSON values or key names, never values).  ``kind``: ``type``, ``missing`` (a required field), ``case`` (a key whose
    letters have another case) or ``unknown`` (a field that the page does not have).

    The last of 1,000 may stand for all others that there are: its path is empty, and its kind is ``unknown`` if those are all
    unknown fields.
    """

    kind: Kind
    path: str
    declared: str
    received: str

    def __str__(self) -> str:
        if not self.path and self.received == "more":
            return f"{self.declared} listed, there are {self.received}"
        return printable(
            f"{self.path}: {self.declared} declared, {self.received} received"
        )
