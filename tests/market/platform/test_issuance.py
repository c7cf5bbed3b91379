"""The typed client of issuance: one issue from draft to fee, a file of bids, a book, and what it refuses."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec import structs

from actors.ledger import commands as typed
from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import Stage
from actors.modules.price import PriceProblem
from cluster.market.clients.party import PartyClient
from cluster.market.platform.bid_file import BidFileRefused
from cluster.market.platform.issuance import IssuanceClient
from cluster.market.platform.sealing import AuctionKey
from cluster.market.platform.values import read_institution, read_moment, read_per_hundred, read_units
from cluster.market.problems import RequestRefused, UnknownParty
from tests.market.platform.on_ledger import LedgerParty
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CNY,
    CSDC,
    EXCHANGE,
    EXCHANGE_CASH,
    FRIDAY,
    ISSUANCE,
    ISSUE,
    MOF,
    MONDAY,
    TREASURY,
    TUESDAY,
    UNDERWRITERS,
    WEDNESDAY,
    Town,
    built,
    cash,
    custody,
)

ONE, TWO = UNDERWRITERS[:2]


def client(town: Town, index: int) -> IssuanceClient:
    """The client of one institution."""
    return PartyClient.issuance.fget(cast(PartyClient, LedgerParty(town, index)))  # type: ignore[attr-defined, no-any-return]


async def drafted(town: Town, method: Method = Method.UNIFORM_YIELD, **more: Any) -> com.Terms:
    """Terms as a person writes them."""
    fields: dict[str, Any] = {
        "opens": "2026-01-23 10:35",
        "closes": "2026-01-23T11:35+08:00",
        "payment": "2026-01-26",
        "listing": "2026-01-28",
        "underwriters": {f"U{ONE}": "A", f"U{TWO}": "B"},
        "cash": "CNY",
        "issuer_cash": TREASURY,
        "depository": "CCDC",
        "fee_pct": "0.06",
    }
    bond = structs.replace(FIVE_YEAR, coupon_micro=0)
    return await client(town, MOF).draft(bond, method, "10,000,000,000", **{**fields, **more})


async def taking_bids(tmp_path: Path) -> tuple[Town, AuctionKey, AuctionKey]:
    """An issue whose bids are being taken; keys went over files."""
    town = built(FRIDAY)
    keys = []
    for name in ("issuer", "depository"):
        AuctionKey.fresh().write(tmp_path / name)
        keys.append(AuctionKey.read(tmp_path / name))
    await client(town, MOF).announce(ISSUE, await drafted(town, additional="2026-01-23 12:05"), keys[0])
    with pytest.raises(RequestRefused, match="no keys to seal to"):
        await client(town, ONE).bid(ISSUE, 1, [("1.54", "10000000")])
    await client(town, CCDC).accept(ISSUE, ISSUANCE, keys[1])
    town.at(FRIDAY, 10, 35)
    return town, keys[0], keys[1]


async def test_an_issue_from_draft_to_fee(tmp_path: Path) -> None:
    town, issuer, depository = await taking_bids(tmp_path)
    one, two, ccdc = client(town, ONE), client(town, TWO), client(town, CCDC)
    await one.bid(ISSUE, 1, [("1.53", 1_000_000_000), ("1.54", "2000000000")])
    kept = await two.bid(ISSUE, 1, [("1.54", "1000000000")])
    await two.withdraw(ISSUE, 1)
    kept = await two.bid(ISSUE, 2, [("1.54", "1500000000")])
    town.at(FRIDAY, 11, 35)
    await two.reveal(ISSUE, 2, kept)
    await client(town, MOF).publish(ISSUE, issuer)
    await ccdc.publish(ISSUE, depository)
    assert (await one.issue(ISSUE)).coupon == 15_400
    await one.add(ISSUE, "500000000")
    town.at(FRIDAY, 12, 5)
    await ccdc.register(ISSUE)
    await one.elect(ISSUE, {custody(ONE): "2500000000", EXCHANGE: "1000000000"})
    await two.elect(ISSUE, {custody(TWO): "1500000000"})
    for number, party in ((ONE, one), (TWO, two)):
        await party.pay(ISSUE, cash(number))
    await one.offer(
        ISSUE,
        1,
        "CSDC",
        "100000000",
        "99.95",
        account=custody(ONE),
        buyer_account=EXCHANGE,
        cash_account=cash(ONE),
    )
    await client(town, CSDC).subscribe(ISSUE, f"U{ONE}", 1, EXCHANGE_CASH)
    with pytest.raises(RequestRefused, match="completed or withdrawn"):
        await one.withdraw_sale(ISSUE, 1)
    for date in (MONDAY, TUESDAY, WEDNESDAY):
        town.day(date)
    await ccdc.list(ISSUE)
    await ccdc.pay_fees(ISSUE)
    assert [row.fee_fen for row in await ccdc.allotments()] == [2_100_000_00, 900_000_00]
    assert (await one.issues())[0].stage == Stage.LISTED
    assert [len(rows) for rows in (await two.lines(), await two.bids(), await two.sales())] == [1, 3, 0]
    assert town.ledger.reconcile() == []


async def test_a_file_of_bids_is_sealed(tmp_path: Path) -> None:
    town, *_ = await taking_bids(tmp_path)
    path = tmp_path / "bids.csv"
    path.write_text("bid,face\n1.53,1000000000\n1.54,500000000\n", "utf-8")
    sheet = await client(town, ONE).bid_file(ISSUE, 1, path)
    assert len(sheet.sheet) == 512 and not (tmp_path / "bids.errors.csv").exists()


async def test_all_errors_of_a_file_come_at_once_as_a_file(tmp_path: Path) -> None:
    town, *_ = await taking_bids(tmp_path)
    path = tmp_path / "bids.csv"
    path.write_text(
        "bid,face\n1.545,1000000000\nhigh,lots\n1.50,150000\n1.50,6000000000\n,10000000\n9.999,\n", "utf-8"
    )
    with pytest.raises(BidFileRefused, match=r"bids\.errors\.csv") as refused:
        await client(town, ONE).bid_file(ISSUE, 1, path)
    with refused.value.report.open(encoding="utf-8", newline="") as file:
        rows = [(int(row["row"]), row["column"], row["error"]) for row in csv.DictReader(file)]
    assert [(row, column) for row, column, _ in rows] == [
        (2, "bid"),
        (3, "bid"),
        (3, "face"),
        (4, "face"),
        (5, "face"),
        (7, "face"),
        (0, ""),
        (0, ""),
    ]
    told = [error for *_, error in rows]
    assert told[0] == Status.BID_OFF_TICK.en
    assert told[4] == Status.BID_TOO_LARGE.en
    assert told[6:] == [Status.BID_VALUE_REPEATED.en, Status.BID_OVER_SHARE.en]
    assert not town.issuance.bids


async def test_a_file_without_its_columns_says_which(tmp_path: Path) -> None:
    town, *_ = await taking_bids(tmp_path)
    path = tmp_path / "bids.csv"
    path.write_text("yield\n1.54\n", "utf-8")
    with pytest.raises(BidFileRefused) as refused:
        await client(town, ONE).bid_file(ISSUE, 1, path)
    assert [one.error for one in refused.value.errors] == [
        "the column bid is missing; the file needs bid and face",
        "the column face is missing; the file needs bid and face",
    ]
    assert "错误" in refused.value.zh


async def test_a_book(tmp_path: Path) -> None:
    town = built(FRIDAY)
    await client(town, MOF).announce(ISSUE, await drafted(town, Method.BOOK, lead=f"U{ONE}"))
    await client(town, CCDC).accept(ISSUE, ISSUANCE)
    town.at(FRIDAY, 10, 35)
    two = client(town, TWO)
    await two.order(ISSUE, 1, "1.50", "1000000000")
    await two.order(ISSUE, 2, "1.50", "1000000000")
    await two.cancel_order(ISSUE, 2)
    town.at(FRIDAY, 11, 35)
    await client(town, ONE).allocate(ISSUE, "1.52", [com.Allocation(TWO, 1, BILLION, 0)])
    assert [(row.won, row.cancelled) for row in await two.orders()] == [(BILLION, False), (0, True)]
    assert (await two.issue(ISSUE)).coupon == 15_200


async def test_who_calls_it_off_or_asks_for_none() -> None:
    town = built(FRIDAY)
    key = AuctionKey.fresh()
    await client(town, MOF).announce(ISSUE, await drafted(town), key)
    await client(town, MOF).cancel(ISSUE)
    with pytest.raises(RequestRefused, match="no issue 9"):
        await client(town, MOF).issue(9)
    town.ok(CCDC, typed.RegisterAsset(60, "X", 1, 10_000))
    assert (await drafted(town, cash=CNY)).cash == CNY


def test_values_are_read_exactly() -> None:
    assert (read_per_hundred("1.54"), read_per_hundred("99.95"), read_units("1,000", 10_000)) == (
        15_400,
        999_500,
        10,
    )
    assert read_moment("2026-01-23 10:35") == read_moment("2026-01-23T02:35+00:00")
    for value in (1.54, True, "x", "1.54001", "-1", "NaN"):
        with pytest.raises(PriceProblem, match="value"):
            read_per_hundred(value)  # type: ignore[arg-type]
    with pytest.raises(PriceProblem, match="whole number of units"):
        read_units("150", 10_000)
    with pytest.raises(PriceProblem, match="no moment"):
        read_moment("soon")
    with pytest.raises(UnknownParty, match="NOBODY"):
        read_institution(built(FRIDAY).ledger.roster, "NOBODY")


def test_a_file_that_holds_no_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(ValueError, match="not an auction key"):
        AuctionKey.read(tmp_path / "key")
