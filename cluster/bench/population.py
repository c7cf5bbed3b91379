"""Clients of the bench market and how their accounts come about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actors.ledger import commands, records
from actors.ledger.records import GATEWAY_SHIFT, RECORD, Kind, Records
from cluster.bench.town import BANKS, BONDS, CENTRAL_BANK, CUSTODIANS, INDEX, MONEY

Numbers = NDArray[np.uint64]

#: Opening balances of each client: units of each bond, fen of money. Far above what random trades move.
UNITS_EACH: Final = 10**9
FEN_EACH: Final = 10**12
FACE_FEN: Final = 10_000
#: Phases of the opening.
PHASES: Final = 4
#: Records of one opening batch, at most.
RECORDS_MAX: Final = 50_000
#: Accounts of clients are numbered from here; below are omnibus accounts.
_FIRST_NUMBER: Final = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """One batch of the opening: what ``institution`` signs, commands or records."""

    institution: str
    commands: tuple[commands.Command, ...] = ()
    records: Records | None = None


class Population:
    """Clients 0 to ``clients`` - 1, each with one securities account and one account for money.

    Client i's securities are kept by custodian ``i & 1``; custodian ``i >> 1 & 1`` signs for it, by mandate where
    it is not the keeper; its money is at bank ``i >> 2 & 1``. Every client holds every bond.
    """

    def __init__(self, accounts: int, seed: int) -> None:
        """``accounts`` accounts, rounded down to whole groups of eight clients."""
        self.clients = accounts // 16 * 8
        one = np.arange(self.clients, dtype=np.uint64)
        numbers = one + np.uint64(_FIRST_NUMBER)
        #: Full account numbers by client, shape (clients,).
        self.securities: Numbers = self._indices(CUSTODIANS, one) << np.uint64(GATEWAY_SHIFT) | numbers
        self.money: Numbers = self._indices(BANKS, one >> np.uint64(2)) << np.uint64(GATEWAY_SHIFT) | numbers
        #: Index of the custodian that signs for each client.
        self.agents: Numbers = self._indices(CUSTODIANS, one >> np.uint64(1))
        owners = np.random.default_rng([seed, 1]).integers(1, 2**63, self.clients, dtype=np.int64)
        self.owners: Numbers = owners.astype(np.uint64)

    @staticmethod
    def _indices(names: tuple[str, str], bits: Numbers) -> Numbers:
        return np.array([INDEX[name] for name in names], np.uint64)[(bits & np.uint64(1)).astype(np.int64)]

    @property
    def accounts(self) -> int:
        """Client accounts in all."""
        return 2 * self.clients

    @property
    def opening_records(self) -> int:
        """Records of all steps, about: two accounts, one mandate and a half, two bonds and money a client."""
        return self.clients * 13 // 2

    def steps(self, phase: int, name: str) -> Iterator[Step]:
        """What ``name`` signs in phase ``phase`` of the opening (0 to :data:`PHASES` - 1), one batch after another.

        What is in one phase may be ordered in any way; a phase begins when the one before is done.
        """
        match phase:
            case 0:
                yield from _assets(name)
            case 1:
                yield from _omnibus_accounts(name)
            case 2:
                yield from self._accounts(name)
            case 3:
                yield from self._mandates(name)
                yield from self._issues(name)

    def _kept(self, name: str) -> NDArray[np.bool_]:
        """Which clients have an account at ``name``."""
        numbers = self.securities if name in CUSTODIANS else self.money
        kept: NDArray[np.bool_] = numbers >> np.uint64(GATEWAY_SHIFT) == np.uint64(INDEX[name])
        return kept

    def _accounts(self, name: str) -> Iterator[Step]:
        kept = self._kept(name)
        if name in CUSTODIANS:
            rows = _rows(Kind.OPEN, account=self.securities[kept], contra=self.money[kept])
        elif name in BANKS:
            rows = _rows(Kind.OPEN, account=self.money[kept])
        else:
            return
        rows["reference"], rows["asset"] = self.owners[kept], records.Class.OWN
        yield from _steps(name, rows)

    def _mandates(self, name: str) -> Iterator[Step]:
        """The signing custodian's right to debit: money always, securities where another keeps them."""
        kept = self._kept(name)
        if name in BANKS:
            yield from _steps(
                name, _rows(Kind.GRANT, account=self.money[kept], counterparty=self.agents[kept])
            )
        elif name in CUSTODIANS:
            kept &= self.agents != np.uint64(INDEX[name])
            rows = _rows(Kind.GRANT, account=self.securities[kept], counterparty=self.agents[kept])
            yield from _steps(name, rows)

    def _issues(self, name: str) -> Iterator[Step]:
        if name == CUSTODIANS[0]:
            for bond in BONDS:
                rows = _rows(Kind.ISSUE, account=self.securities, asset=bond, quantity=UNITS_EACH)
                yield from _steps(name, rows)
        elif name == CENTRAL_BANK:
            yield from _steps(name, _rows(Kind.ISSUE, account=self.money, asset=MONEY, quantity=FEN_EACH))


@lru_cache(maxsize=1)
def population_of(accounts: int, seed: int) -> Population:
    """The population, made once in each process."""
    return Population(accounts, seed)


def _rows(kind: Kind, *, account: Numbers, **fields: Any) -> Records:
    rows: Records = np.zeros(len(account), RECORD)
    rows["kind"], rows["account"] = kind, account
    for name, value in fields.items():
        rows[name] = value
    return rows


def _steps(name: str, rows: Records) -> Iterator[Step]:
    return (Step(name, (), rows[at : at + RECORDS_MAX]) for at in range(0, len(rows), RECORDS_MAX))


def _assets(name: str) -> Iterator[Step]:
    if name == CENTRAL_BANK:
        yield Step(name, (commands.RegisterAsset(MONEY, "CNY", 2, 1),))
    elif name == CUSTODIANS[0]:
        bonds = (commands.RegisterAsset(bond, f"BENCH{bond}", 1, FACE_FEN, True) for bond in BONDS)
        yield Step(name, tuple(bonds))


def _omnibus_accounts(name: str) -> Iterator[Step]:
    lower = {CENTRAL_BANK: BANKS, CUSTODIANS[0]: CUSTODIANS[1:]}.get(name, ())
    for one in lower:
        account = records.account_number(INDEX[name], INDEX[one])
        yield Step(name, (), records.open_omnibus(account, INDEX[one]))
