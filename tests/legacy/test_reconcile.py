"""Each fault of a back end is found, named and mended, whichever register is authoritative."""

from __future__ import annotations

import pytest

from actors.ledger.status import Status
from actors.modules.registration.commands import Register, SetRegister
from cluster.legacy.daily import Day, reconcile_day
from cluster.legacy.reconcile import Cause, Line, Repair, as_csv, repair_of
from cluster.legacy.simulated.faults import Faults
from tests.ledger.market import BOND, CCDC, CSRC, SELLER
from tests.legacy.village import CODE, NAMES, Village, wait
from tests.modules.registration.town import OTHER, PAPER, TODAY, signed


def day_of(village: Village, register: Register = Register.MIRRORED) -> Day:
    """Reconcile today."""
    args = (BOND, TODAY, village.rows, village.booked, register)
    return wait(reconcile_day(village.legacy, NAMES, *args))


def traded(faults: Faults) -> Village:
    """Two transfers on both sides, the legacy batch run with these faults."""
    village = Village(faults)
    village.transfer("t1", 100)
    village.transfer("t2", 30)
    wait(village.legacy.run_batch(TODAY))
    return village


def stated(village: Village, day: Day) -> None:
    """The depository states its register on the ledger."""
    assert day.command is not None
    assert village.desk.do(CCDC, day.command) == [Status.DONE]


def test_a_day_without_faults_agrees_and_is_stated() -> None:
    village = traded(Faults())
    day = day_of(village)
    assert day.agrees
    stated(village, day)


@pytest.mark.parametrize(
    ("faults", "cause", "references", "difference"),
    [
        (Faults(lost={"t1"}), Cause.NOT_THERE, ("t1",), -100),
        (Faults(doubled={"t2"}), Cause.TWICE, ("t2",), 30),
        (Faults(wrong={"t2": 3}), Cause.QUANTITY, ("t2",), -27),
        (Faults(lost={"t1"}, doubled={"t2"}), Cause.NOT_THERE, ("t1", "t2"), -70),
    ],
)
def test_a_mirrored_bond_follows_the_legacy_register(
    faults: Faults, cause: Cause, references: tuple[str, ...], difference: int
) -> None:
    village = traded(faults)
    day = day_of(village)
    held = {account: village.rows[account] for account in (SELLER, OTHER)}
    assert day.lines == [
        Line(account, mine, mine + change, change, cause, Repair.LEDGER, references)
        for (account, mine), change in zip(held.items(), (-difference, difference), strict=True)
    ]
    village.desk.do(CCDC, SetRegister(BOND, Register.MIRRORED))
    stated(village, day)
    act = repair_of(CCDC, BOND, day.lines, f"{cause}: {references}", PAPER)
    assert signed(village.desk, act, CCDC, CSRC) == [Status.PENDING, Status.SETTLED]
    village.booked.clear()
    assert wait(reconcile_day(village.legacy, NAMES, BOND, TODAY, village.rows, [], Register.MIRRORED)).agrees
    assert village.desk.ledger.reconcile() == []


def test_a_trade_that_the_ledger_lacks_is_found() -> None:
    village = Village()
    village.transfer("t9", 5, here=False)
    wait(village.legacy.run_batch(TODAY))
    assert {one.cause for one in day_of(village).lines} == {Cause.NOT_HERE}


def test_a_native_bond_has_its_instruction_handed_over_again() -> None:
    village = traded(Faults(lost={"t1"}))
    assert {one.repair for one in day_of(village, Register.NATIVE).lines} == {Repair.RESEND}
    again = village.delivery("t1", 100)
    assert wait(village.legacy.submit(again)).accepted
    wait(village.legacy.mend("t1/again", TODAY, CODE, "A001", "A005", 100))
    wait(village.legacy.mend("t1/again", TODAY, CODE, "A001", "A005", 100))
    assert day_of(village, Register.NATIVE).agrees


def test_a_native_bond_has_a_double_booking_reversed() -> None:
    village = traded(Faults(doubled={"t2"}))
    assert {one.repair for one in day_of(village, Register.NATIVE).lines} == {Repair.REVERSE}
    wait(village.legacy.mend("t2/back", TODAY, CODE, "A005", "A001", 30))
    assert day_of(village, Register.NATIVE).agrees


def test_a_late_file_is_asked_for_again() -> None:
    village = traded(Faults(late={TODAY}))
    day = day_of(village)
    assert day.command is None
    assert {(one.cause, one.repair) for one in day.lines} == {(Cause.LATE, Repair.WAIT)}
    village.faults.late.clear()
    assert day_of(village).agrees


def test_what_no_entry_explains_is_said_to_be_so() -> None:
    village = traded(Faults())
    wait(village.legacy.mend("silent", TODAY, CODE, "A001", "A005", 7))
    village.booked.append(village.booked[0]._replace(reference="elsewhere"))
    [seller, other] = day_of(village, Register.NATIVE).lines
    assert (seller.cause, seller.repair) == (Cause.UNKNOWN, Repair.LOOK)
    assert (other.cause, other.references) == (Cause.NOT_HERE, ("silent",))


def test_the_report_is_a_file() -> None:
    village = traded(Faults(lost={"t1"}))
    header, *rows = as_csv(day_of(village).lines).splitlines()
    assert header == "account,ledger,legacy,difference,cause,repair,references"
    assert rows[0].startswith(f"{SELLER},998870,998970,100,the back end lacks it,correct the ledger")
