"""Why a run does not go on: one exception for all that whoever started it can mend, and that is not a finding in a page."""

from __future__ import annotations


class Refusal(Exception):
    """What is wrong with the input, the settings or the output, in words for the user; nothing was written."""
