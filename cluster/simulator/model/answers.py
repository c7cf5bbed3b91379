"""What modules may ask of the model, in the words in which they ask a ledger (``actors.ledger.reads.Reads``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from actors.base.roster import Roster
from actors.ledger import reads
from actors.ledger.coupon import Coupon, Declared
from actors.ledger.layout import ACCOUNT, AssetKind, Rows
from actors.ledger.records import Class
from cluster.simulator.model.authority import may_debit
from cluster.simulator.model.state import Account, State
from cluster.simulator.model.tables import Codes

#: Fields of an account that modules look at, and of the model's rows.
_FIELDS: Final = ("number", "owner", "gateway", "class_", "lower", "cash_account", "order")


class Answers:
    """The questions, over the model's dictionaries."""

    _model: State

    @property
    def roster(self) -> Roster:
        """The roster in force."""
        return self._model.roster

    @property
    def time_ms(self) -> int:
        """Ledger time."""
        return self._model.time_ms

    @property
    def business_date(self) -> int:
        """The last business date that opened, or 0."""
        return self._model.dates.get("last", 0)

    @property
    def date_open(self) -> bool:
        """Whether it is open."""
        return "open" in self._model.dates

    @property
    def codes(self) -> dict[int, str]:
        """Codes by asset number."""
        return Codes(self._model)

    @property
    def coupons(self) -> dict[tuple[int, int], Coupon]:
        """Declared coupons, and whether they are fixed; their shares are the model's own."""
        return {
            key: Coupon(
                Declared(*key, one.payment_date, one.numerator, one.denominator, one.cash, one.account),
                one.direct is not None,
                (),
                one.paid,
            )
            for key, one in self._model.coupons.items()
        }

    @property
    def checksum(self) -> bytes:
        """Differs whenever a balance changed."""
        return self._model.posted.to_bytes(8, "little")

    def account_row(self, account: int) -> int:
        """Where the account stands, or -1."""
        return account if account in self._model.accounts else -1

    def may_debit(self, institution: int, account: int) -> bool:
        """Whether the institution is the open account's gateway or holds its mandate."""
        one = self._model.accounts.get(account)
        if one is None or one.class_ in (Class.COLLATERAL, Class.CLOSED):
            return False
        return may_debit(self._model, institution, account)

    def knows_asset(self, asset: int) -> bool:
        """Whether this asset number is registered."""
        return asset in self._model.assets

    def asset(self, number: int) -> reads.Asset | None:
        """The asset of this number, or None."""
        one = self._model.assets.get(number)
        if one is None:
            return None
        kind = AssetKind.MONEY if one.money else AssetKind.SECURITY
        return reads.Asset(
            number, one.code, kind, one.root, one.face_fen, one.issued, one.listed, one.merged_into
        )

    def account(self, account: int) -> reads.Account | None:
        """The account of this number, or None."""
        one = self._model.accounts.get(account)
        if one is None:
            return None
        return reads.Account(
            one.number, one.owner, one.gateway, one.class_, one.lower, one.cash_account, one.order
        )

    def position(self, account: int, asset: int) -> reads.Position:
        """Quantities of ``asset`` on ``account``; zeros where there is none."""
        held = self._model.position(account, asset)
        frozen = (account, asset) in self._model.frozen_lines
        return reads.Position(held.available, held.earmarked, self._model.limit(account, asset), frozen)

    def has_line(self, account: int, asset: int) -> bool:
        """Whether an open account has this line, be it empty."""
        return self._model.has_line(account, asset)

    def standing(self) -> Rows:
        """Positions that are not zero (HOLDING)."""
        found = [(*key, held) for key, held in self._model.positions.items() if held.total]
        rows = np.zeros(len(found), reads.HOLDING)
        accounts = [self._model.accounts[account] for account, _, _ in found]
        for name, values in (
            ("account", [account for account, _, _ in found]),
            ("asset", [asset for _, asset, _ in found]),
            ("available", [held.available for _, _, held in found]),
            ("earmarked", [held.earmarked for _, _, held in found]),
            ("owner", [one.owner for one in accounts]),
            ("gateway", [one.gateway for one in accounts]),
            ("class_", [one.class_ for one in accounts]),
        ):
            rows[name] = values
        return rows

    def held_on(self, account: int) -> list[tuple[int, reads.Position]]:
        """What the account holds, by asset."""
        mine = sorted(
            asset for (one, asset), held in self._model.positions.items() if one == account and held.total
        )
        return [(asset, self.position(account, asset)) for asset in mine]

    def holders(self, asset: int) -> tuple[Rows, Rows]:
        """Accounts (ACCOUNT) that hold the asset, and how much of it."""
        held = {
            account: one.total
            for (account, what), one in self._model.positions.items()
            if what == asset and one.total
        }
        return account_rows(self._model.accounts[account] for account in held), np.array(
            list(held.values()), np.int64
        )

    def lines_of(self, asset: int) -> tuple[int, bool]:
        """How many lines the asset has (those with a position), and whether one of them is frozen."""
        count = sum(what == asset for _, what in self._model.positions)
        return count, any(what == asset for _, what in self._model.frozen_lines)

    def has_room(self, accounts: int = 0, lines: int = 0) -> bool:
        """Whether so many accounts have room; the model has no end of lines."""
        return len(self._model.accounts) + accounts <= self.roster.rules.accounts_max

    def accounts_at(self, numbers: Rows) -> Rows:
        """These accounts (ACCOUNT)."""
        return account_rows(self._model.accounts[number] for number in numbers.tolist())

    def cash_accounts(self, numbers: Rows) -> Rows:
        """Where each of these accounts is paid, if that is open, or 0."""
        linked = [self._model.accounts[number].cash_account for number in numbers.tolist()]
        return np.array([one if one in self._model.accounts else 0 for one in linked], np.uint64)

    def omnibus(self, lower: int, root: int) -> int:
        """The omnibus account of ``lower`` at ``root``, or 0."""
        return self._model.omnibus.get((int(root), int(lower)), 0)

    def is_paid_into(self, account: int) -> bool:
        """Whether an account that is not closed is paid there."""
        return any(
            one.cash_account == account and one.class_ != Class.CLOSED
            for one in self._model.accounts.values()
        )

    def is_awaited(self, account: int) -> bool:
        """Whether a half or an earmark names the account."""
        waiting: Iterable[Any] = (*self._model.halves.values(), *self._model.earmarks.values())
        return any(account in (one.account, one.contra) for one in waiting)

    def is_stopped(self, gateway: int) -> bool:
        """Whether the gateway is frozen."""
        return gateway in self._model.stopped


def account_rows(accounts: Iterable[Account]) -> Rows:
    """Accounts of the model as rows (ACCOUNT)."""
    found = list(accounts)
    rows = np.zeros(len(found), ACCOUNT)
    for name in _FIELDS:
        rows[name] = [getattr(one, name) for one in found]
    return rows
