"""What can be asked of a ledger. Nothing here changes it."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from actors.ledger import kernel, tables
from actors.ledger.coupon import Coupon
from actors.ledger.layout import STOPPED, AssetKind, Meta, Rows, State
from actors.ledger.module import Module
from actors.ledger.reconcile import Break, reconcile
from actors.ledger.records import Class

#: One position, for people and panels.
HOLDING: Final = np.dtype(
    [
        ("account", "<u8"),
        ("owner", "<u8"),
        ("gateway", "<u2"),
        ("class_", "<u2"),
        ("asset", "<u4"),
        ("available", "<i8"),
        ("earmarked", "<i8"),
    ]
)


class Asset(NamedTuple):
    """One registered asset. ``merged_into``: 0, or the parent that took it over."""

    number: int
    code: str
    kind: AssetKind
    root: int
    face_fen: int
    issued: int
    listed: bool
    merged_into: int


class Account(NamedTuple):
    """One open account. ``order``: number of the order that froze it, or 0."""

    number: int
    owner: int
    gateway: int
    class_: int
    lower: int
    cash_account: int
    order: int


class Position(NamedTuple):
    """Quantities of one asset on one account. ``frozen``: a regulator's order stops debits of this line."""

    available: int
    earmarked: int
    limit: int
    frozen: bool = False


NO_POSITION: Final = Position(0, 0, kernel.LIMIT_DEFAULT)


class Reads:
    """The questions, over the tables that the ledger holds."""

    state: State
    codes: dict[int, str]
    coupons: dict[tuple[int, int], Coupon]
    modules: tuple[Module, ...]

    def account_row(self, account: int) -> int:
        """Row of an account, or -1."""
        if not 0 <= account < 1 << 64:
            return -1
        return int(kernel.account_row(self.state.address, np.uint64(account)))

    def may_debit(self, institution: int, account: int) -> bool:
        """Whether the institution is the open account's gateway or holds its mandate; of collateral nobody."""
        if self.account_row(account) < 0:
            return False
        return bool(kernel.can_debit(self.state.address, institution, np.uint64(account)))

    def knows_asset(self, asset: int) -> bool:
        """Whether this asset number is registered (merged ones too)."""
        return asset in self.codes

    def asset(self, number: int) -> Asset | None:
        """The asset of this number, or None."""
        if not self.knows_asset(number):
            return None
        row = self.state.assets[number]
        return Asset(
            number,
            self.codes[number],
            AssetKind(int(row["kind"])),
            int(row["root"]),
            int(row["face_fen"]),
            int(row["issued"]),
            bool(row["listed"]),
            int(row["merged_into"]),
        )

    def assets(self) -> list[Asset]:
        """All assets, by number."""
        return [one for number in sorted(self.codes) if (one := self.asset(number)) is not None]

    def account(self, account: int) -> Account | None:
        """The account of this number, or None."""
        row = self.account_row(account)
        if row < 0:
            return None
        one = self.state.accounts[row]
        names = ("number", "owner", "gateway", "class_", "lower", "cash_account", "order")
        return Account(*(int(one[name]) for name in names))

    def position(self, account: int, asset: int) -> Position:
        """Quantities of ``asset`` on ``account``; zeros where there is none."""
        row = self.account_row(account)
        slot = int(kernel.position_slot(self.state.address, row, asset)) if row >= 0 else -1
        if slot < 0:
            return NO_POSITION
        one = self.state.positions[slot]
        limit = int(one["limit"])
        free, held = int(one["available"]), int(one["earmarked"])
        return Position(free, held, limit % kernel.FROZEN_LINE, limit >= kernel.FROZEN_LINE)

    def holdings(self, institution: int | None = None) -> Rows:
        """Positions that are not zero (HOLDING), of one gateway or all, by account and asset."""
        rows = self.standing()
        if institution is not None:
            rows = rows[rows["gateway"] == institution]
        return rows[np.lexsort((rows["asset"], rows["account"]))]

    def standing(self) -> Rows:
        """All positions that are not zero (HOLDING), in no order: sort before use."""
        positions = tables.live_positions(self.state)
        positions = positions[(positions["available"] != 0) | (positions["earmarked"] != 0)]
        accounts = self.state.accounts[positions["row"].astype(np.int64) - 1]
        rows = np.zeros(positions.size, HOLDING)
        rows["account"] = accounts["number"]
        for name in ("owner", "gateway", "class_"):
            rows[name] = accounts[name]
        for name in ("asset", "available", "earmarked"):
            rows[name] = positions[name]
        return rows

    def held_on(self, account: int) -> list[tuple[int, Position]]:
        """What an open account holds: assets that are not zero with their positions, by asset."""
        rows = self.state.positions
        rows = rows[rows["row"] == self.account_row(account) + 1]
        rows = rows[(rows["available"] != 0) | (rows["earmarked"] != 0)]
        return [(asset, self.position(account, asset)) for asset in sorted(rows["asset"].tolist())]

    def holders(self, asset: int) -> tuple[Rows, Rows]:
        """Accounts (ACCOUNT) that hold the asset, omnibus accounts too, and how much: available and earmarked (int64).

        In no order: sort before use.
        """
        positions = tables.live_positions(self.state)
        positions = positions[positions["asset"] == asset]
        quantities = positions["available"] + positions["earmarked"]
        accounts = self.state.accounts[positions["row"].astype(np.int64) - 1]
        return accounts[quantities > 0], quantities[quantities > 0]

    def lines_of(self, asset: int) -> tuple[int, bool]:
        """How many lines the asset has, and whether one of them is frozen."""
        positions = tables.live_positions(self.state)
        limits = positions["limit"][positions["asset"] == asset]
        return limits.size, bool((limits >= kernel.FROZEN_LINE).any())

    def has_room(self, accounts: int = 0, lines: int = 0) -> bool:
        """Whether so many further accounts and lines have room."""
        meta = self.state.meta
        return int(meta[Meta.ACCOUNTS]) + accounts <= int(meta[Meta.ACCOUNTS_MAX]) and int(
            meta[Meta.POSITIONS]
        ) + lines <= int(meta[Meta.POSITIONS_MAX])

    def accounts_at(self, numbers: Rows) -> Rows:
        """The open accounts (ACCOUNT) of these numbers (uint64), in their order."""
        return self.state.accounts[kernel.account_rows(self.state.address, numbers)]

    def cash_accounts(self, numbers: Rows) -> Rows:
        """The open account where each of these open accounts (uint64) is paid, or 0."""
        linked = self.accounts_at(numbers)["cash_account"]
        return np.where(kernel.account_rows(self.state.address, linked) >= 0, linked, np.uint64(0))

    def omnibus(self, lower: int, root: int) -> int:
        """Number of the omnibus account that ``root`` keeps for ``lower``, or 0."""
        row = int(self.state.omnibus[lower, root])
        return int(self.state.accounts[row]["number"]) if row >= 0 else 0

    def is_paid_into(self, account: int) -> bool:
        """Whether an account that is not closed is paid there."""
        accounts = tables.live_accounts(self.state)
        paid = (accounts["cash_account"] == np.uint64(account)) & (accounts["class_"] != Class.CLOSED)
        return bool(paid.any())

    def is_awaited(self, account: int) -> bool:
        """Whether a pending half or an earmark names the account."""
        number = np.uint64(account)
        return any(
            bool(((rows["account"] == number) | (rows["contra"] == number)).any())
            for rows in (tables.live_halves(self.state), tables.live_earmarks(self.state))
        )

    def is_stopped(self, gateway: int) -> bool:
        """Whether a regulator's order has frozen the gateway."""
        return bool(int(self.state.roles[gateway]) & STOPPED)

    def pending(self, institution: int | None = None) -> Rows:
        """Pending halves (HALF) that the institution sent, or all, in order of creation."""
        rows = tables.live_halves(self.state)
        if institution is not None:
            rows = rows[rows["owner"] == institution]
        return rows[np.argsort(rows["serial"], kind="stable")]

    def earmarks(self, institution: int | None = None) -> Rows:
        """Earmarks (EARMARK) that the institution made, or all, in order of creation."""
        rows = tables.live_earmarks(self.state)
        if institution is not None:
            rows = rows[rows["owner"] == institution]
        return rows[np.argsort(rows["serial"], kind="stable")]

    def deadline_s(self) -> int:
        """Earliest second after which something expires or a module has something to do; 0 for nothing."""
        due = (int(kernel.next_expiry(self.state.address)), *(one.due_s() for one in self.modules))
        return min((one for one in due if one), default=0)

    def reconcile(self) -> list[Break]:
        """Every break of conservation (P4); empty when all is well."""
        return reconcile(self.state)

    def counts(self) -> dict[str, int]:
        """Rows in use, by table."""
        names = (Meta.ACCOUNTS, Meta.POSITIONS, Meta.MANDATES, Meta.PENDING, Meta.EARMARKS)
        return {name.name.lower(): int(self.state.meta[name]) for name in names}
