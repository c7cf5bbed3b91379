"""Bad input through Market: each kind gets its own status or exception, a sentence that helps, and changes nothing.

The pages' table is docs/guide/bad-input.md.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from msgspec import structs

from actors.base import batch as batches
from actors.base.batch import Batch, Lane
from actors.base.canonical import encode
from actors.base.keys import SigningKey
from actors.base.outcome import outcomes_of, read_leaf
from actors.ledger import records as rec
from actors.ledger.status import Status
from actors.parties import messages as msg
from actors.parties import requests as req
from cluster import blueprint as blueprints
from cluster.hosts.clock import now_ms
from cluster.market import InstructionFailed, Market, RequestRefused, SeveralProblems, UnknownAsset
from cluster.market.directory import MarketDirectory
from cluster.market.line import Line
from cluster.storage.problems import EmptyStore, MissingStore, OtherMarket, StoreInUse
from tests.market import unprivileged
from tests.market.town import FACE, THIRTY, Town

pytestmark = pytest.mark.asyncio(loop_scope="package")

BOND, CNY = 10, 1
#: A bond that nobody holds.
OTHER = structs.replace(THIRTY, asset=12, code="2024-T1")
STREAM = 7
SEQUENCES = count(2_000)
REFERENCES = count(900_000)


@pytest_asyncio.fixture(autouse=True, loop_scope="package")
async def unchanged(town: Town) -> AsyncIterator[None]:
    """Whatever a test here gives to the market, every position is afterwards what it was before."""
    before = await town.market.regulator.holding_rows()
    yield
    assert np.array_equal(before, await town.market.regulator.holding_rows())
    assert await town.market.reconcile() == []
    assert await town.market.failures() == []


def key_of(town: Town, name: str) -> SigningKey:
    """The key that the town's market keeps for a party."""
    return MarketDirectory.open(town.market.directory, None).key(name)


def signed(town: Town, records: rec.Records, sequence: int, signer: str = "CCDC") -> Batch:
    """A batch in CCDC's name on a stream of its own, as a program without Market would make it."""
    market = town.market
    return batches.make(
        key_of(town, signer),
        market.market_id,
        market.custodian("CCDC").index,
        STREAM,
        sequence,
        Lane.BULK,
        len(records),
        records.tobytes(),
        now_ms() + 600_000,
    )


async def submit(town: Town, data: bytes) -> msg.Reply:
    """Hand bytes to a node as a batch."""
    return msg.read_reply(
        await town.market.request("node-ccdc", encode(msg.Submit(memoryview(data))), 10_000)
    )


async def status(town: Town, batch: Batch) -> Status | None:
    """The certified status of the first record of a batch, asked for until it is final."""
    line = town.market.custodian("CCDC").line
    while True:
        try:
            reply = await line.question("receipt", (0, 0), batch.digest, "node-ccdc")
        except RequestRefused:
            continue
        assert isinstance(reply, msg.ReceiptReply)
        first = next(iter(outcomes_of(read_leaf(reply.receipt.leaf))))
        return Status.of(first.status)


def no_move(town: Town) -> rec.Records:
    """A record that the ledger refuses whatever happens: it moves nothing."""
    return rec.transfer(town.seller.account, town.buyer.account, BOND, 0)


# accounts and keys --------------------------------------------------------------------------------------
async def test_an_unknown_account_is_refused_by_the_ledger_and_by_its_custodian(town: Town) -> None:
    ccdc = town.market.custodian("CCDC")
    nobody = ccdc.index << 48 | 999_999
    assert await (await ccdc.submit(rec.transfer(nobody, town.buyer.account, BOND, 1))) == [
        Status.ACCOUNT_UNKNOWN
    ]
    assert await (await ccdc.submit(rec.transfer(town.seller.account, nobody, BOND, 1))) == [
        Status.CONTRA_UNKNOWN
    ]
    with pytest.raises(RequestRefused, match="is not in the book"):
        await town.trade(buyer=town.market.custodian("CSDC").index << 48 | 999_999)
    with pytest.raises(RequestRefused, match="is with no custodian of the roster; check its number"):
        await town.trade(seller=town.buyer.cash[0][1])
    with pytest.raises(ValueError, match="the seller -1 is no account number"):
        await town.trade(seller=-1)


async def test_an_order_with_the_wrong_key_is_refused_and_nothing_is_signed(town: Town) -> None:
    line = Line(town.market, town.market.roster, "CCDC", lambda: key_of(town, "SHCH"))
    with pytest.raises(RequestRefused, match="not signed by the key of 'CCDC': use its own key file"):
        await line.order(req.SubmitRecords(no_move(town).tobytes()))
    with pytest.raises(RequestRefused, match="the question is not signed by the key of 'CCDC'"):
        await line.question("holdings")


async def test_a_batch_with_the_wrong_key_is_refused_at_the_door(town: Town) -> None:
    reply = await submit(town, signed(town, no_move(town), next(SEQUENCES), signer="SHCH").encode())
    assert reply == msg.Refused(
        ("the signature is not by the key of 'CCDC': wrong key, or altered on the way",)
    )


# sequence numbers ---------------------------------------------------------------------------------------
async def test_the_same_batch_again_is_settled_once_and_gets_its_first_outcome(town: Town) -> None:
    batch = signed(town, no_move(town), next(SEQUENCES))
    assert await submit(town, batch.encode()) == msg.Accepted(batch.digest, 0)
    assert await status(town, batch) is Status.QUANTITY_ZERO
    again = await submit(town, batch.encode())
    assert isinstance(again, msg.Accepted)
    assert again.commit > 0
    assert await status(town, batch) is Status.QUANTITY_ZERO


async def test_a_repeated_or_too_old_sequence_number_has_its_own_status(town: Town) -> None:
    used = next(SEQUENCES)
    move = rec.transfer(town.seller.account, town.buyer.account, BOND, 1)
    first, repeated = signed(town, no_move(town), used), signed(town, move, used)
    for batch, wanted in (
        (first, Status.QUANTITY_ZERO),
        (repeated, Status.SEQUENCE_REPEATED),
        (signed(town, move, 1), Status.SEQUENCE_TOO_OLD),
    ):
        await submit(town, batch.encode())
        assert await status(town, batch) is wanted


# amounts ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("quantity", 0, Status.QUANTITY_ZERO),
        ("quantity", -1, Status.QUANTITY_NEGATIVE),
        ("quantity", 2**62, Status.QUANTITY_TOO_LARGE),
        ("amount", 0, Status.AMOUNT_ZERO),
        ("amount", -1, Status.AMOUNT_NEGATIVE),
        ("amount", 2**62, Status.AMOUNT_TOO_LARGE),
    ],
)
async def test_a_half_with_an_impossible_amount_has_its_own_status(
    town: Town, field: str, value: int, wanted: Status
) -> None:
    assert await (await town.market.custodian("CCDC").submit(half(town, **{field: value}))) == [wanted]


def half(town: Town, **changes: int) -> rec.Records:
    """The seller's half of a small deal under a reference of its own, unless changed."""
    values = {
        "reference": next(REFERENCES),
        "counterparty": town.market.custodian("CSDC").index,
        "account": town.seller.account,
        "contra": town.seller.cash[0][1],
        "asset": BOND,
        "quantity": 100,
        "cash": CNY,
        "amount": 1_000_000,
    }
    return rec.deliver(**(values | changes))


def other_half(town: Town, **changes: int) -> rec.Records:
    """The buyer's half of the same deal, unless changed."""
    values = {
        "counterparty": town.market.custodian("CCDC").index,
        "account": town.buyer.account,
        "contra": town.buyer.cash[0][1],
        "asset": BOND,
        "quantity": 100,
        "cash": CNY,
        "amount": 1_000_000,
    }
    return rec.receive(**(values | changes))


async def test_more_than_the_position_is_refused_on_either_leg(town: Town) -> None:
    custodian, bank = town.market.custodian("CCDC"), town.market.keeper("CCB")
    move = rec.transfer(town.seller.account, town.buyer.account, BOND, 2**61)
    assert await (await custodian.submit(move)) == [Status.SECURITIES_SHORT]
    pay = rec.payment(town.buyer.cash[0][1], town.seller.cash[0][1], CNY, 2**61)
    assert await (await bank.submit(pay)) == [Status.CASH_SHORT]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"face": 0}, "a quantity of 0 units"),
        ({"face": -100_000}, "a quantity of -1000 units"),
        ({"face": "46116860184273879.04"}, "is not a whole number of units"),
        ({"face": 10**17}, "can be settled: split the deal"),
        ({"face": 10**30}, "a record carries less than"),
        ({"price": 0}, "a clean price of 0"),
        ({"price": "-98.50"}, "a clean price of -985000"),
    ],
)
async def test_a_deal_with_an_impossible_amount_gets_a_sentence(
    town: Town, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises((RequestRefused, ValueError), match=sentence):
        await town.trade(**changes)


# halves -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"asset": 12}, Status.MISMATCH_ASSET),
        ({"quantity": 101}, Status.MISMATCH_QUANTITY),
        ({"cash": 2}, Status.MISMATCH_CASH),
        ({"amount": 1_000_001}, Status.MISMATCH_AMOUNT),
    ],
)
async def test_halves_that_do_not_agree_are_told_apart_and_the_first_one_waits(
    town: Town, changes: dict[str, int], wanted: Status
) -> None:
    seller, buyer = town.market.custodian("CCDC"), town.market.custodian("CSDC")
    if all(one.code != OTHER.code for one in await seller.assets.all()):
        await seller.register_bond(OTHER, listed=True)
    reference = next(REFERENCES)
    first = await seller.submit(half(town, reference=reference))
    assert await first == [Status.PENDING]
    assert await (await buyer.submit(other_half(town, reference=reference, **changes))) == [wanted]
    assert await first == [Status.PENDING]
    await seller.cancel(reference, buyer.index)


# bytes --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not a"),
        (b"\xc1", "not a"),
        (b"garbage" * 100, "not a"),
        (bytes(17 << 20), "a batch has at most 16777216: split it"),
    ],
    ids=["empty", "one byte", "garbage", "17 MiB"],
)
async def test_malformed_and_oversized_bytes_are_refused_at_the_door(
    town: Town, data: bytes, sentence: str
) -> None:
    reply = await submit(town, data)
    assert isinstance(reply, msg.Refused)
    assert sentence in reply.reasons[0]
    told = msg.read_reply(await town.market.request("node-ccdc", data, 10_000))
    assert isinstance(told, msg.Refused)


async def test_a_batch_altered_on_the_way_is_refused(town: Town) -> None:
    batch = signed(town, no_move(town), next(SEQUENCES))
    altered = Batch(batch.header, batch.signature, bytes(len(batch.payload)))
    assert await submit(town, altered.encode()) == msg.Refused(
        ("the payload does not match the signed root: altered on the way",)
    )
    lengthened = await submit(town, batch.encode() + b"\x00")
    assert isinstance(lengthened, msg.Refused)


async def test_bytes_that_are_no_order_are_refused_by_the_party(town: Town) -> None:
    for data in (b"", b"garbage" * 100, bytes(1 << 20)):
        answer = req.read_answer(await town.market.request("CCDC", data, 10_000))
        assert isinstance(answer, req.Refusal)
        assert "the message cannot be read" in answer.reasons[0]


async def test_records_that_are_not_whole_or_not_known_are_refused(town: Town) -> None:
    ccdc = town.market.custodian("CCDC")
    with pytest.raises(RequestRefused, match="whole number of records"):
        await ccdc.line.order(req.SubmitRecords(bytes(65)))
    assert await (await ccdc.submit(rec.record(99))) == [Status.UNKNOWN_KIND]
    unclean = half(town)
    unclean["extra"] = 1
    assert await (await ccdc.submit(unclean)) == [Status.RESERVED_NOT_ZERO]


async def test_numbers_that_no_order_carries_get_a_sentence(town: Town) -> None:
    with pytest.raises(RequestRefused, match="is more than an order carries; give at most 2"):
        await town.market.regulator.freeze(2**70, 1)
    with pytest.raises(RequestRefused, match=r"account .*5.* is a uint64; give a number \(int\)"):
        await town.market.regulator.freeze(np.uint64(5), 1)  # type: ignore[arg-type]
    with pytest.raises(RequestRefused, match="account -5 does not fit"):
        await town.market.regulator.freeze(-5, 1)
    with pytest.raises(RequestRefused, match=r"account 'CCDC' is a str; give a number"):
        await town.market.regulator.freeze("CCDC", 1)  # type: ignore[arg-type]


# all at once --------------------------------------------------------------------------------------------
async def test_every_value_of_a_deal_that_cannot_be_read_is_told_at_once(town: Town) -> None:
    with pytest.raises(SeveralProblems) as caught:
        await town.trade(bond="2024-T7", cash="EUR", face=1e8, price="98.50001", date="2026-02-30")
    assert len(caught.value.problems) == 5
    for part in ("'2024-T7'", "'EUR'", "not exact", "too many decimals", "not a calendar date"):
        assert part in str(caught.value)
    with pytest.raises(UnknownAsset, match="no asset '2024-T7'"):
        await town.trade(bond="2024-T7", face=FACE)


async def test_every_value_of_a_half_and_of_an_issue_that_cannot_be_read_is_told_at_once(town: Town) -> None:
    ccdc = town.market.custodian("CCDC")
    with pytest.raises(SeveralProblems, match=r"side 'lend'.*no asset '2024-T7'.*1\.5 is not exact"):
        await ccdc.instruct(
            "lend",
            account=town.seller.account,
            counterparty=3,
            reference=1,
            bond="2024-T7",
            face=100,
            amount=1.5,  # type: ignore[arg-type]
        )
    balances = [(town.seller.account, "2024-T7", "100"), (town.seller.account, "2024-T6", "150.5")]
    with pytest.raises(SeveralProblems, match=r"no asset '2024-T7'.*is not a whole number of units"):
        await ccdc.issue(balances)


async def test_a_venue_tells_every_reason_against_a_deal_at_once(town: Town) -> None:
    with pytest.raises(RequestRefused) as caught:
        await town.trade(buyer=town.seller.account, face=100, price="0", date="2060-01-01")
    told = "\n".join(caught.value.reasons)
    for part in ("at least ¥100,000.00", "a clean price of 0", "are the same account"):
        assert part in told
    assert len(caught.value.reasons) >= 4


async def test_what_cannot_be_read_hides_nothing_that_the_custodian_knows(town: Town) -> None:
    with pytest.raises(SeveralProblems) as caught:
        await town.market.custodian("CCDC").instruct(
            "lend",
            account=town.buyer.account,
            counterparty=99,
            reference=2**70,
            bond="2024-T7",
            face=0,
            amount="-1",
            expires_s=-1,
        )
    told = [str(one) for one in caught.value.problems]
    for part in (
        "side 'lend'; say 'sell' or 'buy'",
        "no asset '2024-T7' is registered",
        f"reference {2**70} is more than an order carries",
        "is not in the book of CCDC; check its number",
        "no institution 99 to settle with",
        "AMOUNT_NEGATIVE",
        "the expiry_s -1 does not fit",
    ):
        assert len([one for one in told if part in one]) == 1, part
    assert len(told) == 7


async def test_what_cannot_be_read_hides_nothing_that_venue_and_custodians_know(town: Town) -> None:
    nobody = town.market.custodian("CSDC").index << 48 | 999_999
    with pytest.raises(SeveralProblems) as caught:
        await town.trade(price="98.50001", buyer=nobody, face=100, seller=town.seller.cash[0][1])
    told = [str(one) for one in caught.value.problems]
    for part in (
        "the price '98.50001' has too many decimals",
        "deal 0: a face of ¥100.00; at least ¥100,000.00",
        "is with no custodian of the roster",
        f"CSDC says: deal 0: account {nobody} is not in the book",
    ):
        assert len([one for one in told if part in one]) == 1, part
    assert len(told) == 4
    assert "价格 '98.50001' 小数位过多" in caught.value.zh
    assert f"CSDC 答复：成交 0：账户 {nobody} 不在账簿中" in caught.value.zh


async def test_a_command_that_the_ledger_refuses_tells_every_status_that_fits(town: Town) -> None:
    central = town.market.central_bank
    with pytest.raises(InstructionFailed) as caught:
        await central.register_money(CNY, "")
    assert caught.value.statuses == (Status.CODE_INVALID,)
    assert caught.value.others(0) == (Status.ASSET_EXISTS,)
    for status in (Status.CODE_INVALID, Status.ASSET_EXISTS):
        assert status.en in str(caught.value)
        assert status.zh in caught.value.zh
    assert "1 条记录中 1 条失败" in caught.value.zh


async def test_every_number_of_an_order_that_cannot_be_written_is_told_at_once(town: Town) -> None:
    with pytest.raises(RequestRefused) as caught:
        await town.market.regulator.freeze(2**70, "x")  # type: ignore[arg-type]
    assert caught.value.reasons == (
        f"account {2**70} is more than an order carries; give at most 2^64 - 1",
        "order 'x' is a str; give a number (int)",
    )
    assert "order 'x' 的类型是 str；请给出整数（int）" in caught.value.zh


async def test_a_client_without_a_name_gets_a_sentence(town: Town) -> None:
    with pytest.raises(RequestRefused) as caught:
        await town.market.keeper("ICBC").open_account(" ", mandates=(99,))
    assert caught.value.reasons == (
        "new account 1: a client without a name; give the name that stands on the contract",
        "new account 1: no institution 99 to give a mandate to; check the roster",
    )
    assert "新账户 1：客户名称为空" in caught.value.zh


async def test_every_failed_record_of_a_batch_is_told_at_once(town: Town) -> None:
    rows = np.concatenate([no_move(town), rec.transfer(5 << 48 | 1, town.buyer.account, BOND, 1)])
    with pytest.raises(InstructionFailed, match=r"2 of 2 records failed.*QUANTITY_ZERO.*record 1"):
        await (await town.market.custodian("CCDC").submit(rows)).done()


# directories --------------------------------------------------------------------------------------------
def founded(path: Path) -> MarketDirectory:
    """A directory of another market, founded, its parties without data."""
    directory = MarketDirectory.create(path, blueprints.load("treasury"), None)
    directory.mark_founded()
    return directory


async def test_a_partys_directory_in_use_is_told_with_its_holder(town: Town) -> None:
    with pytest.raises(StoreInUse, match=r"is in use by"):
        await Market.open(town.market.directory)
    assert await Market.join(town.market.directory) is town.market


async def test_a_partys_directory_that_is_missing_or_empty_is_told_and_stays_so(tmp_path: Path) -> None:
    directory = founded(tmp_path / "m")
    with pytest.raises(MissingStore, match="is missing"):
        await Market.open(directory.path)
    assert list(directory.parties.iterdir()) == []
    for node in directory.blueprint.nodes:
        (directory.parties / node.name).mkdir()
    with pytest.raises(EmptyStore, match="mounted"):
        await Market.open(directory.path)
    assert all(list(one.iterdir()) == [] for one in directory.parties.iterdir())


async def test_a_partys_directory_of_another_market_is_told(town: Town, tmp_path: Path) -> None:
    directory = founded(tmp_path / "m")
    for node in directory.blueprint.nodes:
        source = town.market.directory / "parties" / node.name
        (directory.parties / node.name).mkdir()
        for name in ("IDENTITY", "GENERATION"):
            (directory.parties / node.name / name).write_bytes((source / name).read_bytes())
    with pytest.raises(OtherMarket, match="belongs to market"):
        await Market.open(directory.path)


async def test_a_partys_directory_without_permission_is_told(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        missing, market = founded(tmp_path / "m"), founded(Path(name) / "m")
        Path(name).chmod(0o755)
        unprivileged.give_away(missing.path)
        unprivileged.give_away(market.path)
        forbidden = [market.parties / node.name for node in market.blueprint.nodes]
        for path in forbidden:
            path.mkdir(mode=0o000)
        command = [sys.executable, "-m", "tests.market.unprivileged", str(missing.path), str(market.path)]
        ran = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=120)
        first, second = ran.stdout.decode().splitlines()
        assert first.startswith("MissingStore")
        assert second.startswith(f"NoPermission: {market.parties}/node-")
        assert second.endswith(": no permission; give this user the directory and everything in it")
        assert sorted(market.parties.iterdir()) == sorted(forbidden)
        for path in forbidden:
            path.chmod(0o700)
            assert list(path.iterdir()) == []
