"""What the model knows: plain dictionaries of frozen rows, and an undo list for linked groups.

Source: docs/spec/postings.md (accounts, positions, gateways) and docs/spec/records.md (halves, earmarks).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from actors.base.roster import Roster, SignedRoster
from actors.ledger.status import Status
from cluster.simulator.model.used import Used

#: Every position, issued total and limit is below this.
UNITS_MAX: Final = 2**62


class Origin(NamedTuple):
    """Where a record stood: who signed it, and its place."""

    institution: int
    stream: int
    sequence: int
    record: int


class Position(NamedTuple):
    """Quantities of one asset on one account."""

    available: int = 0
    earmarked: int = 0

    @property
    def total(self) -> int:
        """Available and earmarked together."""
        return self.available + self.earmarked


@dataclass(frozen=True, slots=True)
class Account:
    """An open account. ``lower``: for whom an omnibus account is kept; ``order``: the freeze in force, or 0."""

    number: int
    owner: int
    class_: int
    lower: int = 0
    cash_account: int = 0
    order: int = 0

    @property
    def gateway(self) -> int:
        """The institution that keeps it."""
        return self.number >> 48


@dataclass(frozen=True, slots=True)
class Asset:
    """A registered security or money. ``issued`` in units; ``merged_into`` 0 unless it became its parent."""

    number: int
    code: str
    root: int
    money: bool
    face_fen: int = 1
    listed: bool = False
    issued: int = 0
    merged_into: int = 0


@dataclass(frozen=True, slots=True)
class Half:
    """A settlement half that waits for the counterparty's."""

    owner: int
    other: int
    reference: int
    delivers: bool
    account: int
    contra: int
    asset: int
    quantity: int
    cash: int
    amount: int
    expiry_s: int
    origin: Origin
    serial: int

    @property
    def key(self) -> tuple[int, int, int]:
        """(lower institution, higher institution, reference)."""
        return min(self.owner, self.other), max(self.owner, self.other), self.reference


@dataclass(frozen=True, slots=True)
class Earmark:
    """A quantity set aside on an account, and on its omnibus where the path leaves the gateway.

    ``ground``: what allowed it; that covers the move which completes it.
    """

    owner: int
    reference: int
    account: int
    contra: int
    asset: int
    quantity: int
    expiry_s: int
    ground: str
    origin: Origin
    serial: int


@dataclass(frozen=True, slots=True)
class Coupon:
    """A declared coupon: fen per unit as a fraction, and what each account gets once the record date closed.

    ``direct``: account at the root to fen; ``nominee``: lower gateway to (account to fen);
    ``paid``: institutions whose share was paid.
    """

    asset: int
    record_date: int
    payment_date: int
    numerator: int
    denominator: int
    cash: int
    account: int
    direct: tuple[tuple[int, int], ...] | None = None
    nominee: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()
    paid: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """An earlier record whose outcome changed: any of ``acceptable``, the same as that of ``twin`` if given."""

    origin: Origin
    acceptable: frozenset[Status]
    twin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Trade:
    """Two halves that agreed. ``settled``: both legs moved; otherwise neither."""

    seller: Half
    buyer: Half
    settled: bool
    acceptable: frozenset[Status]


@dataclass(frozen=True, slots=True)
class Debit:
    """A posting that took something away, and what allowed it (P2)."""

    account: int
    asset: int
    quantity: int
    institution: int
    ground: str


class Mark(NamedTuple):
    """A point to roll back to: lengths of the undo list and of the lists of what happened."""

    undo: int
    late: int
    trades: int
    debits: int


_ABSENT: Final = object()


@dataclass(slots=True)
class State:
    """All tables. Change them only through :meth:`put` and :meth:`drop`, so that a group can be undone."""

    roster: Roster
    time_ms: int = 0
    serial: int = 0
    #: How many postings were made, undone ones too.
    posted: int = 0
    accounts: dict[int, Account] = field(default_factory=dict)
    omnibus: dict[tuple[int, int], int] = field(default_factory=dict)
    assets: dict[int, Asset] = field(default_factory=dict)
    positions: dict[tuple[int, int], Position] = field(default_factory=dict)
    limits: dict[tuple[int, int], int] = field(default_factory=dict)
    #: Lines (account, asset) that began without a balance, and those that are frozen.
    lines: dict[tuple[int, int], bool] = field(default_factory=dict)
    frozen_lines: dict[tuple[int, int], bool] = field(default_factory=dict)
    #: Gateways that are frozen, and those that authorise each line.
    stopped: dict[int, bool] = field(default_factory=dict)
    authorising: dict[int, bool] = field(default_factory=dict)
    mandates: dict[tuple[int, int], bool] = field(default_factory=dict)
    halves: dict[tuple[int, int, int], Half] = field(default_factory=dict)
    used: Used = field(default_factory=Used)
    earmarks: dict[tuple[int, int], Earmark] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    coupons: dict[tuple[int, int], Coupon] = field(default_factory=dict)
    dates: dict[str, int] = field(default_factory=dict)
    rosters: dict[int, SignedRoster] = field(default_factory=dict)
    undo: list[tuple[dict[Any, Any], Any, Any]] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    debits: list[Debit] = field(default_factory=list)

    @property
    def now_s(self) -> int:
        """Ledger time in whole seconds."""
        return self.time_ms // 1000

    def has_line(self, account: int, asset: int) -> bool:
        """Whether the account has this line, be it empty."""
        key = (account, asset)
        return key in self.positions or key in self.limits or key in self.lines

    def has_passed(self, second: int) -> bool:
        """Whether ledger time passed this second."""
        return self.time_ms > second * 1000

    def put(self, table: dict[Any, Any], key: Any, row: Any) -> None:
        """Set a row, remembering what stood there."""
        self.undo.append((table, key, table.get(key, _ABSENT)))
        table[key] = row

    def drop(self, table: dict[Any, Any], key: Any) -> None:
        """Remove a row, remembering it."""
        self.undo.append((table, key, table.pop(key)))

    def mark(self) -> Mark:
        """The present, to come back to."""
        return Mark(len(self.undo), len(self.late), len(self.trades), len(self.debits))

    def roll_back(self, mark: Mark) -> None:
        """Forget everything after ``mark``."""
        while len(self.undo) > mark.undo:
            table, key, row = self.undo.pop()
            if row is _ABSENT:
                del table[key]
            else:
                table[key] = row
        del self.late[mark.late :], self.trades[mark.trades :], self.debits[mark.debits :]

    def position(self, account: int, asset: int) -> Position:
        """What ``account`` holds of ``asset``; zeros if it never held any."""
        return self.positions.get((account, asset), Position())

    def limit(self, account: int, asset: int) -> int:
        """Largest position of ``asset`` on ``account``."""
        return self.limits.get((account, asset), UNITS_MAX - 1)

    def next_serial(self) -> int:
        """A number above all before it: the order in which halves and earmarks are created."""
        self.serial += 1
        return self.serial

    def wait(self, institution: int, change: int) -> None:
        """Count one more (or one fewer) of its halves or earmarks."""
        self.put(self.waiting, institution, self.waiting.get(institution, 0) + change)

    def change_account(self, number: int, **fields: Any) -> None:
        """Replace fields of an account."""
        self.put(self.accounts, number, replace(self.accounts[number], **fields))

    def change_asset(self, number: int, **fields: Any) -> None:
        """Replace fields of an asset."""
        self.put(self.assets, number, replace(self.assets[number], **fields))
