"""A custodian: accounts under opaque owners, own checks of confirmed deals, halves, coupons."""

from __future__ import annotations

import numpy as np
import pytest

from actors.base.canonical import encode
from actors.ledger.records import RECORD, Kind
from actors.modules.bond import BondTerms
from actors.parties import letters
from actors.parties import requests as req
from actors.parties.custodian import Custodian
from actors.parties.deals import DEAL, DEAL_OUTCOME, Deals
from tests.parties.street import CCDC, CFETS, CSDC, CSRC, ICBC, KINDS, MOF, Street, key

THIRTY = BondTerms(10, "2024-T6", "30y", 10_000, 21_900, 2, 20240925, 20540925)
CNY = 1
DEPOSIT = ICBC << 48 | 1


async def account(street: Street, custodian: int, name: str, **fields: object) -> int:
    """Open one client's account."""
    one = req.NewAccount(name, cash=((CNY, DEPOSIT),), **fields)  # type: ignore[arg-type]
    opened = await street.ask(custodian, req.OpenAccounts((one,)))
    assert isinstance(opened, req.Opened), opened
    return opened.accounts[0]


def deal(seller: int, buyer: int, /, **changes: int) -> Deals:
    """¥100m of the 30-year at 98.50."""
    row = np.zeros(1, DEAL)
    values = {
        "reference": CFETS << 48 | 1,
        "seller": seller,
        "buyer": buyer,
        "quantity": 1_000_000,
        "amount": 9_958_290_055,
        "price": 985_000,
        "asset": 10,
        "cash": CNY,
        "date": 20_260_323,
        "convention": 1,
    }
    for name, value in (values | changes).items():
        row[name] = value
    return row


def letter(street: Street, sender: int, recipient: int, content: letters.Content, signer: str = "") -> bytes:
    """A signed letter as bytes."""
    one = letters.Letter(street.first.signed.roster.digest, sender, recipient, bytes(16), encode(content))
    return letters.sign(key(signer or KINDS[sender][0]), one)


async def listed(street: Street) -> tuple[int, int]:
    """A listed bond, a seller at CCDC and a buyer at CSDC."""
    assert isinstance(await street.ask(CCDC, req.RegisterBond(THIRTY, True)), req.Ticket)
    return await account(street, CCDC, "Seller"), await account(street, CSDC, "Buyer")


def last_records(street: Street, name: str) -> np.ndarray:
    """Records of the newest own batch."""
    desk = street.desks[name]
    return np.frombuffer(desk.recent[desk.sequence].batch.payload, RECORD)


async def test_the_ledger_sees_an_opaque_owner_and_the_book_the_name(street: Street) -> None:
    await account(street, CCDC, "中国某基金")
    book = await street.ask(CCDC, req.GetBook())
    assert isinstance(book, req.Book)
    assert book.clients[0].name == "中国某基金"
    record = last_records(street, "CCDC")[0]
    assert record["reference"] == book.clients[0].owner != 0
    assert "中国某基金".encode() not in street.desks["CCDC"].recent[1].batch.encode()


async def test_owners_differ_between_institutions_and_stay_the_same_within_one(street: Street) -> None:
    owner = street.desks["CCDC"].book.owner_of("A")
    assert owner == street.desks["CCDC"].book.owner_of("A") != street.desks["CCDC"].book.owner_of("B")
    assert owner != street.desks["CSDC"].book.owner_of("A")


async def test_a_client_brings_its_owner_id_for_custody_transfers(street: Street) -> None:
    owner = street.desks["CCDC"].book.owner_of("A")
    await account(street, CSDC, "A", owner=owner)
    assert last_records(street, "CSDC")[0]["reference"] == owner


async def test_all_faults_of_new_accounts_are_told_at_once(street: Street) -> None:
    bad = req.OpenAccounts(
        (
            req.NewAccount(" ", 2),
            req.NewAccount("x" * 201, owner=-1),
            req.NewAccount("B", mandates=(99,)),
        )
    )
    text = await street.refused(CCDC, bad)
    for part in ("without a name", "account class 2", "more than 200 bytes", "64 bits", "no institution 99"):
        assert part in text
    assert not street.desks["CCDC"].book.clients
    assert "0 accounts at a time" in await street.refused(CCDC, req.OpenAccounts(()))


async def test_clients_are_known_by_checked_identifiers_and_one_is_one_owner(street: Street) -> None:
    code, lei = "91110000600037341L", "213800KUD8LAJWSQ9D15"
    accounts = (
        req.NewAccount("A fund", identifier=code),
        req.NewAccount("A fund, second", identifier=code),
        req.NewAccount("An insurer", identifier=lei),
        req.NewAccount("A fund"),
    )
    opened = await street.ask(CCDC, req.OpenAccounts(accounts))
    assert isinstance(opened, req.Opened)
    fund, second, insurer, _ = opened.owners
    assert fund == second != insurer
    assert [one.identifier for one in street.desks["CCDC"].book.clients.values()] == [code, code, lei, ""]
    bad = (
        req.NewAccount("B", identifier=code[:-1] + "M"),
        req.NewAccount("C", owner=insurer, identifier=code),
    )
    text = await street.refused(CCDC, req.OpenAccounts(bad))
    for part in (
        "new account 1: ",
        "no unified social credit code",
        "new account 2: ",
        "another client's here",
    ):
        assert part in text


async def test_an_omnibus_account_is_for_another_institution(street: Street) -> None:
    for lower in (CCDC, 0, 99):
        assert "no other institution" in await street.refused(CCDC, req.OpenOmnibus(lower))


async def test_confirmed_deals_become_halves_with_the_clients_own_cash_account(street: Street) -> None:
    seller, buyer = await listed(street)
    confirmed = letters.Confirmations(deal(seller, buyer).tobytes())
    assert isinstance(await street.send(CCDC, letter(street, CFETS, CCDC, confirmed)), req.Ticket)
    half = last_records(street, "CCDC")[0]
    assert half["kind"] == Kind.DELIVER
    assert (half["account"], half["contra"], half["counterparty"]) == (seller, DEPOSIT, CSDC)
    assert (half["quantity"], half["amount"]) == (1_000_000, 9_958_290_055)
    assert isinstance(await street.send(CSDC, letter(street, CFETS, CSDC, confirmed)), req.Ticket)
    assert last_records(street, "CSDC")[0]["kind"] == Kind.RECEIVE


async def test_a_letter_that_comes_twice_is_settled_once_also_after_a_restart(street: Street) -> None:
    seller, buyer = await listed(street)
    message = letter(street, CFETS, CCDC, letters.Confirmations(deal(seller, buyer).tobytes()))
    first = await street.send(CCDC, message)
    assert await street.send(CCDC, message) == first
    await street.start("CCDC")
    assert await street.send(CCDC, message) == first


async def test_both_sides_at_one_custodian_make_two_halves(street: Street) -> None:
    seller, _ = await listed(street)
    other = await account(street, CCDC, "Other")
    confirmed = letters.Confirmations(deal(seller, other).tobytes())
    await street.send(CCDC, letter(street, CFETS, CCDC, confirmed))
    assert last_records(street, "CCDC")["kind"].tolist() == [Kind.DELIVER, Kind.RECEIVE]
    reference = (CFETS << 48 | 1).to_bytes(8, "little")
    for buyer in (False, True):
        found = await street.ask(CCDC, req.FindDeals(reference, buyer))
        assert isinstance(found, req.DealOutcomes)
        assert np.frombuffer(found.rows, DEAL_OUTCOME)["record"].tolist() == [int(buyer)]


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"seller": CCDC << 48 | 77}, "not in the book"),
        ({"amount": 9_958_290_056}, "is not the full price; 9958290055 fen is"),
        ({"cash": 2}, "no account for cash asset 2"),
        ({"reference": MOF << 48 | 1}, "not one of institution 5's"),
        ({"asset": 11}, "terms of asset 11 are not known"),
        ({"date": 20_261_340}, "not a calendar date"),
        ({"date": 20_600_101}, "nothing accrues"),
        ({"convention": 9}, "no convention of accrued interest 9; there are INTERBANK 1"),
        ({"seller": CSDC << 48 | 1}, "no side of it is kept here"),
    ],
)
async def test_a_deal_that_fails_the_custodians_own_checks_is_not_instructed(
    street: Street, changes: dict[str, int], part: str
) -> None:
    seller, buyer = await listed(street)
    before = street.desks["CCDC"].sequence
    confirmed = letters.Confirmations(deal(seller, buyer, **changes).tobytes())
    answer = await street.send(CCDC, letter(street, CFETS, CCDC, confirmed))
    assert isinstance(answer, req.Refusal)
    assert part in "\n".join(answer.reasons)
    assert street.desks["CCDC"].sequence == before


async def test_an_issuance_account_sells_only_at_issue(street: Street) -> None:
    _, buyer = await listed(street)
    issuance = await account(street, CCDC, "MOF", class_=3)
    for sender, good in ((CFETS, False), (MOF, True)):
        confirmed = letters.Confirmations(deal(issuance, buyer, reference=sender << 48 | 5).tobytes())
        answer = await street.send(CCDC, letter(street, sender, CCDC, confirmed))
        assert isinstance(answer, req.Ticket) is good


@pytest.mark.parametrize(
    ("sender", "signer", "part"),
    [
        (CFETS, "CSRC", "not signed by the key of 'CFETS'"),
        (CSRC, "", "confirms no deals"),
        (99, "CSRC", "not in the roster"),
    ],
)
async def test_letters_of_others_are_refused(street: Street, sender: int, signer: str, part: str) -> None:
    seller, buyer = await listed(street)
    confirmed = letters.Confirmations(deal(seller, buyer).tobytes())
    answer = await street.send(CCDC, letter(street, sender, CCDC, confirmed, signer))
    assert isinstance(answer, req.Refusal)
    assert part in "\n".join(answer.reasons)


@pytest.mark.parametrize("data", [b"", b"x" * 65])
async def test_confirmations_that_are_no_rows_are_refused(street: Street, data: bytes) -> None:
    answer = await street.send(CCDC, letter(street, CFETS, CCDC, letters.Confirmations(data)))
    assert isinstance(answer, req.Refusal)
    assert "no whole number of deals" in answer.reasons[0]


async def test_many_faults_are_told_up_to_twenty_and_counted(street: Street) -> None:
    seller, buyer = await listed(street)
    rows = np.concatenate(
        [deal(seller, buyer, amount=at + 1, reference=CFETS << 48 | at + 1) for at in range(30)]
    )
    answer = await street.send(CCDC, letter(street, CFETS, CCDC, letters.Confirmations(rows.tobytes())))
    assert isinstance(answer, req.Refusal)
    assert len(answer.reasons) == 21
    assert answer.reasons[-1] == "and 10 more of this kind"


async def test_deals_are_found_by_reference_also_after_a_restart(street: Street) -> None:
    seller, buyer = await listed(street)
    await street.send(CCDC, letter(street, CFETS, CCDC, letters.Confirmations(deal(seller, buyer).tobytes())))
    wanted = np.array([CFETS << 48 | 1, 12345], "<u8").tobytes()
    found = await street.ask(CCDC, req.FindDeals(wanted))
    await street.start("CCDC")
    again = await street.ask(CCDC, req.FindDeals(wanted))
    assert isinstance(found, req.DealOutcomes)
    assert found == again
    rows = np.frombuffer(found.rows, DEAL_OUTCOME)
    assert rows["sequence"].tolist() == [street.desks["CCDC"].sequence, 0]
    assert rows["status"].tolist() == [0, 0]
    assert "whole number of references" in await street.refused(CCDC, req.FindDeals(b"123"))


async def test_terms_are_told_to_every_custodian_venue_and_issuer(street: Street) -> None:
    await street.ask(CCDC, req.RegisterBond(THIRTY, True))
    for name in ("CSDC", "CFETS", "MOF"):
        assert street.desks[name].book.terms[10] == THIRTY
        assert street.desks[name].book.depositories[10] == CCDC
    assert "is a bond of institution 1" in await street.refused(CSDC, req.RegisterBond(THIRTY, True))


async def test_a_bond_is_not_registered_while_somebody_cannot_be_told(street: Street) -> None:
    street.down.add("CFETS")
    assert "CFETS could not be reached" in await street.refused(CCDC, req.RegisterBond(THIRTY, True))
    street.down.clear()
    assert isinstance(await street.ask(CCDC, req.RegisterBond(THIRTY, True)), req.Ticket)


async def test_malformed_terms_are_refused(street: Street) -> None:
    bad = BondTerms(10, "", "x", 0, 0, 5, 20260101, 20250101)
    assert "5 coupons a year" in await street.refused(CCDC, req.RegisterBond(bad, True))


async def test_only_a_custodian_tells_a_bonds_terms(street: Street) -> None:
    answer = await street.send(CFETS, letter(street, MOF, CFETS, letters.BondNotice(THIRTY)))
    assert isinstance(answer, req.Refusal)
    assert "is no custodian" in answer.reasons[0]


async def test_a_negotiated_half_needs_an_own_account_with_cash(street: Street) -> None:
    seller, _ = await listed(street)
    good = req.Instruct(True, 1, CSDC, seller, 10, 1_000, CNY, 100)
    assert isinstance(await street.ask(CCDC, good), req.Ticket)
    other_cash = req.Instruct(True, 1, CSDC, seller, 10, 1_000, 2, 100)
    assert "no account for cash asset 2" in await street.refused(CCDC, other_cash)
    unknown = req.Instruct(True, 1, CSDC, CCDC << 48 | 99, 10, 1_000, CNY, 100)
    assert "account 1/99 is not in the book" in await street.refused(CCDC, unknown)


async def test_a_custody_transfer_goes_to_another_custodian(street: Street) -> None:
    seller, buyer = await listed(street)
    assert isinstance(await street.ask(CCDC, req.MoveCustody(seller, buyer, 10, 5)), req.Ticket)
    assert "is with no custodian" in await street.refused(CCDC, req.MoveCustody(seller, DEPOSIT, 10, 5))
    assert "not in the book" in await street.refused(CCDC, req.MoveCustody(buyer, seller, 10, 5))


async def test_a_coupon_is_declared_by_the_issuers_notice_from_its_issuance_account(street: Street) -> None:
    await listed(street)
    notice = req.AnnounceCoupon(10, 20_260_324, 20_260_325, CNY)
    assert "has no issuance account" in await street.refused(MOF, notice)
    await account(street, CCDC, "MOF", class_=3)
    confirmed = await street.ask(MOF, notice)
    assert isinstance(confirmed, req.Confirmed)
    assert confirmed.batches == ((CCDC, street.desks["CCDC"].sequence),)
    unknown = req.AnnounceCoupon(11, 20_260_324, 20_260_325, CNY)
    assert "terms of asset 11 are not known" in await street.refused(MOF, unknown)


async def test_the_book_survives_a_restart(street: Street) -> None:
    seller, _ = await listed(street)
    before = street.desks["CCDC"].book
    after = (await street.start("CCDC")).book
    assert (after.clients, after.terms, after.next_number) == (
        before.clients,
        before.terms,
        before.next_number,
    )
    assert await account(street, CCDC, "Next") == seller + 1
    assert isinstance(street.desks["CCDC"], Custodian)
