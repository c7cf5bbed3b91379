"""Opening positions from a file (CSV): every row is judged before anything is issued; what is wrong comes back as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actors.base.canonical import decode
from actors.ledger import records as rec
from actors.ledger.layout import ACCOUNT, AssetKind
from actors.ledger.records import UNITS_MAX, Class, gateway_of
from actors.ledger.status import Status
from actors.parties import messages as msg
from actors.parties.history import AccountsPage
from cluster.market.platform.sheet import FileRefused, Row, Sheet, batches, read_number
from cluster.market.platform.values import read_units
from cluster.market.problems import InstructionFailed

if TYPE_CHECKING:
    from cluster.market.assets import AssetFact
    from cluster.market.clients.party import PartyClient

COLUMNS: Final = ("account", "bond", "face")
#: Positions of one batch, at most; fewer where the market's batches are smaller.
POSITIONS_MAX: Final = 10_000
_CLASS_FAULTS: Final = {
    Class.OMNIBUS: Status.ONLY_ON_PATH,
    Class.COLLATERAL: Status.COLLATERAL_HELD,
    Class.CLOSED: Status.ACCOUNT_CLOSED,
}


class HoldingsRefused(FileRefused):
    """Nothing of the file was issued, unless an error of line 1 says up to which line it was; ``errors`` has every fault
    of every row, and so has the file ``path``."""


class _Position(NamedTuple):
    row: Row
    account: int
    asset: int
    units: int


async def import_holdings(client: PartyClient, path: Path) -> int:
    """Issue the opening positions of a CSV, as the root of its bonds; how many.

    Columns: account (number of an account that this depository keeps), bond (the ledger's code), face in yuan. What other
    institutions keep cannot be judged from here, and is not issued from a file.

    A batch stands or falls as a whole and carries up to POSITIONS_MAX positions: so does a file of no more. Of a longer
    one, batches before one that the ledger refuses (a limit that a holder has set, say) stay; the error then says how far.

    Raises:
        HoldingsRefused: some rows are wrong; every error of every row stands beside ``path`` as ``….errors.csv``.
        TooSlow: the outcome of a batch is not known yet; look at the holdings before the file is read again.
    """
    sheet = Sheet(path)
    rows = sheet.readable(COLUMNS)
    facts = {one.code: one for one in await client.assets.all()}
    judge = _Judge(sheet, client.index, facts, await _accounts(client))
    found = [one for row in rows if (one := judge.read(row)) is not None]
    sheet.done(HoldingsRefused)
    size = min(POSITIONS_MAX, client.line.roster.rules.batch_records_max)
    issued = 1
    for part in batches(found, size):
        records = rec.linked(*(rec.issue(one.account, one.asset, one.units) for one in part))
        try:
            await (await client.submit(records)).done()
        except InstructionFailed as problem:
            _tell(sheet, part, problem, issued)
            sheet.done(HoldingsRefused)
        issued = part[-1].row.line
    return len(found)


class _Judge:
    """Reads rows, and finds what the ledger would have against each and against all together."""

    def __init__(
        self, sheet: Sheet, index: int, facts: Mapping[str, AssetFact], accounts: Mapping[int, int]
    ) -> None:
        self._sheet, self._index = sheet, index
        self._facts, self._accounts = facts, accounts
        self._issued = {one.number: one.issued for one in facts.values()}

    def read(self, row: Row) -> _Position | None:
        """The position of one row, or None: something in it is wrong, which is noted."""
        before = len(self._sheet.errors)
        account = self._sheet.value(row, "account", read_number)
        if len(self._sheet.errors) == before:
            self._judge_account(row, account)
        fact = self._facts.get(row.text("bond"))
        if fact is None:
            self._sheet.refuse(row, "bond", Status.ASSET_UNKNOWN)
        else:
            self._judge_bond(row, fact)
        good = len(self._sheet.errors)
        units = self._sheet.value(row, "face", lambda text: read_units(text, fact.face_fen if fact else 1))
        if len(self._sheet.errors) == good and units <= 0:
            self._sheet.refuse(row, "face", Status.QUANTITY_NEGATIVE if units else Status.QUANTITY_ZERO)
        first = self._sheet.first(row, account or row.text("account"), row.text("bond"))
        if first != row.line:
            text = f"line {first} has this account and bond too; write their sum in one row"
            self._sheet.fail(row.line, "account", row.text("account"), text)
        if fact is None or units <= 0:
            return None
        self._judge_total(row, fact.number, units)
        return _Position(row, account, fact.number, units) if len(self._sheet.errors) == before else None

    def _judge_account(self, row: Row, account: int) -> None:
        if account and gateway_of(account) != self._index:
            text = f"account {account} is kept by another institution; issue to an account kept here"
            self._sheet.fail(row.line, "account", row.text("account"), text)
        elif account not in self._accounts:
            self._sheet.refuse(row, "account", Status.ACCOUNT_UNKNOWN)
        elif (fault := _CLASS_FAULTS.get(Class(self._accounts[account]))) is not None:
            self._sheet.refuse(row, "account", fault)

    def _judge_bond(self, row: Row, fact: AssetFact) -> None:
        if fact.kind != AssetKind.SECURITY:
            self._sheet.refuse(row, "bond", Status.NOT_A_SECURITY)
        if fact.merged_into:
            self._sheet.refuse(row, "bond", Status.ASSET_MERGED)
        if fact.root != self._index:
            self._sheet.refuse(row, "bond", Status.NOT_THE_ROOT)

    def _judge_total(self, row: Row, asset: int, units: int) -> None:
        """Refuse the row with which a bond's issued total would become too large; the rows after it still count."""
        if self._issued[asset] + units >= UNITS_MAX:
            self._sheet.refuse(row, "face", Status.ISSUED_TOO_LARGE)
        else:
            self._issued[asset] += units


async def _accounts(client: PartyClient) -> dict[int, int]:
    """The class of every account that the party keeps, by number."""
    found: dict[int, int] = {}
    after = 0
    while True:
        reply = await client.line.question("accounts", (after,))
        assert isinstance(reply, msg.Facts)
        page = decode(reply.data, AccountsPage)
        rows = np.frombuffer(page.rows, ACCOUNT)
        found.update(zip(rows["number"].tolist(), rows["class_"].tolist(), strict=True))
        after = page.after
        if not after:
            return found


def _tell(sheet: Sheet, part: Sequence[_Position], problem: InstructionFailed, issued: int) -> None:
    """Note what the ledger had against a batch, and up to which line those before it are issued."""
    for one, status in zip(part, problem.statuses, strict=True):
        if not status.good and status is not Status.LINKED_FAILED:
            sheet.refuse(one.row, "", status)
    if issued > 1:
        text = f"lines 2 to {issued} are issued already; take them out before the file is read again"
        sheet.fail(1, "", "", text)
