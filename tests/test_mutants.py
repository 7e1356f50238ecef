"""``tests/mutants.py``: which changes it makes, and which tests it runs first."""

from __future__ import annotations

import mutants
import pytest

CHANGES = {
    "a comparison": ("x = a < b\n", ["x = (a <= b)"]),
    "two comparisons": ("x = a < b == c\n", ["x = (a < b != c)", "x = (a <= b == c)"]),
    "membership": ("x = a in b\n", ["x = (a not in b)"]),
    "a disjunction": ("x = a or b\n", ["x = (a and b)"]),
    "a negation": ("x = not a\n", ["x = (a)"]),
    "a sum": ("x = a + b\n", ["x = (a - b)"]),
    "a number": ("x = 7\n", ["x = (6)", "x = (8)"]),
    "a default": ("def f(x=True): 'says'\n", ["def f(x=(False)): 'says'"]),
    "a text": ("x = 'é', 'y'\n", ["x = 'é', ('')", "x = (''), 'y'"]),
    "a result": ("def f():\n    return x\n", ["def f():\n    return None"]),
    "a call for its effect": ("x()\n", ["pass"]),
    "a condition": ("if a: b = c\n", ["if (not (a)): b = c"]),
    "the end of a loop": ("for a in b: break\n", ["for a in b: continue"]),
    "bounds": ("x = a[b:c]\n", ["x = a[:c]", "x = a[b:]"]),
    "a filter": ("x = [a for a in b if c]\n", ["x = ([a for a in b])"]),
    "a docstring": ('"""says"""\n', []),
    "an annotation": ("x: Literal['a'] = y\n", []),
    "an f-string": ("x = f'{a + 1}'\n", []),
}


@pytest.mark.parametrize(("text", "changed"), CHANGES.values(), ids=CHANGES)
def test_changes(text: str, changed: list[str]) -> None:
    found = [mutant.after.rstrip("\n") for mutant in mutants.mutants("x.py", text)]
    assert sorted(found) == sorted(changed)


def test_tests_that_name_a_module_run_first() -> None:
    named = mutants.naming("generator/docs2sdk/pages/cells.py")
    assert "tests/test_interpretation.py" in named
    assert "tests/test_config.py" not in named
