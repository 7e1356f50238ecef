"""Turns names of the API into Python names: any string gives one, always the same, and no two clash.

A name consists of ``[a-z0-9_]`` (attributes, modules) or ``[A-Za-z0-9_]`` (classes), is no keyword, and shadows nothing
that generated code uses.  Other characters are dropped, so text of pages cannot become code.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from docs2sdk import reserved_names
from docs2sdk.schema import Field

# No names from an earlier output.
NO_NAMES: Mapping[str, str] = MappingProxyType({})

# Words that plain camel-case splitting would cut in the wrong place.  The longest that fits is taken, if no lower-case
# letter follows it.  Sources: the published names of the API, and the method names of ucloud-sdk-python3, which users
# migrate from.
WORDS = [
    *("IPv4", "IPv6", "Ipv4", "Ipv6", "IP", "IPs", "ID", "IDs", "URL", "URLs", "URN"),
    *("EIP", "VIP", "VPC", "VPN", "NAT", "NATGW", "NIC", "BW", "CIDR", "ISP", "IDC"),
    *("UDPN", "UGN"),
    *("ALB", "NLB", "SLB", "ULB", "VServer", "UGA", "UGA3", "PathX", "CDN", "UCDN"),
    *("DNS", "UDNS"),
    *("UHost", "UPHost", "ULHost", "UDHost", "PHost", "VHost", "UEC", "UHub", "K8S"),
    *("K8s", "UK8S"),
    *("VDisk", "UFS", "UPFS", "US", "US3", "CPU", "GPU", "HA", "IO", "OS", "SN", "KVM"),
    *("RDMA", "QoS"),
    *("DB", "UDB", "UDBProxy", "UDDB", "UMongoDB", "MongoDB", "MySQL", "PgSQL"),
    *("PostgreSQL",),
    *("TiDB", "SQL", "UDTS", "UTSDB", "UDI", "RW", "CNI", "CORS", "HTTP2", "API"),
    *("OpenAPI", "ACL"),
    *("IAM", "OAuth", "SSL", "IPSec", "MD5", "Md5", "SMS", "ISMS", "USMS", "UVMS"),
    *("UNVS", "USLK"),
]

# Words that ucloud-sdk-python3 spells in its own way in names of methods, which its users should find again.  After a
# final hyphen the next word is joined (``uga_3port``).  tests/official/ lists the methods that no spelling gives.
METHOD_WORDS = {
    "Domain95": "domain_95-",
    "IDCVHost": "idcv_host",
    "IPv6": "ip_v6",
    "ISolation": "i_solation",
    "Ipv6": "ipv_6-",
    "MongoDB": "mongo_db",
    "MySQL": "my_sql",
    "PathX": "path_x",
    "PathXSSL": "path_xssl",
    "SDescribe": "s_describe",
    "TiDB": "ti_db",
    "UBill": "u_bill",
    "UClickhouse": "u_clickhouse",
    "UDBProxy": "udb_proxy",
    "UDataArk": "udataark",
    "UEc": "u_ec",
    "UGA3": "uga_3-",
    "UHostsec": "uhosts_ec",
    "ULHost": "ul_host",
    "ULog": "u_log",
    "UMemcache": "umem_cache",
    "UMongoDB": "umon_go_db",
    "UPgSQL": "u_pg_sql",
    "UPhone": "u_phone",
    "URocket": "u_rocket",
    "VHost": "v_host",
    "Volume2": "volume_2",
}

# How ucloud-sdk-python3 spells products of several words; of an abbreviation only the first letter is upper case.
_SERVICE_NAMES = {
    name.lower(): name
    for name in (
        *("CloudWatch", "IpsecVpn", "ModelVerse", "PathX", "StepFlow", "TiDb"),
        *("UAccount", "UBill", "UClickhouse", "UCloudStack", "UCompShare", "UDisk"),
        *("UFile", "UHadoop", "UHost", "UHub", "UKafka", "ULightHost", "ULogService"),
        *("UMem", "UMon", "UMongoDb", "UNet", "UNetworkAcl", "UPgSql", "UPHost"),
        *("UPhone", "URocketMq", "USnap", "UdbProxy"),
    )
}


def _word_pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of one word: one of these spellings, longest first, or else a word of camel case."""
    ordered = sorted(spellings, key=lambda word: (-len(word), word))
    return re.compile(
        rf"(?:{'|'.join(ordered)})(?![a-z])"
        + r"|[A-Z](?=[A-Z][a-z])[A-Z][a-z][a-z0-9]*"  # one letter before a word belongs to it: UDisk, VServer, ETag
        + r"|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z][a-z0-9]*|[A-Z]+[0-9]*|[0-9]+"
    )


_WORD = _word_pattern(WORDS)
_METHOD_WORD = _word_pattern({*WORDS, *METHOD_WORDS})


def split_words(wire: str) -> tuple[str, ...]:
    """Split a name into its words: ``UHostId`` → ``("UHost", "Id")``; characters outside ``[A-Za-z0-9]`` are separators."""
    return tuple(_WORD.findall(wire))


def to_snake_case(wire: str) -> str:
    """Return the words in lower case, joined by ``_``: ``AlertStrategyIDs`` → ``alert_strategy_ids``; may be empty."""
    return "_".join(word.lower() for word in split_words(wire))


def attribute_name(wire: str, reserved: Collection[str]) -> str:
    """Return the attribute name for a parameter or field: ``Class`` → ``class_``."""
    return _safe(to_snake_case(wire), reserved)


def name_attributes(
    fields: Iterable[Field],
    reserved: Collection[str],
    existing: Mapping[str, str] = NO_NAMES,
) -> dict[str, str]:
    """Name the attributes of one class: name of the API → Python name.

    A name from an overlay takes precedence, then an ``existing`` one, by name of the API.
    """
    fields = tuple(fields)
    chosen = {field.name: field.python_name for field in fields if field.python_name}
    preferred = (
        (field.name, attribute_name(field.name, reserved))
        for field in fields
        if field.name not in chosen
    )
    return chosen | assign_unique_names(preferred, chosen.values(), existing)


def method_name(action: str) -> str:
    """Return the method and module name for an action: ``GetISMSSendReceipt`` → ``get_isms_send_receipt``.

    It is the name in the official SDK wherever spellings of words can produce that.
    """
    return _safe(preferred_method_name(action), reserved_names.METHODS)


def preferred_method_name(action: str) -> str:
    """Return the method name before reserved names are avoided: ``Con`` → ``con``."""
    cut = _METHOD_WORD.findall(action)
    spelled = "_".join(METHOD_WORDS.get(word, word.lower()) for word in cut)
    return spelled.replace("-_", "").rstrip("-")


def package_name(folder: str) -> str:
    """Return the package name for a product folder: ``vpc2.0-api`` → ``vpc2_0``."""
    return _safe(preferred_package_name(folder), reserved_names.PACKAGES)


def preferred_package_name(folder: str) -> str:
    """Return the package name before reserved names are avoided: ``con-api`` → ``con``."""
    return re.sub(r"[^a-z0-9]+", "_", folder.lower().removesuffix("-api")).strip("_")


def class_name(wire: str, suffix: str = "Model") -> str:
    """Return the class name for an action or model; ``suffix`` is added where the name is a keyword or reserved."""
    plain = preferred_class_name(wire)
    name = plain if plain[:1].isalpha() else f"{suffix}{plain}"
    return (
        name + suffix
        if name in reserved_names.CLASSES or keyword.iskeyword(name)
        else name
    )


def preferred_class_name(wire: str) -> str:
    """Return the class name before reserved names are avoided: ``diskSet`` → ``DiskSet``."""
    parts = re.findall(r"[A-Za-z0-9]+", wire)
    return "".join(part[:1].upper() + part[1:] for part in parts)


def is_service(name: str, folders: Iterable[str]) -> bool:
    """Whether a name is that of one of these folders, or of its package."""
    return any(name in (folder, package_name(folder)) for folder in folders)


def service_class_name(package: str) -> str:
    """Return the class name for a service package: ``uhost`` → ``UHostService``, ``vpc2_0`` → ``Vpc20Service``."""
    parts = package.split("_")
    name = "".join(_SERVICE_NAMES.get(part, part.capitalize()) for part in parts)
    # ``async_``, renamed since it is a keyword, must not give ``AsyncService``, a base class.
    return f"{name}_Service" if package.endswith("_") else f"{name}Service"


def names_in_service_index(package: str) -> frozenset[str]:
    """Return the class names that the index of a service defines or imports itself."""
    own = service_class_name(package)
    return frozenset((own, f"Async{own}", "Service", "AsyncService"))


def assign_unique_names(
    preferred: Iterable[tuple[str, str]],
    taken: Collection[str] = (),
    existing: Mapping[str, str] = NO_NAMES,
) -> dict[str, str]:
    """Assign a unique Python name to every name of the API.

    ``preferred`` pairs names of the API with the Python names they should get; those with an ``existing`` name keep it.
    If several prefer the same, the first in code-point order of the *API's* names gets it and the others get a number
    that makes them unique (``resource_id``, ``resource_id_2``), so that the order of rows in a page does not matter.
    """
    pairs = sorted(set(preferred))
    assigned, used = _assign_free(
        [(wire, existing.get(wire, "")) for wire, _ in pairs], taken
    )
    new = [(wire, name) for wire, name in pairs if wire not in assigned]
    first, used = _assign_free(new, used)
    assigned |= first
    numbers: dict[str, int] = {}
    for wire, name in new:
        if wire not in assigned:
            assigned[wire] = _first_free(name, used, numbers)
            used.add(assigned[wire])
    return assigned


def _assign_free(
    pairs: Iterable[tuple[str, str]], taken: Collection[str]
) -> tuple[dict[str, str], set[str]]:
    """Assign each name to the first that asks for it; return the assigned names, and all names in use then."""
    assigned: dict[str, str] = {}
    used = set(taken)
    for wire, name in pairs:
        if name and name not in used:
            assigned[wire] = name
            used.add(name)
    return assigned, used


def _first_free(name: str, used: Collection[str], numbers: dict[str, int]) -> str:
    """Return a name that is not used, with a number if needed; ``numbers`` keeps the last one of each name, for the next call."""
    candidate, number = name, numbers.get(name, 1)
    while candidate in used:
        number += 1
        candidate = f"{name}_{number}"
    numbers[name] = number
    return candidate


def _safe(name: str, reserved: Collection[str]) -> str:
    if not name[:1].isalpha():
        name = f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name
