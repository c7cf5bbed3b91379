"""Simulated back ends speak the protocol: nothing happens twice, refusals say every reason, days close."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from cluster.legacy.messages import Answer, Delivery, Description, Payment, Row, Trade
from cluster.legacy.names import Names
from cluster.legacy.protocol import Backend, LegacyProblem, NotReady, check
from cluster.legacy.simulated.depository import SimulatedDepository
from cluster.legacy.simulated.faults import Faults
from cluster.legacy.simulated.payments import MONEY, GrossPayments, NetPayments
from cluster.legacy.simulated.venue import SimulatedVenue, read_trades
from tests.legacy.village import wait

TODAY = 20260323
DELIVERY = Delivery("d1", TODAY, "019742", "A", "B", 40)
PAYMENT = Payment("p1", TODAY, "X", "Y", 40)
TRADE = Trade("s1", TODAY, "019742", "A", "B", 40, 3_980)


def depository(path: Path | None = None, **more: object) -> SimulatedDepository:
    """One with two accounts."""
    return SimulatedDepository("SHCH", {"019742": {"A": 100, "B": 0}}, path=path, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "backend",
    [
        depository(),
        SimulatedDepository("CCDC", {}),
        SimulatedDepository("CSDC", {}),
        GrossPayments("HVPS", {}),
        NetPayments("BEPS", {}),
        SimulatedVenue("CFETS"),
        SimulatedVenue("SSE"),
        SimulatedVenue("SZSE"),
    ],
    ids=lambda one: one.name,
)
def test_each_speaks_this_version(backend: Backend) -> None:
    assert isinstance(backend, Backend)
    assert wait(check(backend)).version == 1


def test_another_version_is_refused() -> None:
    class Old(SimulatedVenue):
        async def describe(self) -> Description:
            return msgspec.structs.replace(await super().describe(), version=0)

    with pytest.raises(LegacyProblem, match="speaks version 0"):
        wait(check(Old("old")))


def test_a_depository_books_in_its_batch_and_each_reference_once() -> None:
    one = depository()
    assert wait(one.submit(DELIVERY)) == wait(one.submit(DELIVERY)) == Answer("d1", True)
    with pytest.raises(NotReady):
        wait(one.statement(TODAY, "019742"))
    wait(one.run_batch(TODAY))
    wait(one.run_batch(TODAY))
    assert wait(one.statement(TODAY, "019742")).rows == (Row("A", 60), Row("B", 40))
    assert [entry.quantity for entry in wait(one.entries(TODAY))] == [-40, 40]
    assert [entry.quantity for entry in wait(one.entries(TODAY, after=1))] == [40]


def test_a_depository_continues_from_its_file(tmp_path: Path) -> None:
    first = depository(tmp_path / "register.sqlite")
    wait(first.submit(DELIVERY))
    wait(first.run_batch(TODAY))
    again = depository(tmp_path / "register.sqlite")
    assert wait(again.statement(TODAY, "019742")).total == 100
    assert wait(again.submit(DELIVERY)).accepted


def test_a_depository_says_every_reason() -> None:
    one = depository(stopped={TODAY})
    bad = Delivery("d2", TODAY, "no", "A", "C", 0, custody=True)
    assert wait(one.submit(bad)).reason == (
        "account A does not keep no here; account C does not keep no here; the quantity 0 is not positive; "
        "custody transfers are stopped on 20260323, before the record date"
    )
    assert not wait(one.submit(PAYMENT)).accepted
    wait(one.run_batch(TODAY))
    assert wait(one.submit(DELIVERY)).reason == "20260323 is closed"
    with pytest.raises(LegacyProblem, match="keeps no register of no"):
        wait(one.statement(TODAY, "no"))


def test_gross_payments_are_booked_at_once_or_refused() -> None:
    one = GrossPayments("HVPS", {"X": 50, "Y": 0})
    assert wait(one.submit(PAYMENT)).accepted
    assert wait(one.submit(PAYMENT)).accepted
    more = msgspec.structs.replace(PAYMENT, reference="p2")
    assert wait(one.submit(more)).reason == "X holds 10 fen, 40 are needed"
    wait(one.close_day(TODAY))
    assert wait(one.statement(TODAY, MONEY)).rows == (Row("X", 10), Row("Y", 40))
    bad = Payment("p3", TODAY, "X", "Z", 0)
    assert wait(one.submit(bad)).reason == "account Z is not open here; the amount 0 is not positive"
    assert not wait(one.submit(DELIVERY)).accepted
    with pytest.raises(LegacyProblem, match="keeps CNY only"):
        wait(one.statement(TODAY, "USD"))


def test_net_payments_are_booked_by_cycle() -> None:
    one = NetPayments("BEPS", {"X": 50, "Y": 50})
    wait(one.submit(PAYMENT))
    wait(one.submit(Payment("p2", TODAY, "Y", "X", 25)))
    assert wait(one.entries(TODAY)) == ()
    assert wait(one.run_cycle(TODAY)) == {"X": -15, "Y": 15}
    wait(one.close_day(TODAY))
    assert wait(one.statement(TODAY, MONEY)).rows == (Row("X", 35), Row("Y", 65))


def test_faults_are_in_the_books_as_they_were_ordered() -> None:
    one = GrossPayments("HVPS", {"X": 500, "Y": 0}, Faults(doubled={"p1"}, late={TODAY}))
    wait(one.submit(PAYMENT))
    assert len(wait(one.entries(TODAY))) == 4
    wait(one.close_day(TODAY))
    with pytest.raises(NotReady):
        wait(one.statement(TODAY, MONEY))


def test_a_venue_writes_a_file_that_is_read_back() -> None:
    one = SimulatedVenue("CFETS")
    wait(one.submit(TRADE))
    assert wait(one.submit(TRADE)).accepted
    assert not wait(one.submit(PAYMENT)).accepted
    with pytest.raises(NotReady):
        wait(one.entries(TODAY))
    wait(one.close_day(TODAY))
    assert read_trades(wait(one.file(TODAY))) == (TRADE,)
    assert [entry.quantity for entry in wait(one.entries(TODAY))] == [-40, 40]
    with pytest.raises(LegacyProblem, match="keeps no register"):
        wait(one.statement(TODAY, "019742"))


def test_all_rows_of_a_bad_file_are_told_at_once() -> None:
    head = "reference,date,code,seller,buyer,quantity,amount\n"
    with pytest.raises(LegacyProblem) as told:
        read_trades(head + "r1,20260323,019742,A,A,0,5\n,x,019742,A,B,1,5\nr3,20260323\n")
    assert str(told.value).splitlines() == [
        "row 2: quantity '0' is not a whole number above zero",
        "row 2: seller and buyer are both A",
        "row 3: reference is empty; fill it in",
        "row 3: date 'x' is not a whole number above zero",
        "row 4: it has not 7 columns",
    ]
    with pytest.raises(LegacyProblem, match="the columns must be reference"):
        read_trades("a,b\n")


def test_names_are_one_to_one_and_strangers_are_listed() -> None:
    with pytest.raises(LegacyProblem) as told:
        Names({"A": 1, "B": 1}, {"c": 10, "d": 10})
    assert str(told.value).count("several names") == 2
    names = Names({"A": 1}, {"019742": 10})
    one = depository()
    wait(one.submit(DELIVERY))
    wait(one.run_batch(TODAY))
    with pytest.raises(LegacyProblem, match="does not know: B;"):
        names.rows(wait(one.statement(TODAY, "019742")))
    with pytest.raises(LegacyProblem, match="asset 11 has no code"):
        names.code_of(11)
    assert (names.account_of(1), names.account_of(2)) == ("A", "2")
