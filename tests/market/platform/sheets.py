"""A depository over a ledger that answers what files ask: reasons, accounts, bonds of its own, records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

from actors.base.canonical import encode
from actors.ledger import commands as typed
from actors.ledger.layout import AssetKind, Meta
from actors.ledger.reads import Asset
from actors.ledger.records import Records
from actors.ledger.status import Status, status_of
from actors.modules.bond import BondTerms, why_malformed
from actors.parties import messages as msg
from actors.parties import requests as req
from actors.parties.history import AccountsPage
from actors.parties.node.queries import reasons_against
from cluster.market.platform.values import read_units
from cluster.market.problems import InstructionFailed, UnknownAsset
from tests.ledger.market import Desk
from tests.market.platform.on_ledger import LedgerParty


class Given:
    """A batch that was committed."""

    def __init__(self, statuses: list[Status]) -> None:
        self.statuses = statuses

    async def done(self) -> Given:
        """Return if all went well."""
        if not all(one.good for one in self.statuses):
            raise InstructionFailed("records", "CCDC", self.statuses)
        return self


class Depository(LedgerParty):
    """As a CustodianClient at a node: questions, records and bonds of its own."""

    def __init__(self, desk: Desk, index: int) -> None:
        super().__init__(desk, index)
        self.line = SimpleNamespace(
            roster=desk.ledger.roster, question=self.question, why_refused=self.why_refused
        )
        #: Terms that the parties were told.
        self.told: list[BondTerms] = []

    async def question(self, topic: str, numbers: tuple[int, ...] = (), about: bytes = b"") -> msg.Facts:
        """Reasons against commands; own accounts, three a page."""
        ledger = self.desk.ledger
        if topic == "reasons":
            told = reasons_against(ledger, self.index, typed.read(about, ledger.kinds))
            return msg.Facts(encode(tuple(told)), ledger.number)
        rows = ledger.state.accounts[: ledger.state.meta[Meta.ACCOUNTS]]
        rows = rows[(rows["gateway"] == self.index) & (rows["number"] > numbers[0])]
        rows = rows[rows["number"].argsort(kind="stable")][:3]
        after = int(rows["number"][-1]) if rows.size == 3 else 0
        return msg.Facts(encode(AccountsPage(rows.tobytes(), after)), ledger.number)

    async def why_refused(self, body: req.RegisterBond, _unread: tuple[str, ...]) -> tuple[str, ...]:
        """What the parties have against a bond."""
        return tuple(why_malformed(body.terms))

    async def register_bond(self, terms: BondTerms, listed: bool = False) -> Given:
        """Register a bond, of whose terms all are told."""
        self.told.append(terms)
        kind = int(AssetKind.SECURITY)
        command = typed.RegisterAsset(terms.asset, terms.code, kind, terms.face_fen, listed)
        return await Given(self.desk.do(self.index, command)).done()

    async def submit(self, records: Records) -> Given:
        """Commit records as they are."""
        applied = self.desk.commit(self.desk.bulk(self.index, records))
        return Given([status_of(int(code)) for code in applied.executed[0].statuses])

    async def get(self, asset: str | int) -> Asset:
        """The asset of this code or number."""
        found = [one for one in self.desk.ledger.assets() if asset in (one.code, one.number)]
        if not found:
            raise UnknownAsset(f"no asset {asset!r} is registered; registered are CNY")
        return found[0]

    async def units(self, asset: str | int, face: str | int) -> int:
        """Units that make a face in yuan."""
        return read_units(face, (await self.get(asset)).face_fen)


def file_of(folder: Path, head: str, rows: Iterable[str]) -> Path:
    """A CSV of these lines."""
    path = folder / "rows.csv"
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return path
