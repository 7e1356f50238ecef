"""Completion in shells: the scripts to print, and the words that they ask for."""

# isort: skip_file
from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable, Sequence

from .action_parser import ActionParser
from .package_index import PackageIndex
from .parameter_options import OUTPUTS
from .usage import unknown_word_error

# Shells put a word into the command line as it is: one with a character that means something to them is left out.
_SAFE = re.compile(r"[\w.:/+@,-]+")
TOP_OPTIONS = ("--completion", "--help")
# Where no such command is installed, a function stands for it.
_BASH = """\
command -v @command >/dev/null || @command() { @run "$@"; }
_@function() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(@command --complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _@function @command
"""
_ZSH = """\
command -v @command >/dev/null || @command() { @run "$@"; }
_@function() {
    local -a candidates
    candidates=("${(@f)$(@command --complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "$candidates[1]" ]]; then compadd -- "${candidates[@]}"; else _files; fi
}
compdef _@function @command
"""
_FISH = """\
type -q @command; or function @command; @run $argv; end
function _@function
    set -l words (commandline -opc) (commandline -ct)
    @command --complete -- $words[2..-1] 2>/dev/null
end
complete -c @command -f -a '(_@function)'
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def write_script(shell: str, package: str) -> str:
    """Return the script for a shell; UsageError if there is none for it."""
    if shell not in SCRIPTS:
        raise unknown_word_error("script for the shell", shell, SCRIPTS)
    command = package.replace("_", "-")
    run = f"{shlex.quote(sys.executable)} -m {package}"
    script = SCRIPTS[shell].replace("@command", command).replace("@run", run)
    return script.replace("@function", package)


def complete(index: PackageIndex, words: Sequence[str]) -> list[str]:
    """Return what may stand in place of the last word."""
    *before, current = words or [""]
    candidates = _list_candidates(index, before, current)
    return [
        word
        for word in candidates
        if word.startswith(current) and _SAFE.fullmatch(word)
    ]


def _list_candidates(
    index: PackageIndex, before: Sequence[str], current: str
) -> Iterable[str]:
    match before:
        case []:
            return [*index.services, *TOP_OPTIONS]
        case ["--completion"]:
            return SCRIPTS
        case [service]:
            return [*index.actions(index.find_service(service)), "--help"]
        case [service, action, *options]:
            request = index.find_action(index.find_service(service), action)
            parser = ActionParser("", request)
            previous = options[-1] if options else ""
            return _list_values(parser, previous, current)
    return ()


def _list_values(parser: ActionParser, previous: str, current: str) -> Iterable[str]:
    """Return the values of the option before; the options if it has none, and nothing if they are not known."""
    choices = {option.flag: option.choices for option in parser.options}
    choices["--output"] = OUTPUTS
    has_value = previous in parser.flags() and not parser.is_switch(previous)
    if has_value and not current.startswith("-"):
        return choices.get(previous, ())
    return parser.flags()
