"""Checks: every reason why an order would be refused, by all parties concerned, and nothing is done."""

from __future__ import annotations

import pytest

from actors.base.canonical import encode
from actors.modules.bond import BondTerms
from actors.parties import letters
from actors.parties import requests as req
from actors.parties.refusal import Fault, RequestRefused, judged, refuse
from tests.parties.street import CCDC, CFETS, CSDC, ICBC, MOF, Street
from tests.parties.test_custodian import CNY, THIRTY, deal, listed


async def reasons(street: Street, institution: int, body: req.Body, *unread: str) -> str:
    """What a check of ``body`` finds, in one text; nothing is signed or entered by anyone."""
    before = {name: (desk.sequence, len(desk.book.clients)) for name, desk in street.desks.items()}
    answer = await street.ask(institution, req.Check(encode(body), unread))
    assert isinstance(answer, req.Checked), answer
    assert before == {name: (desk.sequence, len(desk.book.clients)) for name, desk in street.desks.items()}
    return "\n".join(answer.reasons)


def test_a_fault_of_a_value_that_nobody_read_is_left_out() -> None:
    faults = [Fault("a", ("asset",)), Fault("b", ("asset", "cash")), Fault("c", ("date",)), Fault("d")]
    assert judged(faults, ()) == ("a", "b", "c", "d")
    assert judged(faults, ("cash",)) == ("a", "c", "d")
    assert judged(faults, ("asset", "date")) == ("d",)


def test_a_refusal_tells_each_reason_once_and_counts_those_over_twenty() -> None:
    refuse([])
    with pytest.raises(RequestRefused) as caught:
        refuse([Fault(str(at // 2)) for at in range(60)])
    assert caught.value.reasons == (*map(str, range(20)), "and 10 more of this kind")


async def test_a_check_of_a_good_order_finds_nothing_and_does_nothing(street: Street) -> None:
    seller, buyer = await listed(street)
    for institution, body in (
        (ICBC, req.OpenAccounts((req.NewAccount("Client"),))),
        (CCDC, req.Instruct(True, 1, CSDC, seller, 10, 1_000, CNY, 100)),
        (CFETS, req.TakeDeals(deal(seller, buyer, amount=0).tobytes())),
        (CFETS, req.OpenDay(20260323)),
    ):
        assert await reasons(street, institution, body) == ""


async def test_a_half_tells_everything_that_is_wrong_with_it(street: Street) -> None:
    await listed(street)
    bad = req.Instruct(False, 0, 99, CCDC << 48 | 99, 2**40, 0, CNY, -1, 2**33)
    text = await street.refused(CCDC, bad)
    for part in (
        "account 1/99 is not in the book of CCDC",
        "no institution 99 to settle with",
        "REFERENCE_ZERO",
        "the asset 1099511627776 does not fit",
        "QUANTITY_ZERO",
        "AMOUNT_NEGATIVE",
        "the expiry_s 8589934592 does not fit",
    ):
        assert part in text
    assert text == await reasons(street, CCDC, bad)
    assert "asset" not in await reasons(street, CCDC, bad, "asset")


async def test_both_custodians_and_the_venue_tell_their_reasons_together(street: Street) -> None:
    await listed(street)
    rows = deal(CCDC << 48 | 77, CSDC << 48 | 99, quantity=1, price=-1, amount=0)
    text = await street.refused(CFETS, req.TakeDeals(rows.tobytes()))
    for part in (
        "deal 0: a face of ¥100.00",
        "deal 0: a clean price of -1",
        f"CCDC says: deal 0: account {CCDC << 48 | 77} is not in the book",
        f"CSDC says: deal 0: account {CSDC << 48 | 99} is not in the book",
    ):
        assert part in text
    assert len(text.splitlines()) == 4


async def test_no_custodian_signs_its_half_when_the_other_one_refuses(street: Street) -> None:
    seller, _ = await listed(street)
    before = {name: desk.sequence for name, desk in street.desks.items()}
    await street.refused(CFETS, req.TakeDeals(deal(seller, CSDC << 48 | 99).tobytes()))
    assert before == {name: desk.sequence for name, desk in street.desks.items()}
    assert street.desks["CFETS"].book.last_reference == 0


async def test_what_the_client_could_not_read_is_left_out_by_the_custodians_too(street: Street) -> None:
    _, buyer = await listed(street)
    rows = deal(CCDC << 48 | 77, buyer, asset=0, cash=0, date=0, amount=0, quantity=0)
    text = await reasons(street, CFETS, req.TakeDeals(rows.tobytes()), "asset", "cash", "date", "quantity")
    assert (
        text
        == f"CCDC says: deal 0: account {CCDC << 48 | 77} is not in the book; check its number, or open it"
    )


async def test_a_custodian_out_of_reach_hides_nothing_else(street: Street) -> None:
    seller, buyer = await listed(street)
    street.down.add("CSDC")
    text = await reasons(street, CFETS, req.TakeDeals(deal(seller, buyer, price=0, amount=0).tobytes()))
    assert "a clean price of 0" in text
    assert "CSDC could not be reached" in text


async def test_a_bond_is_checked_by_everyone_before_anyone_learns_it(street: Street) -> None:
    await street.ask(CCDC, req.RegisterBond(THIRTY, True))
    bad = BondTerms(10, "", "x", 0, 0, 5, 20260101, 20250101)
    text = await street.refused(CSDC, req.RegisterBond(bad, True))
    for part in (
        "5 coupons a year",
        "is empty or longer",
        "asset 10 is a bond of institution 1",
        "CFETS says",
    ):
        assert part in text
    assert street.desks["CSDC"].book.terms == {10: THIRTY}


async def test_a_coupon_is_checked_by_issuer_and_depository_together(street: Street) -> None:
    await listed(street)
    text = await street.refused(MOF, req.AnnounceCoupon(10, 20_261_301, 7, CNY))
    for part in (
        "'20261301' is not a calendar date",
        "'7' is not a calendar date",
        "CCDC says: institution 6 has no",
    ):
        assert part in text


async def test_a_check_is_for_orders_that_change_something(street: Street) -> None:
    for body in (req.GetBook(), req.Check(encode(req.GetBook()))):
        assert "there is nothing to check before" in await street.refused(ICBC, req.Check(encode(body)))
    answer = await street.ask(ICBC, req.Check(b"\x91\x01"))
    assert isinstance(answer, req.Refusal)
    assert "the order cannot be read" in answer.reasons[0]


async def test_a_check_of_what_the_role_may_not_do_says_so(street: Street) -> None:
    assert "ask a party that does" in await reasons(street, ICBC, req.ListBond(1))


async def test_a_letter_to_check_needs_the_senders_right_like_the_letter_itself(street: Street) -> None:
    seller, buyer = await listed(street)
    confirmed = letters.Confirmations(deal(seller, buyer).tobytes())
    faults = await street.desks["CSRC"].ask_whether(CCDC, confirmed)
    assert [fault.text for fault in faults] == [
        "CCDC says: institution 7 confirms no deals; venues and issuers do"
    ]
