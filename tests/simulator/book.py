"""A small bond market for tests of the model: who takes part, what is open, and how to run commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from actors.base import batch as batches
from actors.base.batch import Batch, Lane
from actors.base.block import Ref
from actors.base.commit import Commit
from actors.base.digest import ZERO
from actors.base.keys import SigningKey
from actors.base.roster import Governor, Institution, Roster, Rules, SignedRoster, Validator, sign
from actors.ledger import commands
from actors.ledger import records as rec
from actors.ledger.commands import Command, RegisterAsset
from actors.ledger.ledger import Ledger
from actors.ledger.records import Class, Records, account_number
from actors.ledger.status import Status
from cluster.simulator.model import Model, Outcomes, compare

CCDC, CSDC, SHCH, PBC, ICBC, BOC, CFETS, CSRC, ABC = range(1, 10)
INSTITUTIONS = (
    ("CCDC", ("custodian",)),
    ("CSDC", ("custodian",)),
    ("SHCH", ("custodian", "clearing_house")),
    ("PBC", ("central_bank",)),
    ("ICBC", ("bank",)),
    ("BOC", ("bank",)),
    ("CFETS", ("venue",)),
    ("CSRC", ("regulator",)),
    ("ABC", ("bank",)),
)
CUSTODIANS, BANKS = (CCDC, CSDC, SHCH), (ICBC, BOC)
CNY, ECNY, BOND, NOTE, TAP, DRAFT = 1, 2, 10, 11, 12, 13
START_MS = 1_774_224_000_000
RULES = Rules(
    pending_life_s_max=60,
    batch_life_ms_max=30_000,
    sequence_window=8,
    pending_halves_max=8,
    accounts_max=1 << 10,
    positions_max=1 << 12,
    streams_max=4,
)
KEYS = {at: SigningKey((500 + at).to_bytes(32, "big")) for at in range(1, 40)}
GOVERNORS = (KEYS[30], KEYS[31])


def roster(rules: Rules = RULES) -> Roster:
    """Four validators of one weight, the institutions above, two governors who must agree."""
    return Roster(
        ZERO,
        "book",
        0,
        ZERO,
        tuple(Validator(f"node{at}", KEYS[20 + at].public, 1, f"node{at}") for at in range(4)),
        tuple(
            Institution(at, name, KEYS[at].public, roles)
            for at, (name, roles) in enumerate(INSTITUTIONS, start=1)
        ),
        tuple(Governor(f"seat{at}", key.public) for at, key in enumerate(GOVERNORS)),
        2,
        rules,
    )


def client(gateway: int, number: int) -> int:
    """Client account ``number`` of a gateway."""
    return account_number(gateway, number)


def omnibus(root: int, lower: int) -> int:
    """The omnibus account at ``root`` for ``lower``."""
    return account_number(root, 100 + lower)


def issuance(root: int) -> int:
    """The issuance account of a depository."""
    return account_number(root, 90)


STATE_TREASURY = account_number(PBC, 50)
#: Where a custodian's clients are paid, and where it is paid itself as a nominee.
CASH_AT = {CCDC: ICBC, CSDC: BOC, SHCH: BOC}
NOMINEE_CASH = {CCDC: client(PBC, 3), CSDC: client(BOC, 3), SHCH: client(BOC, 2)}
CLIENTS = (1, 2, 3)


@dataclass(slots=True)
class Book:
    """A model, and beside it the real ledger when ``checked``; every difference raises."""

    rules: Rules = RULES
    checked: bool = False
    now_ms: int = START_MS
    number: int = 0
    roster: Roster = field(init=False)
    model: Model = field(init=False)
    ledger: Ledger | None = field(init=False)
    sequences: dict[tuple[int, int], int] = field(default_factory=dict)
    last: Outcomes = field(init=False)

    def __post_init__(self) -> None:
        """Both begin empty."""
        self.roster = roster(self.rules)
        self.model = Model(self.roster)
        self.ledger = Ledger(self.roster) if self.checked else None

    def records(
        self, by: int, *records: Records, stream: int = 0, sequence: int = 0, life_ms: int = 20_000
    ) -> Batch:
        """A signed bulk batch."""
        count = sum(len(np.atleast_1d(one)) for one in records)
        return self._batch(by, Lane.BULK, count, rec.payload(*records), stream, sequence, life_ms)

    def commands(self, by: int, *typed: Command) -> Batch:
        """A signed business batch."""
        return self._batch(by, Lane.BUSINESS, len(typed), commands.payload(*typed), 1, 0, 20_000)

    def raw(self, by: int, lane: Lane, count: int, payload: bytes) -> Batch:
        """A signed batch of any bytes."""
        return self._batch(by, lane, count, payload, 2, 0, 20_000)

    def _batch(
        self, by: int, lane: Lane, count: int, payload: bytes, stream: int, sequence: int, life_ms: int
    ) -> Batch:
        if not sequence:
            sequence = self.sequences[by, stream] = self.sequences.get((by, stream), 0) + 1
        return batches.make(
            KEYS[by], self.roster.market_id, by, stream, sequence, lane, count, payload, self.now_ms + life_ms
        )

    def commit(self, *found: Batch, after_ms: int = 0) -> list[list[str]]:
        """Apply one commit ``after_ms`` later. Gives the status names of each record (a|b where several may be)."""
        self.now_ms += after_ms
        self.number += 1
        commit = Commit(
            self.roster.market_id,
            self.roster.epoch,
            self.number,
            ZERO,
            Ref(self.number, 0, ZERO),
            self.now_ms,
            (),
            tuple(one.digest for one in found),
        )
        if self.ledger is None:
            self.last = self.model.apply(commit, found)
        else:
            self._both(self.ledger, commit, found)
        if self.last.next_roster is not None:
            self._start_epoch(self.last.next_roster.roster)
        return [
            [names(ruling.acceptable) for ruling in one.rulings]
            if one.rulings is not None
            else ["passed over"]
            for one in self.last.direct
        ]

    def _both(self, ledger: Ledger, commit: Commit, found: Sequence[Batch]) -> None:
        applied = ledger.apply(commit, found)
        differences = compare(self.model, ledger, commit, found, applied)
        self.last = self.model.last
        assert not differences, "\n".join(differences)

    def _start_epoch(self, following: Roster) -> None:
        self.roster = following
        self.model.start_epoch(following)
        if self.ledger is not None:
            self.ledger.start_epoch(following)

    def next_roster(self, **changes: Any) -> SignedRoster:
        """A roster that may follow the one in force, signed by both governors, with some fields changed."""
        follow = {
            "epoch": self.roster.epoch + 1,
            "previous": self.roster.digest,
            "market": self.roster.market_id,
        }
        one = msgspec.structs.replace(self.roster, **(follow | changes))
        return sign(one, dict(enumerate(GOVERNORS)))

    def reload(self) -> None:
        """Go on with a ledger made from the image of the one so far."""
        if self.ledger is not None:
            self.ledger = Ledger.from_image(self.ledger.image(), self.roster)

    def run(self, by: int, *records: Records) -> list[str]:
        """One commit of one bulk batch; its status names."""
        return self.commit(self.records(by, *records))[0]

    def command(self, by: int, *typed: Command) -> list[str]:
        """One commit of one business batch; its status names."""
        return self.commit(self.commands(by, *typed))[0]

    def late(self) -> list[tuple[int, str]]:
        """(institution, status) of the last commit's late outcomes, expiries first."""
        return [
            (one.origin.institution, names(one.acceptable)) for one in (*self.last.expired, *self.last.late)
        ]

    def held(self, account: int, asset: int) -> tuple[int, int]:
        """(available, earmarked) in the model."""
        return tuple(self.model.state.position(account, asset))  # type: ignore[return-value]


def names(statuses: frozenset[Status]) -> str:
    """``A`` or ``A|B``."""
    return "|".join(sorted(one.name for one in statuses))


def opened(checked: bool = False, rules: Rules = RULES) -> Book:
    """Accounts open, assets registered and issued, deposits funded.

    Clients 1 to 3 of each custodian hold 1,000 of BOND (root CCDC) and of NOTE (root SHCH); clients 1 to 3 of
    each bank and of PBC hold 100,000 fen of CNY; those of PBC hold as much ECNY. CCDC may debit at ICBC and PBC,
    CSDC at BOC, SHCH at BOC and ICBC. Client n has owner n everywhere, and is paid at its custodian's bank.
    """
    book = Book(rules=rules, checked=checked)
    gateways = (*CUSTODIANS, PBC, *BANKS)
    book.commit(
        book.records(PBC, *(rec.open_omnibus(omnibus(PBC, one), one) for one in BANKS)),
        *(
            book.records(
                one,
                *(
                    rec.open_account(
                        client(one, at),
                        owner=at,
                        cash_account=CASH_AT.get(one, 0) and client(CASH_AT[one], at),
                    )
                    for at in CLIENTS
                ),
            )
            for one in gateways
        ),
        *(
            book.records(
                root,
                *(
                    rec.open_omnibus(omnibus(root, one), one, cash_account=NOMINEE_CASH[one])
                    for one in CUSTODIANS
                    if one != root
                ),
                rec.open_account(issuance(root), owner=900 + root, class_=Class.ISSUANCE),
            )
            for root in (CCDC, SHCH)
        ),
        book.records(PBC, rec.open_account(STATE_TREASURY, owner=99)),
    )
    book.commit(
        *(
            book.records(bank, *(rec.grant(client(bank, at), one) for at in CLIENTS for one in ones))
            for bank, ones in ((ICBC, (CCDC, SHCH)), (BOC, (CSDC, SHCH)), (PBC, (CCDC,)))
        ),
        book.records(PBC, rec.grant(STATE_TREASURY, CCDC), rec.grant(STATE_TREASURY, SHCH)),
        book.commands(PBC, RegisterAsset(CNY, "CNY", 2, 1, True), RegisterAsset(ECNY, "e-CNY", 2, 1, True)),
        book.commands(
            CCDC, *(RegisterAsset(one, f"bond-{one}", 1, 10_000, one != DRAFT) for one in (BOND, TAP, DRAFT))
        ),
        book.commands(SHCH, RegisterAsset(NOTE, "note", 1, 10_000, True)),
    )
    book.commit(
        book.records(
            PBC,
            *(rec.issue(client(one, at), CNY, 100_000) for one in (PBC, *BANKS) for at in CLIENTS),
            *(rec.issue(client(PBC, at), ECNY, 100_000) for at in CLIENTS),
            rec.issue(STATE_TREASURY, CNY, 10_000_000),
        ),
        book.records(
            CCDC,
            *(rec.issue(client(one, at), BOND, 1_000) for one in CUSTODIANS for at in CLIENTS),
            rec.issue(issuance(CCDC), DRAFT, 1_000),
            rec.issue(issuance(CCDC), TAP, 300),
            rec.issue(client(CSDC, 1), TAP, 77),
        ),
        book.records(
            SHCH, *(rec.issue(client(one, at), NOTE, 1_000) for one in CUSTODIANS for at in CLIENTS)
        ),
    )
    return book
