"""A story that is not as its table says is found, and a table that cannot be read is refused."""

from __future__ import annotations

import pytest

from actors.ledger.status import Status
from actors.modules.middle_platform import new_ledger
from tests.ledger.market import make_roster
from tests.scenario import read, shown, told, yuan

TABLE = """
| units     | at first | A gives 3 | A gives 9 |
|-----------|---------:|----------:|----------:|
| status    |          | SETTLED   | SECURITIES_SHORT |
| A         |    1,005 |     1,002 |         · |
| B         |        0 |         3 |         · |
"""


def play(table: str, gives: int = 3) -> None:
    """The story of the table, if ``gives`` is 3."""
    held = {"A": 1_005, "B": 0}

    def give() -> Status:
        held["A"] -= gives
        held["B"] += gives
        return Status.SETTLED

    rows = {name: lambda name=name: held[name] for name in held}
    told(new_ledger(make_roster()), table, rows, give, lambda: [Status.SECURITIES_SHORT] * 2)


def test_a_story_is_as_its_table_says() -> None:
    play(TABLE)


def test_one_cell_that_differs_is_shown_in_its_place() -> None:
    with pytest.raises(AssertionError) as found:
        play(TABLE, gives=4)
    assert "1,001" in str(found.value)
    assert "1,002" in str(found.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [("| B         |        0 |", "| B         |        · |"), ("| B  ", "| A  "), ("|         3 |", "|")],
    ids=["nothing before", "a name twice", "a cell is missing"],
)
def test_a_table_that_cannot_be_read_is_refused(old: str, new: str) -> None:
    assert old in TABLE
    with pytest.raises(ValueError, match="does not fit"):
        read(TABLE.replace(old, new, 1))


def test_every_row_is_read() -> None:
    with pytest.raises(AssertionError, match="each row"):
        play(TABLE.replace("| B  ", "| C  ", 1))


def test_every_step_is_taken() -> None:
    shorter = "\n".join(line.strip("|").rpartition("|")[0] for line in TABLE.strip().splitlines())
    with pytest.raises(AssertionError, match="is a step"):
        play(shorter)


def test_answers_and_amounts_are_written_as_people_do() -> None:
    assert shown([Status.DONE, Status.DONE, Status.SETTLED]) == "DONE, SETTLED"
    assert (yuan(9_958_290_055), yuan(1_000)) == ("99,582,900.55", "10")
