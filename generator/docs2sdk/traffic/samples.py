"""Files of recordings → the samples of one action: trees of values without secrets, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from docs2sdk.protocol import CLIENT_PARAMETERS
from docs2sdk.traffic import bodies, exchanges, secrets
from docs2sdk.traffic.exchanges import Exchange
from docs2sdk.validation import mismatches
from docs2sdk.values.sample_values import JSONObject

# They say who calls; the client sets them.
AUTHENTICATION = {name.lower() for name in CLIENT_PARAMETERS | {"SecurityToken"}}


@dataclass(slots=True)
class Samples:
    """The requests and responses of an action, how many requests posted JSON, and how often values were masked, by name.

    ``skipped`` counts what was left out, by reason; ``others`` are the samples of other actions.
    """

    requests: list[JSONObject] = field(default_factory=list)
    responses: list[JSONObject] = field(default_factory=list)
    posted_json: int = 0
    masked: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)


def read_samples(
    texts: Iterable[tuple[str, str]], action: str, host: str = ""
) -> Samples:
    """Return the samples of an action in the texts of files, with their names; InvalidRecording for a file of other content.

    Without a ``host``, the samples of the host that has most of them count.
    """
    samples = Samples()
    matching: list[Exchange] = []
    for name, text in texts:
        for exchange in exchanges.read_exchanges(text, name):
            reason = _find_reason(exchange, action, samples)
            if reason:
                samples.skipped[reason] += 1
            else:
                matching.append(exchange)
    for exchange in _select_host(matching, host or _find_host(matching), samples):
        _add(exchange, samples)
    return samples


def _find_reason(exchange: Exchange, action: str, samples: Samples) -> str:
    """Return why an exchange is left out, "" if it is a sample of the action."""
    name = exchange.action_name
    if exchange.request and not name:
        return "requests without an action"
    if name and name != action:
        if secrets.is_row_name(name):
            samples.others[name] += 1
        return "samples of other actions"
    if exchange.problem:
        return f"unreadable: {exchange.problem}"
    if exchange.response and mismatches.expected_error(exchange.response) == "APIError":
        return "API errors"
    return ""


def _find_host(matching: Iterable[Exchange]) -> str:
    """Return the host of most requests; of several, the first."""
    hosts = Counter(each.request.host for each in matching if each.request)
    del hosts[""]
    return max(hosts, key=lambda host: hosts[host], default="")


def _select_host(
    matching: Iterable[Exchange], host: str, samples: Samples
) -> Iterator[Exchange]:
    for exchange in matching:
        if exchange.request and exchange.request.host not in ("", host):
            samples.skipped["requests to other hosts"] += 1
        else:
            yield exchange


def _add(exchange: Exchange, samples: Samples) -> None:
    """Add what an exchange shows, secrets masked before anything else sees it."""
    if exchange.request:
        pairs = exchange.request.pairs
        usable = [pair for pair in pairs if secrets.is_parameter_name(pair[0])]
        tree, unusable = bodies.nest_parameters(usable)
        unusable += len(pairs) - len(usable)
        samples.skipped["parameters with a name that no row can have"] += unusable
        masked, counts = secrets.mask_values(tree)
        samples.masked += counts
        assert isinstance(masked, dict)
        samples.requests.append(
            {key: masked[key] for key in masked if key.lower() not in AUTHENTICATION}
        )
        samples.posted_json += exchange.request.is_json
    if exchange.response:
        masked, counts = secrets.mask_values(exchange.response)
        samples.masked += counts
        assert isinstance(masked, dict)
        samples.responses.append(masked)
