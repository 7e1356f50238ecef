"""The rows of the list of hostile input that concern pages, in its words, by what must come of them."""

from __future__ import annotations

import json

from hostile_pages import (
    Row,
    action,
    answer,
    error_codes,
    field,
    model,
    navigation,
    parameter,
    posted,
    said,
    said_in_lines,
    sent,
    sent_elsewhere,
    type_cell,
    underlined,
)

# Told as it is listed here, and the output stays as it was.
REFUSED = {
    "action ../../evil": Row(action, "../../evil", "D104"),
    "action /etc/passwd": Row(action, "/etc/passwd", "D104"),
    r"action C:\x": Row(action, r"C:\x", "D104"),
    "action ..%2fevil": Row(action, "..%2fevil", "D104"),
    "action full-width ．．／evil": Row(action, "．．／evil", "D104"),
    "NUL in an action": Row(action, "Do\0Thing", "D004"),
    "CR in an action": Row(underlined, "Do\rThing", "D104"),
    "LF in an action": Row(underlined, "Do\nThing", "D104"),
    "U+2028 in an action": Row(action, "Do\u2028Thing", "D104"),
    "action in NFC": Row(action, "Caf\u00e9", "D104"),
    "action in NFD": Row(action, "Cafe\u0301", "D104"),
    "action ﬁle": Row(action, "ﬁle", "D104"),
    "action with a Kelvin sign": Row(action, "\u212a", "D104"),
    "action of 5,000 characters": Row(action, "A" * 5_000, "D104"),
    "parameter in NFC": Row(parameter, "Caf\u00e9", "D202"),
    "parameter in NFD": Row(parameter, "Cafe\u0301", "D202"),
    "NFC/NFD pair": Row(parameter, "Caf\u00e9\nCafe\u0301", "D202 D202"),
    "ﬁle beside file": Row(parameter, "file\nﬁle", "D202"),
    "Kelvin sign beside K": Row(parameter, "K\n\u212a", "D202"),
    "parameter of 5,000 characters": Row(parameter, "A" * 5_000, "D202"),
    "model of 5,000 characters": Row(model, "A" * 5_000, "D204 D202"),
    "A..B": Row(parameter, "A..B", "D202"),
    ".N": Row(parameter, ".N", "D202"),
    "N.N.N": Row(parameter, "N.N.N", "D202"),
    "A.N.": Row(parameter, "A.N.", "D202"),
    "no name": Row(parameter, "", "D202"),
    "-": Row(parameter, "-", "D202"),
    "1abc": Row(parameter, "1abc", "D202"),
    "name with =": Row(parameter, "A=B", "D202"),
    "name with &": Row(parameter, "A&B", "D202"),
    "name with %": Row(parameter, "A%20B", "D202"),
    "name with a space": Row(parameter, "A B", "D202"),
    "Foo + Foo.N + Foo.Bar": Row(parameter, "Foo\nFoo.N\nFoo.Bar", "D208 D208"),
    "ANSI escape in a name": Row(parameter, "\x1b[31mred", "D202"),
    "OSC escape in a name": Row(parameter, "\x1b]0;title\x07", "D202"),
    "::error:: in a name": Row(parameter, "::error::x", "D202"),
    "LF and ::error:: in a name": Row(underlined, "Do\n::error::x", "D104"),
    "bidi override in a name": Row(parameter, "A\u202eB", "D202"),
    "array[ × 10,000": Row(type_cell, "array[" * 10_000 + "]" * 10_000, "D211"),
    "array[ × 100,000": Row(type_cell, "array[" * 100_000, "D211"),
    "A.N. × 1,000": Row(parameter, "A.N." * 1_000, "D211"),
    "10⁵ rows": Row(parameter, "A\n" * 100_000, "D211"),
    "> × 5,000": Row(said_in_lines, "x\n\n" + ">" * 5_000, "D211"),
}

# Nothing is told, and the output differs from what a harmless text gives in texts only.
TEXTS = {
    '""" and a statement in a line': '"""; import os',
    "ending in \\": "C:\\",
    'ending in "': 'say "yes"',
    'ending in \\"""': '\\"""',
    "ending in '''": "'''",
    "escapes": r"C:\users\N{DASH}\x41",
    "VT": "a\x0bimport os",
    "FF": "a\x0cimport os",
    "NEL": "a\x85import os",
    "LS": "a\u2028import os",
    "PS": "a\u2029import os",
    "type comment": "# type: ignore",
    "format comment": "# fmt: off",
    "noqa": "# noqa",
    "coding line": "# -*- coding: utf-7 -*-",
    "jinja expression": "{{ 7*7 }}",
    "jinja statement": "{% include '/etc/passwd' %}",
    "jinja comment": "{# x #}",
    "shell": "${x} $(id)",
    "format": "{0.__class__} {__import__('os')} {",
    "printf": "%(x)s %s %",
    "bidi overrides": "a\u202eb\u2066c\u2069",
    "zero width": "a\u200bb\u200dc",
    "byte-order mark": "a\ufeffb",
    "ANSI escape": "\x1b[31mred",
    "OSC escape": "\x1b]8;;http://x\x07y",
    "::error::": "::error::x",
    "<script>": "<script>alert(1)</script>",
    "RST role": r":func:`x` \|x\| *",
    "noncharacter": "a\uffffb",
    "Markdown": "[x](javascript:y) ![z](http://evil.example/z) *a* _b_ &lt;",
}
LINES = {
    '""" and a statement': '"""\nimport os\n"""',
    "''' and a statement": "'''\nimport os\n'''",
    "a coding line of its own": "x\n\\# -*- coding: utf-7 -*-",
    "CR": "a\rimport os",
    "RST directive": "x\n\n.. raw:: html\n\n   <b>",
    "an Args section": "x\n\nArgs:\n    evil: x",
    "a doctest": "x\n\n>>> import os",
    "a setext underline": "x\n\n===",
}
SAFE = (
    {f"{name}, said": Row(said, text) for name, text in TEXTS.items()}
    | {f"{name}, said": Row(said_in_lines, text) for name, text in LINES.items()}
    | {
        f"{name}, sent": Row(sent, json.dumps(text, ensure_ascii=False)[1:-1])
        for name, text in TEXTS.items()
        if not {*text} & {*"\x0b\x0c\x85\u2028\u2029\x1b&="}
    }
    | {
        f"{name}, of an error code": Row(error_codes, text, file="error_code.md")
        for name, text in TEXTS.items()
    }
    | {
        f"{name}, of a product": Row(navigation, text, file="_sidebar.md")
        for name, text in {**TEXTS, **LINES}.items()
        if "<" not in text
    }
    | {
        "example key __class__": Row(sent, "__class__"),
        'example key "; x': Row(sent, '\\"; x'),
        "example URL on another host": Row(sent_elsewhere, "evil.example"),
        "a number with an exponent": Row(posted, "1e-07"),
        "parameter match": Row(parameter, "match"),
        "parameter cls": Row(parameter, "cls"),
        "parameter client": Row(parameter, "client"),
        "parameter timeout": Row(parameter, "timeout"),
        "parameter dataclass": Row(parameter, "dataclass"),
        "parameter None": Row(parameter, "None"),
        "parameter __x": Row(parameter, "__x"),
        "20,000 × *a_": Row(said, "*a_" * 20_000),
        "20,000 × [": Row(said, "[" * 20_000),
        "20,000 × `": Row(said, "`" * 20_000),
    }
)

# A name is changed or a thing passed over, and a warning says so.
MENDED = {
    "action Con": Row(action, "Con", "D301"),
    "action Nul": Row(action, "Nul", "D301"),
    "action Aux": Row(action, "Aux", "D301"),
    "action Com1": Row(action, "Com1", "D301"),
    "action Import": Row(action, "Import", "D301"),
    "action Service": Row(action, "Service", "D301"),
    "action AsyncService": Row(action, "AsyncService", "D301"),
    "action called like its service": Row(action, "ClashService", "D301", "clash-api"),
    "action called like a test": Row(action, "TestNul", "D301", "prn-api"),
    "folder con-api": Row(action, "InCon", "D301", "con-api"),
    "folder Nul": Row(action, "InNul", "D301", "Nul"),
    "folder aux-api": Row(action, "InAux", "D301", "aux-api"),
    "folder com1-api": Row(action, "InComOne", "D301", "com1-api"),
    "folder tests-api": Row(action, "InTests", "D301", "tests-api"),
    "UHostID + UHostId": Row(parameter, "UHostID\nUHostId", "D301"),
    **{
        f"parameter {name}": Row(parameter, name, "D301")
        for name in (
            "__class__",
            "import",
            "self",
            "str",
            "list",
            "request_class",
            "param",
        )
    },
    **{
        f"model {name}": Row(model, name, "D301")
        for name in ("Any", "Client", "Exception", "Literal", "Request")
    },
    **{
        f"parameter {name}": Row(parameter, name, "D213")
        for name in ("Signature", "PublicKey", "Action")
    },
    "duplicate rows": Row(parameter, "Foo\nFoo", "D207"),
    "duplicate rows of an answer": Row(field, "Foo\nFoo", "D207"),
    "type array[string]; import os": Row(type_cell, "array[string]; import os", "D204"),
    "type [*Foo*](javascript:x)": Row(type_cell, "[*Foo*](javascript:x)", "D204"),
    "answer nested 90,000 deep": Row(answer, "[" * 90_000, "D401"),
    "answer nested 1,000 deep": Row(answer, "[" * 1_000 + "]" * 1_000, "D401"),
    "answer NaN": Row(answer, '{"RetCode": 0, "Count": NaN}', "D401"),
    "answer 5,000 digits": Row(answer, f'{{"Count": {"9" * 5_000}}}', "D401"),
    "answer with a key twice": Row(answer, '{"Name": "a", "Name": "b"}', "D401"),
    "answer with a lone surrogate": Row(answer, r'{"Name": "\ud800"}', "D401"),
}

# What other tests show: the row, and the tests.
ELSEWHERE = {
    "a folder with a trailing dot or space": "test_catalog.py::test_folders_that_are_not_usable",
    "GetFoo + getfoo": "test_catalog.py::test_names_that_differ_in_case_only_are_refused_naming_both",
    "a file of more than 4 MB, of 1 TB, or one that grows": "test_page_sources.py::test_texts_refused "
    "test_page_sources.py::test_a_huge_file_is_not_read "
    "test_page_sources.py::test_a_file_that_grows_while_it_is_read_is_read_to_the_limit_only",
    "invalid UTF-8, UTF-16, GBK, NUL": "test_page_sources.py::test_texts_refused",
    "BOM, empty file, no final newline, CRLF, lone CR": "test_page_sources.py::test_texts_as_read",
    "symlink out of the tree, FIFO or device": "test_page_sources.py::test_what_is_no_regular_file_is_refused",
    "loops of links": "test_page_sources.py::test_linked_folders_are_reported_and_not_entered",
    "unreadable, or vanished during the run": "test_page_sources.py::test_files_that_cannot_be_opened",
    "output equal to, inside of, or containing the input; -o /, -o ~": "test_transaction.py::test_an_output_that_cannot_be_meant_is_refused",
    "a foreign file in the way": "test_transaction.py::test_a_foreign_file_in_the_way_is_refused_before_the_first_write",
    "a symlink or a directory in the way": "test_transaction.py::test_what_is_no_file_is_never_overwritten",
    "disk full": "test_transaction.py::test_a_full_disk_is_told_and_leaves_everything_as_it_was",
    "SIGKILL at every write": "test_interruptions.py::test_a_commit_that_is_stopped_at_any_step_is_healed_by_the_next",
    "two runs at once": "test_transaction.py::test_the_second_of_two_runs_at_once_gives_way",
    "a manifest that names ../../x": "test_manifest.py::test_a_manifest_that_is_none_is_refused_with_the_remedy",
    "a removed page": "test_transaction.py::test_a_removed_page_takes_its_files_and_empty_folders_with_it",
    "a removed page, edited files": "test_transaction.py::test_an_edited_file_of_a_removed_page_stays_with_a_warning",
    "other locale, time zone, hash seed": "test_determinism.py::test_the_environment_does_not_matter",
    "other working directory": "test_determinism.py::test_the_place_does_not_matter",
    "other CPU count": "test_determinism.py::test_the_number_of_processes_does_not_matter",
    "python -W error -X dev": "test_quality.py::test_every_generated_module_can_be_imported_without_a_warning",
}
