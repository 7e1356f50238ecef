"""Refuses generated TypeScript that contains what no template writes: each line of code has one of a few forms.

Text of pages stands in comments and string literals only.  Were it ever to leave these, the line would have none of the forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docs2sdk.errors import UnsafeCodeError

# The folder of the templates.
FOLDER = "typescript"

# Each repetition takes all that it can, and gives nothing back: a line that has no form is refused at once, however long.
_STRING = r'"(?:[^"\\]|\\.)*+"'
_NAME = r"[A-Za-z_$][A-Za-z0-9_$]*+"
# A type: names, strings and brackets, with the blank behind it; no parenthesis follows a name, so that it is no call.
_TYPE = rf"(?:{_NAME}(?!\()|{_STRING}|[<>\[\]|, ]|(?<= )\(|\))++"
# Data: strings, numbers, brackets, and names before a colon.
_NUMBER = r"-?[0-9]++(?:\.[0-9]++)?(?:e[+-]?[0-9]++)?"
_VALUE = rf"(?:{_STRING}|(?:true|false|null)(?![A-Za-z0-9_$])|{_NAME}(?=: )|{_NUMBER}|[][{{}},:]| )++"
_PATH = r'"[./A-Za-z0-9_]++"'
_CALL = rf"\(client, values\) => client\.{_NAME}\.{_NAME}\(values\)"
_METHOD = rf"async \(\) => \(await import\({_PATH}\)\)\.{_NAME}, request, options"
_FORMS = {
    f"{FOLDER}/src/service/action.ts.j2": (
        rf"export interface {_NAME}(?: extends ApiResponse)? \{{",
        rf"export type {_NAME} = {_TYPE};",
        rf"  readonly (?:{_NAME}|{_STRING})\??: {_TYPE};",
        rf"export const {_NAME}: ActionDefinition<{_NAME}, {_NAME}> = \{{",
        rf"{_VALUE};?",
    ),
    f"{FOLDER}/tests/service/action.test.ts.j2": (
        rf"const call: {_TYPE}= {_CALL};",
        rf"const {_NAME}(?:: {_TYPE}| )= {_VALUE};?",
        rf"{_NAME}\(definition, (?:call, {_NAME}(?:, {_NAME})?(?:, )?)?(?:{_VALUE})?(?:\);)?",
        rf"{_VALUE}(?:\);|;)?",
    ),
    f"{FOLDER}/src/service/index.ts.j2": (
        rf"export class {_NAME} extends Service \{{",
        rf"  {_NAME}\(request: {_NAME}(?: = \{{\}})?, options\?: CallOptions\): {_TYPE}\{{",
        rf"    return this\.(?:call|callPaged)\({_METHOD}\);",
        r"  protected override errorCodes\(\): ReturnType<LoadErrorCodes> \{",
        r'    return import\("\./errorCodes\.js"\);',
        r" *\}",
    ),
    f"{FOLDER}/src/errorCodes.ts.j2": (
        r"export const errorCodes: ReadonlyMap<number, string> = new Map<number, string>\(\[",
        rf"  \[-?[0-9]++, {_STRING}\],",
        r"\]\);",
    ),
    f"{FOLDER}/src/client.ts.j2": (
        r"export class Client extends BaseClient \{",
        rf"  get {_NAME}\(\): {_NAME} \{{",
        rf"    return this\.service\({_NAME}\);",
        r"  constructor\(options: ClientOptions = \{\}\) \{",
        r'    super\(options, \{ \.\.\.about, errorCodes: \(\) => import\("\./errorCodes\.js"\) \}\);',
        r" *\}",
    ),
}
_NAMES = rf"(?:(?:type )?{_NAME}(?: as {_NAME})?(?:, )?)++"
_IMPORT = rf"(?:import|export) (?:type )?\{{ {_NAMES} \}} from {_PATH};"
_PATTERNS = {
    template: re.compile("|".join((*forms, _IMPORT, "")))
    for template, forms in _FORMS.items()
}


def check_text(path: str, text: str, template: str) -> None:
    """Raise UnsafeCodeError if a file contains a line that its template does not write.

    READMEs and settings have no code.
    """
    pattern = _PATTERNS.get(template)
    if pattern is None:
        return
    for number, line in _list_code(path, text):
        if not line.isprintable() or not pattern.fullmatch(line):
            raise UnsafeCodeError(f"{path}:{number}: no template writes this line")


def _list_code(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are no comments, with their numbers; a comment ends at the end of a line."""
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        begins = line.lstrip(" ").startswith("/**") and not inside
        is_comment = inside or begins or (number == 1 and line.startswith("// "))
        if not is_comment:
            yield number, line
            continue
        inside = (inside or begins) and "*/" not in line
        if not line.isprintable() or (line.find("*/") not in (-1, len(line) - 2)):
            raise UnsafeCodeError(f"{path}:{number}: a comment ends within its line")
