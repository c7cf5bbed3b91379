"""Orders: obeyed when signed with the party's own key, once, and refused with every reason."""

from __future__ import annotations

import pytest

from actors.base.canonical import decode, encode
from actors.ledger.records import RECORD
from actors.parties import desk as desks
from actors.parties import requests as req
from actors.parties.book import OrderTaken
from tests.parties.street import CCDC, CFETS, CSRC, ICBC, NOW_MS, PBC, Street, key

DEPOSIT = req.OpenAccounts((req.NewAccount("Client A"),))


async def test_an_order_is_obeyed_once_however_often_it_comes(street: Street) -> None:
    message = street.order(ICBC, DEPOSIT)
    first, second = await street.send(ICBC, message), await street.send(ICBC, message)
    assert first == second
    assert isinstance(first, req.Opened)
    assert len(street.desks["ICBC"].book.clients) == 1


async def test_an_order_that_comes_again_after_a_restart_is_not_obeyed_twice(street: Street) -> None:
    message = street.order(ICBC, DEPOSIT)
    await street.send(ICBC, message)
    await street.start("ICBC")
    answer = await street.send(ICBC, message)
    assert isinstance(answer, req.Refusal)
    assert "before it restarted" in answer.reasons[0]
    assert len(street.desks["ICBC"].book.clients) == 1


async def test_finished_batches_are_forgotten_over_a_bound_and_waiting_ones_are_kept(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "BATCHES_KEPT", 3)
    desk = street.desks["PBC"]
    for at in range(6):
        ticket = await street.ask(PBC, req.RegisterMoney(at + 1, f"M{at}"))
        assert isinstance(ticket, req.Ticket)
        if at % 2:
            desk.recent[ticket.sequence].statuses[:] = 2
    assert sorted(desk.recent) == [1, 3, 5, 6]


async def test_orders_too_old_to_be_repeated_are_forgotten(street: Street) -> None:
    book = street.desks["ICBC"].book
    for at in range(10):
        book.enter(OrderTaken(bytes([at]), NOW_MS + at * req.ORDER_AGE_MS_MAX))
    assert len(book.orders) == 4


@pytest.mark.parametrize(
    ("signer", "part"), [("CCDC", "not signed by the key of 'ICBC'"), ("stranger", "use its own key file")]
)
async def test_the_wrong_key_is_refused(street: Street, signer: str, part: str) -> None:
    answer = await street.send(ICBC, street.order(ICBC, DEPOSIT, signer=signer))
    assert isinstance(answer, req.Refusal)
    assert part in answer.reasons[0]
    assert not street.desks["ICBC"].book.clients


async def test_every_fault_of_an_order_is_told_at_once(street: Street) -> None:
    order = req.Order(bytes(32), CCDC, b"short", NOW_MS - 600_000, encode(DEPOSIT))
    answer = await street.send(ICBC, encode(req.Control(order, key("CCDC").sign("control", order))))
    assert isinstance(answer, req.Refusal)
    text = "\n".join(answer.reasons)
    for part in ("another market", "for institution 1", "16 bytes", "sign it again", "not signed by the key"):
        assert part in text


@pytest.mark.parametrize("data", [b"", b"\x00", b"garbage" * 100, encode((1, 2, 3))])
async def test_bytes_that_are_no_order_are_refused_and_counted(street: Street, data: bytes) -> None:
    answer = await street.send(ICBC, data)
    assert isinstance(answer, req.Refusal)
    assert "cannot be read" in answer.reasons[0]
    assert street.desks["ICBC"].malformed_count == 1


async def test_an_order_with_an_unknown_body_is_refused(street: Street) -> None:
    order = req.Order(street.first.signed.roster.digest, ICBC, bytes(16), NOW_MS, b"\x91\x01")
    answer = await street.send(ICBC, encode(req.Control(order, key("ICBC").sign("control", order))))
    assert isinstance(answer, req.Refusal)
    assert "the order cannot be read" in answer.reasons[0]


@pytest.mark.parametrize(
    ("institution", "body"),
    [
        (ICBC, req.ListBond(1)),
        (CFETS, DEPOSIT),
        (CSRC, req.PayCoupon(1, 20260324)),
        (CCDC, req.OpenDay(20260323)),
    ],
)
async def test_a_party_does_only_what_its_role_may(street: Street, institution: int, body: req.Body) -> None:
    assert "ask a party that does" in await street.refused(institution, body)


async def test_a_batch_without_an_outcome_is_told_as_such(street: Street) -> None:
    ticket = await street.ask(PBC, req.RegisterMoney(1, "CNY"))
    assert isinstance(ticket, req.Ticket)
    found = await street.ask(PBC, req.WaitFor(ticket.sequence, 10, True))
    assert found == req.Outcomes(bytes(2), bytes(8), False, False)
    assert "no certified outcome yet" in await street.refused(PBC, req.GetReceipt(ticket.sequence, 0))
    assert "its receipts have them" in await street.refused(PBC, req.WaitFor(99, 10, True))
    assert "signed no batch 0/99" in await street.refused(PBC, req.GetReceipt(99, 0))


@pytest.mark.parametrize("size", [0, 63, 65])
async def test_raw_records_must_be_whole(street: Street, size: int) -> None:
    assert "whole number of records" in await street.refused(ICBC, req.SubmitRecords(bytes(size)))


async def test_too_many_raw_records_are_refused(street: Street) -> None:
    most = street.first.signed.roster.rules.batch_records_max
    assert "split them" in await street.refused(ICBC, req.SubmitRecords(bytes(RECORD.itemsize * (most + 1))))


async def test_a_desk_that_lost_its_disk_says_so(street: Street) -> None:
    desk = street.desks["ICBC"]
    desk.ready, desk.problem = False, "the disk is full"
    assert await street.send(ICBC, street.order(ICBC, DEPOSIT)) == req.Refusal(("the disk is full",))


def test_orders_and_answers_are_canonical() -> None:
    one = req.Opened((1, 2), (3, 4), 5)
    assert req.read_answer(encode(one)) == one
    assert req.read_body(encode(DEPOSIT)) == DEPOSIT
    assert decode(encode(DEPOSIT), req.OpenAccounts) == DEPOSIT
