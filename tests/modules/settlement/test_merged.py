"""A tap that becomes its parent while instructions about it wait."""

from __future__ import annotations

import pytest

from actors.ledger import commands, records
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.middle_platform import ledger_from_image
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import Cancel, Hold, Release
from tests.ledger.market import BOND, CCDC, CSDC, TAP
from tests.modules.settlement.street import BONDS, MONDAY, TUESDAY, Street, good
from tests.scenario import Answer, told


@pytest.fixture
def street() -> Street:
    """A listed tranche of the bond, of which A has 100."""
    street = Street(B=10_000, C=10_000)
    good(
        street.do(CCDC, commands.RegisterAsset(TAP, "260003X", 1, 10_000, True)),
        street.desk.send(CCDC, records.issue(BONDS["A"], TAP, 100)),
    )
    return street


def merge(street: Street) -> list[Status]:
    """The tranche becomes its parent."""
    return street.do(CCDC, commands.MergeAsset(TAP, BOND))


def test_what_waits_for_cash_follows_into_the_parent_and_settles_with_it(street: Street) -> None:
    """Two sales of the tap wait for cash, in this order; after the merger A delivers the parent."""
    first, second = street.enter(
        street.terms("A", "C", 60, 15_000, asset=TAP), street.terms("A", "C", 30, 3_000, asset=TAP)
    )

    def fund() -> Answer:
        street.fund("C", 8_000)
        return street.late()

    told(
        street.ledger,
        """
        | A sells 60, then 30 | at first | the tap merges | C gets 8,000 |
        |---------------------|----------|----------------|--------------|
        | status              |          | DONE           | SETTLED      |
        | both                | QQ       | ·              | SS           |
        | A: tap              |      100 |              0 |            · |
        | A: bond             |        0 |            100 |           10 |
        | C: bond             |        0 |              · |           90 |
        | C: cash             |   10,000 |              · |            0 |
        | A: cash             |        0 |              · |       18,000 |
        """,
        {
            "both": lambda: street.standings([first, second]),
            "A: tap": lambda: street.desk.free(BONDS["A"], TAP),
            "A: bond": lambda: street.bonds("A"),
            "C: bond": lambda: street.bonds("C"),
            "C: cash": lambda: street.cash("C"),
            "A: cash": lambda: street.cash("A"),
        },
        lambda: merge(street),
        fund,
    )


def test_it_keeps_its_turn_before_what_waited_for_the_parent_all_along(street: Street) -> None:
    """D has one fen too little of cash for either; the older one about the tap goes first when it comes."""
    older, younger = street.enter(street.terms("A", "D", 60, 600, asset=TAP), street.terms("A", "D", 60, 600))
    good(merge(street))
    street.fund("D", 1_200)
    assert street.standings([older, younger]) == "SQ"
    assert street.reason(younger) is Status.SECURITIES_SHORT


def test_whatever_it_waits_for_stays(street: Street) -> None:
    street.open(MONDAY)
    ahead, held = street.enter(
        street.terms("A", "B", 10, 100, asset=TAP, date=TUESDAY),
        street.terms("A", "C", 10, 90_000, asset=TAP),
    )
    (unaffirmed,) = street.enter(street.terms("A", "B", 10, 100, asset=TAP), affirmed=False)
    good(street.do(CCDC, Hold(held)))
    before = [street.row(one) for one in (ahead, held, unaffirmed)]
    good(merge(street))
    after = [street.row(one) for one in (ahead, held, unaffirmed)]
    assert street.standings((ahead, held, unaffirmed)) == "AHU"
    assert {one.terms.asset for one in after} == {BOND}
    for old, new in zip(before, after, strict=True):
        assert (old.turn, old.holds, old.signers, old.due_s) == (new.turn, new.holds, new.signers, new.due_s)
    good(street.do(CCDC, Release(held)))
    street.fund("C", 80_000)
    assert street.standings([held]) == "S"


def test_the_other_side_names_the_parent_now(street: Street) -> None:
    sell, buy = street.halves("A", "C", 10, 100, asset=TAP)
    assert street.do(CCDC, sell) == [Status.PENDING]
    good(merge(street))
    assert street.why_refused(CSDC, buy) == [Status.ASSET_MERGED, Status.MISMATCH_ASSET]
    fields = {name: getattr(buy, name) for name in buy.__struct_fields__}
    assert street.do(CSDC, type(buy)(**{**fields, "asset": BOND})) == [Status.QUEUED]
    assert street.bonds("C") == 10


def test_what_has_ended_stays_what_it_was(street: Street) -> None:
    (ended,) = street.enter(street.terms("A", "B", 5, 50, asset=TAP))
    good(merge(street))
    assert (street.standings([ended]), street.row(ended).terms.asset) == ("S", TAP)
    assert Status.INSTRUCTION_ENDED in street.why_refused(CCDC, Cancel(ended))


def test_an_image_made_after_it_goes_on_alike(street: Street) -> None:
    (one,) = street.enter(street.terms("A", "C", 60, 15_000, asset=TAP))
    good(merge(street))
    again = ledger_from_image(street.ledger.image(), street.ledger.roster)
    assert books_of(again).instructions[one] == street.row(one)
    assert again.image() == street.ledger.image()


def test_allotments_that_wait_are_delivered_of_the_parent() -> None:
    """From an issuance account, of a tranche that is not listed yet."""
    street = Street()
    source = BONDS["A"] + 900
    good(
        street.do(CCDC, commands.RegisterAsset(TAP, "260003X", 1, 10_000)),
        street.desk.send(CCDC, records.open_account(source, 1, Class.ISSUANCE)),
        street.desk.send(CCDC, records.issue(source, TAP, 100)),
    )
    (one,) = street.enter(street.terms("A", "D", 40, 4_000, asset=TAP, seller_account=source))
    assert street.standings([one]) == "Q"
    good(merge(street))
    street.fund("D", 4_000)
    assert (street.standings([one]), street.bonds("D")) == ("S", 40)
