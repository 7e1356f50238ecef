"""A number with its noun."""

from __future__ import annotations

import pytest
from docs2sdk.counting import counted

COUNTED = {
    "none": ((0, "row"), "0 rows"),
    "one": ((1, "row"), "1 row"),
    "two": ((2, "row"), "2 rows"),
    "one, with its verb": ((1, "row was", "rows were"), "1 row was"),
    "none, with its verb": ((0, "row was", "rows were"), "0 rows were"),
    "two, with their verb": ((2, "row was", "rows were"), "2 rows were"),
}


@pytest.mark.parametrize(("given", "told"), COUNTED.values(), ids=COUNTED)
def test_a_number_has_its_noun(
    given: tuple[int, str] | tuple[int, str, str], told: str
) -> None:
    assert counted(*given) == told
