"""Clients of the bench market and how their accounts come about."""

from __future__ import annotations

from dataclasses import dataclass
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

    def opening(self) -> list[list[Step]]:
        """Batches that open the market, in phases: what is in one phase may be ordered in any way."""
        return [
            _assets(),
            _omnibus_accounts(),
            [step for name in (*CUSTODIANS, *BANKS) for step in self._accounts(name)],
            [*self._mandates(), *self._issues()],
        ]

    def _kept(self, name: str) -> NDArray[np.bool_]:
        """Which clients have an account at ``name``."""
        numbers = self.securities if name in CUSTODIANS else self.money
        kept: NDArray[np.bool_] = numbers >> np.uint64(GATEWAY_SHIFT) == np.uint64(INDEX[name])
        return kept

    def _accounts(self, name: str) -> list[Step]:
        kept = self._kept(name)
        if name in CUSTODIANS:
            rows = _rows(Kind.OPEN, account=self.securities[kept], contra=self.money[kept])
        else:
            rows = _rows(Kind.OPEN, account=self.money[kept])
        rows["reference"], rows["asset"] = self.owners[kept], records.Class.OWN
        return _steps(name, rows)

    def _mandates(self) -> list[Step]:
        """The signing custodian's right to debit: money always, securities where another keeps them."""
        steps: list[Step] = []
        for name in BANKS:
            kept = self._kept(name)
            rows = _rows(Kind.GRANT, account=self.money[kept], counterparty=self.agents[kept])
            steps += _steps(name, rows)
        for name in CUSTODIANS:
            kept = self._kept(name) & (self.agents != np.uint64(INDEX[name]))
            rows = _rows(Kind.GRANT, account=self.securities[kept], counterparty=self.agents[kept])
            steps += _steps(name, rows)
        return steps

    def _issues(self) -> list[Step]:
        steps: list[Step] = []
        for bond in BONDS:
            rows = _rows(Kind.ISSUE, account=self.securities, asset=bond, quantity=UNITS_EACH)
            steps += _steps(CUSTODIANS[0], rows)
        rows = _rows(Kind.ISSUE, account=self.money, asset=MONEY, quantity=FEN_EACH)
        return steps + _steps(CENTRAL_BANK, rows)


def _rows(kind: Kind, *, account: Numbers, **fields: Any) -> Records:
    rows: Records = np.zeros(len(account), RECORD)
    rows["kind"], rows["account"] = kind, account
    for name, value in fields.items():
        rows[name] = value
    return rows


def _steps(name: str, rows: Records) -> list[Step]:
    return [Step(name, (), rows[at : at + RECORDS_MAX]) for at in range(0, len(rows), RECORDS_MAX)]


def _assets() -> list[Step]:
    bonds = tuple(commands.RegisterAsset(bond, f"BENCH{bond}", 1, FACE_FEN, True) for bond in BONDS)
    return [
        Step(CENTRAL_BANK, (commands.RegisterAsset(MONEY, "CNY", 2, 1),)),
        Step(CUSTODIANS[0], bonds),
    ]


def _omnibus_accounts() -> list[Step]:
    def omnibus(keeper: str, lower: str) -> Records:
        return records.open_omnibus(records.account_number(INDEX[keeper], INDEX[lower]), INDEX[lower])

    reserves = np.concatenate([omnibus(CENTRAL_BANK, bank) for bank in BANKS])
    return [Step(CENTRAL_BANK, (), reserves), Step(CUSTODIANS[0], (), omnibus(*CUSTODIANS))]
