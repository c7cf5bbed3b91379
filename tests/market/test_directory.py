"""A market's directory: made once, opened again, and refused with a reason when it is not what it should be."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from actors.base.keys import SigningKey
from actors.base.roster import why_malformed
from actors.host import StorageProblem, Unreachable
from actors.ledger.status import Status
from cluster import blueprint as blueprints
from cluster.hosts.local.hosting import LocalHosting
from cluster.market import Market, MarketExists, NoMarket, NotRunning, WrongPassword
from cluster.market.directory import MarketDirectory, key_names
from cluster.market.founding import founders
from cluster.wire.certificate import certificate_of
from tests.market.town import FACE, Town, build

TREASURY = blueprints.load("treasury")


def made(path: Path, password: str | None = None) -> MarketDirectory:
    """A directory whose market was founded."""
    directory = MarketDirectory.create(path, TREASURY, password)
    directory.mark_founded()
    return directory


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    written = made(tmp_path / "m")
    read = MarketDirectory.open(tmp_path / "m", None)
    assert (read.blueprint, read.market_id) == (written.blueprint, written.market_id)
    institution = read.first.signed.roster.institution_named("CCDC")
    assert institution is not None
    assert read.key("CCDC").public == institution.key


def test_keys_rest_encrypted_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    directory = made(tmp_path / "m")
    for name in key_names(TREASURY):
        file = tmp_path / "m" / "keys" / f"{name}.pem"
        assert b"ENCRYPTED PRIVATE KEY" in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
    password = tmp_path / "m" / "keys" / "password"
    assert password.stat().st_mode & 0o077 == 0
    assert isinstance(directory.key("CCDC"), SigningKey)


def test_a_key_is_opened_once_and_not_at_all_where_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0
    from_pem = SigningKey.from_pem

    def counted(data: bytes, password: bytes) -> SigningKey:
        nonlocal opened
        opened += 1
        return from_pem(data, password)

    monkeypatch.setattr(SigningKey, "from_pem", counted)
    written = made(tmp_path / "m")
    keys = [written.key("CCDC"), written.key("CCDC")]
    assert opened == 0
    read = MarketDirectory.open(tmp_path / "m", None)
    assert opened == 0
    keys += [read.key("CCDC"), read.key("CCDC")]
    assert opened == 1
    assert len({one.public for one in keys}) == 1


def test_a_transport_key_is_the_same_where_it_was_made_and_where_it_was_read(tmp_path: Path) -> None:
    written = made(tmp_path / "m")
    first, again = written.transport_key("CCDC"), written.transport_key("CCDC")
    assert first == again == MarketDirectory.open(tmp_path / "m", None).transport_key("CCDC")


def test_every_node_and_institution_has_a_transport_key_that_the_roster_names(tmp_path: Path) -> None:
    directory = made(tmp_path / "m")
    roster = directory.first.signed.roster
    assert why_malformed(roster) == []
    for one in roster.validators:
        assert one.transport == certificate_of(directory.transport_key(one.name), one.name)
    for institution in roster.institutions:
        key = directory.transport_key(institution.name)
        assert institution.transport == certificate_of(key, institution.name)
        file = tmp_path / "m" / "keys" / f"transport-{institution.name}.pem"
        assert b"ENCRYPTED PRIVATE KEY" in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(NoMarket, match="No such file"):
        directory.transport_key("Nobody")


def test_transport_keys_open_with_the_password_alone(tmp_path: Path) -> None:
    made(tmp_path / "m", "correct horse")
    assert MarketDirectory.open(tmp_path / "m", "correct horse").transport_key("CCDC")
    with pytest.raises(
        WrongPassword, match=r"transport-CCDC\.pem: the key file does not open: wrong password"
    ):
        MarketDirectory.open(tmp_path / "m", "wrong").transport_key("CCDC")


def test_a_password_of_ones_own_is_kept_nowhere(tmp_path: Path) -> None:
    made(tmp_path / "m", "correct horse")
    assert not (tmp_path / "m" / "keys" / "password").exists()
    assert all(
        b"correct horse" not in one.read_bytes() for one in (tmp_path / "m").rglob("*") if one.is_file()
    )
    assert isinstance(MarketDirectory.open(tmp_path / "m", "correct horse").key("PBC"), SigningKey)
    with pytest.raises(WrongPassword, match="wrong password"):
        MarketDirectory.open(tmp_path / "m", "wrong").key("PBC")
    with pytest.raises(NoMarket, match="give the password"):
        MarketDirectory.open(tmp_path / "m", None).key("PBC")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(MarketExists, match="is not empty"):
        MarketDirectory.create(tmp_path, TREASURY, None)
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NoMarket, match="choose a directory that you may write"):
        MarketDirectory.create(tmp_path / "file" / "m", TREASURY, None)


def test_what_holds_no_whole_market_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(NoMarket, match="holds no market"):
        MarketDirectory.open(tmp_path / "none", None)
    MarketDirectory.create(tmp_path / "half", TREASURY, None)
    with pytest.raises(NoMarket, match="start was interrupted"):
        MarketDirectory.open(tmp_path / "half", None)


@pytest.mark.parametrize(("name", "data"), [("roster.bin", b"\x00"), ("blueprint.json", b"name: x")])
def test_altered_files_are_told(tmp_path: Path, name: str, data: bytes) -> None:
    made(tmp_path / "m")
    (tmp_path / "m" / name).write_bytes(data)
    with pytest.raises(NoMarket, match="were altered"):
        MarketDirectory.open(tmp_path / "m", None)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Until it is set, no institution starts that settling does not need."""
    event, start = asyncio.Event(), LocalHosting.start
    event.set()
    later = {one.name for one in TREASURY.institutions} - set(founders(TREASURY))

    async def gated(hosting: LocalHosting, name: str) -> None:
        if name in later:
            await event.wait()
        await start(hosting, name)

    monkeypatch.setattr(LocalHosting, "start", gated)
    return event


async def test_a_stopped_market_goes_on_where_it_was_before_its_last_institution_is_up(
    tmp_path: Path, gate: asyncio.Event
) -> None:
    market = await Market.start("treasury", directory=tmp_path / "m")
    town = await build(market)
    deal = await town.trade()
    assert await deal.status() is Status.SETTLED
    before = await market.regulator.holding_rows()
    with pytest.raises(StorageProblem, match="in use"):
        await Market.open(tmp_path / "m")
    await market.stop()
    await market.stop()
    with pytest.raises(NotRunning, match="open it again"):
        market.as_party("CCDC")
    gate.clear()
    async with await Market.open(tmp_path / "m") as again:
        assert (await again.regulator.holding_rows() == before).all()
        await _settles_without_the_last(again, town)
        gate.set()
        await again.ready()
        assert await again.is_running("CFETS")
        assert (await again.custodian("CCDC").account_of("Seller")).account == town.seller.account
        town.market = again
        assert await (await town.trade()).status() is Status.SETTLED
        assert await again.reconcile() == []
    await _runs_without_one_that_settling_does_not_need(tmp_path)
    await _refused_afterwards(tmp_path)


async def _settles_without_the_last(market: Market, town: Town) -> None:
    """Both custodians settle a trade, while the venue and others are not up."""
    venue = (await market.health())["CFETS"]
    assert venue is None or not venue.running
    assert not await market.is_running("CFETS")
    with pytest.raises(Unreachable, match="still starts"):
        await market.request("CFETS", b"", 1)
    ccdc, csdc = market.custodian("CCDC"), market.custodian("CSDC")
    terms = {"reference": 501, "bond": "2024-T6", "face": FACE, "amount": "99582900.55"}
    await ccdc.instruct("sell", account=town.seller.account, counterparty=csdc.index, **terms)  # type: ignore[arg-type]
    buy = await csdc.instruct("buy", account=town.buyer.account, counterparty=ccdc.index, **terms)  # type: ignore[arg-type]
    assert await buy.statuses(completed=True) == [Status.SETTLED]


async def _runs_without_one_that_settling_does_not_need(path: Path) -> None:
    """The venue's directory is gone: the market settles, and whoever waits for the venue or asks it is told."""
    venue = path / "m" / "parties" / "SSE"
    shutil.move(venue, path / "kept-sse")
    async with await Market.open(path / "m") as market:
        with pytest.raises(StorageProblem, match=r"SSE is missing"):
            await market.ready()
        with pytest.raises(Unreachable, match=r"'SSE' did not start: .* is missing"):
            await market.request("SSE", b"", 1_000)
        assert await market.is_running("CFETS")
        assert not await market.is_running("SSE")
        assert not venue.exists()
    shutil.move(path / "kept-sse", venue)


async def _refused_afterwards(path: Path) -> None:
    """A party's directory that is another party's, or gone, is told; nothing is made in its place."""
    parties = path / "m" / "parties"
    shutil.move(parties / "CCDC", path / "kept")
    shutil.copytree(parties / "CSDC", parties / "CCDC")
    with pytest.raises(StorageProblem, match="belongs to 'CSDC', not 'CCDC'"):
        await Market.open(path / "m")
    shutil.rmtree(parties / "CCDC")
    with pytest.raises(StorageProblem, match="CCDC"):
        await Market.open(path / "m")
    assert not (parties / "CCDC").exists()
    other = MarketDirectory.create(path / "other", TREASURY, None)
    other.mark_founded()
    shutil.rmtree(other.parties)
    shutil.copytree(parties, other.parties)
    with pytest.raises(StorageProblem, match="belongs to market"):
        await Market.open(path / "other")
