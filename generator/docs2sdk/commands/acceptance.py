"""Writes changes that a user accepts on the command line to the project's file of accepted changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docs2sdk.console import fail, save_file, warn
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.diff.changes import Change
    from docs2sdk.diff.comparison import Comparison
    from docs2sdk.diff.policy import Policy


def accept_changes(
    comparison: Comparison, policy: Policy, fingerprints: Sequence[str], reason: str
) -> Policy:
    """Append an entry for each fingerprint to the file of accepted changes; return the policy with the new entries.

    Exits with 2 and writes nothing if a fingerprint is that of no change, or accepted already.
    """
    from docs2sdk.diff import accepted_changes

    if not policy.file:
        fail("name the file: --accepted FILE, or accepted in [tool.docs2sdk.diff]")
    entries = [
        accepted_changes.format_entry(
            change.fingerprint,
            reason,
            f"{change.rule.id}: {change.service} {change.message}",
        )
        for change in _find_changes(comparison, fingerprints)
    ]
    old = _read_text(policy.file)
    text = "\n".join(filter(None, (old and f"{old.rstrip()}\n", *entries)))
    accepted = accepted_changes.parse_accepted_changes(text, policy.file)
    save_file(policy.file, text)
    warn(f"{policy.file}: accepted {pluralize(len(entries), 'change')}")
    return replace(policy, accepted=accepted)


def _find_changes(comparison: Comparison, fingerprints: Sequence[str]) -> list[Change]:
    by_fingerprint = {change.fingerprint: change for change in comparison.changes}
    for fingerprint in fingerprints:
        if fingerprint not in by_fingerprint:
            fail(
                f"no change has the fingerprint {fingerprint}; "
                "--verbose prints those of all changes"
            )
    return [by_fingerprint[fingerprint] for fingerprint in dict.fromkeys(fingerprints)]


def _read_text(file: Path) -> str:
    """Return the text of the file, which was read before; "" if it is to be made."""
    return file.read_text("utf-8-sig") if file.exists() else ""
