"""Which register of a bond is authoritative, and the daily statement of a legacy one (对账)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may, why_no_asset
from actors.ledger.layout import AssetKind
from actors.ledger.records import gateway_of
from actors.ledger.status import Status
from actors.modules.registration.books import books_of
from actors.modules.registration.certificate import register_digest
from actors.modules.registration.commands import Register, SetRegister, StateRegister
from actors.modules.registration.state import Break, Kept, Statement

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

BREAKS_MAX: Final = 10_000


def register_of(ledger: Ledger, asset: int) -> Register:
    """Which register of the bond is authoritative."""
    row = books_of(ledger).registers.get(asset)
    return Register(row.register) if row else Register.NATIVE


def rows_of(ledger: Ledger, depository: int, asset: int) -> dict[int, int]:
    """The ledger's register: what each account that the depository keeps holds of the bond, nominee accounts too."""
    accounts, held = ledger.holders(asset)
    mine = accounts["gateway"] == depository
    return dict(zip(accounts["number"][mine].tolist(), held[mine].tolist(), strict=True))


def why_not_set(ledger: Ledger, institution: int, command: SetRegister) -> list[Status]:
    """Every reason why it is not said."""
    faults = why_no_asset(ledger, command.asset)
    asset = ledger.asset(command.asset)
    # AUTHORISE
    if asset is not None and asset.root != institution:
        faults.append(Status.NOT_THE_ROOT)
    # VALIDATE
    if asset is not None and asset.kind != AssetKind.SECURITY:
        faults.append(Status.NOT_A_SECURITY)
    if command.register not in set(map(int, Register)):
        faults.append(Status.AUTHORITY_INVALID)
    return faults


def set_(ledger: Ledger, _institution: int, command: SetRegister) -> Status:
    """Say it."""
    # APPLY
    books_of(ledger).registers.put(Kept(command.asset, command.register, ledger.time_ms))
    # EMIT
    return Status.DONE


def why_not_stated(ledger: Ledger, institution: int, command: StateRegister) -> list[Status]:
    """Every reason why the statement is not taken."""
    faults: list[Status] = []
    # AUTHORISE
    if not may(ledger, institution, "custodian"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    faults += why_no_asset(ledger, command.asset)
    if command.date != ledger.business_date:
        faults.append(Status.DATE_NOT_OPEN)
    known = books_of(ledger).statements.get((institution, command.asset))
    if known is not None and (known.date, known.digest) == (command.date, command.digest):
        faults.append(Status.STATEMENT_EXISTS)
    if books_of(ledger).statements.is_full:
        faults.append(Status.SHELF_FULL)
    return faults or _why_incomplete(ledger, institution, command)


def _why_incomplete(ledger: Ledger, institution: int, command: StateRegister) -> list[Status]:
    """Why the ledger's rows, changed by the breaks, are not the register that was stated."""
    rows = rows_of(ledger, institution, command.asset)
    accounts = [one.account for one in command.breaks]
    proper = (
        len(accounts) <= BREAKS_MAX
        and all(low < high for low, high in pairwise(accounts))
        and all(gateway_of(one) == institution and ledger.account(one) is not None for one in accounts)
        and all(one.quantity >= 0 and one.quantity != rows.get(one.account, 0) for one in command.breaks)
    )
    if not proper:
        return [Status.STATEMENT_ROWS_INVALID]
    rows |= {one.account: one.quantity for one in command.breaks}
    same = sum(rows.values()) == command.total and register_digest(rows) == command.digest
    return [] if same else [Status.STATEMENT_INCOMPLETE]


def state(ledger: Ledger, institution: int, command: StateRegister) -> Status:
    """Take the statement in place of the last one, and its breaks."""
    books, rows = books_of(ledger), rows_of(ledger, institution, command.asset)
    # APPLY
    key = (institution, command.asset)
    for old in books.breaks.among((*key, 0), (*key, 1 << 64)):
        books.breaks.drop((old.depository, old.asset, old.account))
    for one in command.breaks:
        held = rows.get(one.account, 0)
        books.breaks.put(Break(institution, command.asset, one.account, held, one.quantity))
    total, count = sum(rows.values()), len(command.breaks)
    books.statements.put(
        Statement(*key, command.date, command.total, total, command.digest, count, ledger.time_ms)
    )
    # EMIT
    return Status.DONE


def unstated(ledger: Ledger, depository: int) -> list[int]:
    """Mirrored bonds whose register the depository has not stated for the last business date."""
    books = books_of(ledger)
    mirrored = [one.asset for one in books.registers if one.register == Register.MIRRORED]
    rows = ((asset, books.statements.get((depository, asset))) for asset in mirrored)
    return [asset for asset, row in rows if row is None or row.date != ledger.business_date]
