"""Names that generated code must not use: its own, those of Python, and those that no folder can have."""

from __future__ import annotations

# Names that attributes must not have: those that annotations and class bodies of generated modules use, and the members
# of the runtime's base classes.
_IN_CLASS_BODIES = frozenset(
    (
        *("str", "int", "float", "bool", "list", "dict", "object"),
        *("self", "param", "request_class"),
    )
)
REQUEST_ATTRIBUTES = _IN_CLASS_BODIES | {
    "to_params",
    "to_body",
    "to_dict",
    "from_dict",
    "response_type",
}
MODEL_ATTRIBUTES = _IN_CLASS_BODIES | {"to_dict", "from_dict"}
RESPONSE_ATTRIBUTES = MODEL_ATTRIBUTES | {
    "action",
    "ret_code",
    "message",
    "request_id",
    "raw",
    "deviations",
}
CLASSES = frozenset(
    (
        *("None", "True", "False", "Exception", "BaseException"),
        *("Any", "ClassVar", "Literal", "TYPE_CHECKING", "ACTION", "ENCODING"),
        *("Required", "Sequence", "TypedDict"),
        "DEPRECATED",
        *("Request", "Response", "Model", "Parameters", "APIError", "BadResponseError"),
        *("PagedRequest", "Paging", "PAGING", "READ_ONLY"),
        *("Client", "AsyncClient"),
    )
)
# Modules and packages beside the services, members of every client, and names that the modules of clients use.
SERVICES = frozenset(
    (
        *("runtime", "client", "testing", "pytest_plugin", "tests", "support", "py"),
        "ucloud_client",
        *(
            "settings",
            "send",
            "call",
            "close",
            "aclose",
            "with_options",
            "cached_property",
            "type_checking",
        ),
    )
)
WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)
# Includes the names that the index of a service uses.
METHODS = WINDOWS_DEVICES | {"method", "async_method"}
PACKAGES = SERVICES | WINDOWS_DEVICES
