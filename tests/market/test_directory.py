"""A market's directory: made once, opened again, and refused with a reason when it is not what it should be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from actors.base.keys import SigningKey
from actors.base.roster import why_malformed
from actors.host import StorageProblem
from actors.ledger.status import Status
from cluster import blueprint as blueprints
from cluster.market import Market, MarketExists, NoMarket, NotRunning, WrongPassword
from cluster.market.directory import MarketDirectory, key_names
from cluster.wire.certificate import certificate_of
from tests.market.town import build

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


async def test_a_stopped_market_goes_on_where_it_was(tmp_path: Path) -> None:
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
    async with await Market.open(tmp_path / "m") as again:
        assert (await again.regulator.holding_rows() == before).all()
        assert (await again.custodian("CCDC").account_of("Seller")).account == town.seller.account
        town.market = again
        assert await (await town.trade()).status() is Status.SETTLED
        assert await again.reconcile() == []
    await _refused_afterwards(tmp_path)


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
