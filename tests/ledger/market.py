"""A small bond market for the tests: a roster, and a driver that commits batches to a ledger."""

from __future__ import annotations

from collections.abc import Sequence

from actors.base import batch as batches
from actors.base import roster as rosters
from actors.base.batch import Batch, Lane
from actors.base.block import Ref
from actors.base.canonical import Canonical, decode
from actors.base.commit import Commit
from actors.base.digest import ZERO
from actors.base.keys import SigningKey
from actors.base.outcome import DirectLeaf, LateLeaf, Outcome, outcomes_of
from actors.base.roster import Governor, Institution, Roster, Rules, SignedRoster, Validator
from actors.ledger import commands, records
from actors.ledger.ledger import Applied, Ledger
from actors.ledger.records import account_number
from actors.ledger.status import Status, status_of

PBC, CCDC, SHCH, CSDC, ICBC, CCB, CFETS, CSRC, FUND = range(1, 10)
ROLES = {
    PBC: ("PBC", ("central_bank", "regulator")),
    CCDC: ("CCDC", ("custodian",)),
    SHCH: ("SHCH", ("custodian",)),
    CSDC: ("CSDC", ("custodian",)),
    ICBC: ("ICBC", ("bank",)),
    CCB: ("CCB", ("bank",)),
    CFETS: ("CFETS", ("venue",)),
    CSRC: ("CSRC", ("regulator",)),
    FUND: ("FUND", ()),
}
CNY, ECNY, BOND, TAP, NOTE = 1, 2, 10, 11, 12
START_MS = 1_774_000_000_000


def key(name: str) -> SigningKey:
    """A fixed key for this name."""
    return SigningKey(name.encode().ljust(32, b"."))


def make_roster(rules: Rules | None = None) -> Roster:
    """The market's first roster."""
    return Roster(
        ZERO,
        "test",
        0,
        ZERO,
        tuple(Validator(f"v{at}", key(f"v{at}").public, 1, "") for at in range(4)),
        tuple(Institution(at, name, key(name).public, roles) for at, (name, roles) in ROLES.items()),
        (Governor("g0", key("g0").public), Governor("g1", key("g1").public)),
        2,
        rules or Rules(),
    )


def sign_roster(roster: Roster) -> SignedRoster:
    """Signed by both governors."""
    return rosters.sign(roster, {0: key("g0"), 1: key("g1")})


class Desk:
    """Drives one ledger: signs batches, commits them, remembers the last outcome."""

    def __init__(self, ledger: Ledger | None = None, rules: Rules | None = None) -> None:
        """Over a fresh ledger, or a given one."""
        self.ledger = ledger or Ledger(make_roster(rules))
        self.now_ms = max(self.ledger.time_ms, START_MS)
        self.sequences: dict[tuple[int, int], int] = {}
        self.applied: Applied | None = None
        self.log: list[tuple[Commit, list[Batch]]] = []

    @property
    def now_s(self) -> int:
        """Ledger second."""
        return self.now_ms // 1000

    def batch(
        self,
        institution: int,
        payload: bytes,
        count: int,
        lane: Lane = Lane.BULK,
        stream: int = 0,
        sequence: int | None = None,
        valid_until_ms: int | None = None,
    ) -> Batch:
        """A signed batch of the institution, with its next sequence number."""
        if sequence is None:
            sequence = self.sequences.get((institution, stream), 0) + 1
        self.sequences[institution, stream] = max(sequence, self.sequences.get((institution, stream), 0))
        until = self.now_ms + 60_000 if valid_until_ms is None else valid_until_ms
        name = ROLES.get(institution, ("stranger", ()))[0]
        market = self.ledger.roster.market_id
        return batches.make(key(name), market, institution, stream, sequence, lane, count, payload, until)

    def bulk(self, institution: int, *found: records.Records, **more: int) -> Batch:
        """A batch of records."""
        payload = records.payload(*found)
        return self.batch(institution, payload, len(payload) // 64, **more)  # type: ignore[arg-type]

    def business(self, institution: int, *found: Canonical) -> Batch:
        """A batch of commands."""
        return self.batch(institution, commands.payload(*found), len(found), Lane.BUSINESS)

    def commit(self, *found: Batch, after_ms: int = 0) -> Applied:
        """Commit the batches ``after_ms`` later."""
        self.now_ms += after_ms
        commit = Commit(
            self.ledger.roster.market_id,
            self.ledger.roster.epoch,
            self.ledger.number + 1,
            ZERO,
            Ref(1, 0, ZERO),
            self.now_ms,
            (),
            tuple(one.digest for one in found),
        )
        self.log.append((commit, list(found)))
        self.applied = self.ledger.apply(commit, found)
        return self.applied

    def send(self, institution: int, *found: records.Records) -> list[Status]:
        """Commit one batch of records; the statuses."""
        applied = self.commit(self.bulk(institution, *found))
        return [status_of(int(code)) for code in applied.executed[0].statuses]

    def do(self, institution: int, *found: Canonical) -> list[Status]:
        """Commit one batch of commands; the statuses."""
        applied = self.commit(self.business(institution, *found))
        return [status_of(int(code)) for code in applied.executed[0].statuses]

    def one(self, institution: int, record: records.Records) -> Status:
        """Commit one record; its status."""
        return self.send(institution, record)[0]

    def late(self) -> list[Outcome]:
        """Late outcomes of the last commit."""
        assert self.applied is not None
        return [
            outcome
            for data in self.applied.leaves
            if isinstance(leaf := decode(data, DirectLeaf | LateLeaf), LateLeaf)  # type: ignore[arg-type]
            for outcome in outcomes_of(leaf)
        ]

    def free(self, account: int, asset: int) -> int:
        """Available quantity."""
        return self.ledger.position(account, asset).available


def acc(gateway: int, number: int) -> int:
    """Short for :func:`account_number`."""
    return account_number(gateway, number)


#: The State Treasury's account at the central bank, and the issuance account at CCDC.
TREASURY = acc(PBC, 900)
ISSUANCE = acc(CCDC, 900)
#: Reserve accounts of the banks, cash accounts of the depositories, at the central bank.
RESERVE = {ICBC: acc(PBC, ICBC), CCB: acc(PBC, CCB)}
CASH_OF = {CCDC: acc(PBC, CCDC), CSDC: acc(PBC, CSDC), SHCH: acc(PBC, SHCH)}
#: Nominee accounts at CCDC.
NOMINEE = {CSDC: acc(CCDC, CSDC), SHCH: acc(CCDC, SHCH)}
#: Seller: custody at CCDC, deposit at ICBC. Buyer: custody at CSDC, deposit at CCB.
SELLER, SELLER_CASH = acc(CCDC, 1), acc(ICBC, 1)
BUYER, BUYER_CASH = acc(CSDC, 1), acc(CCB, 1)
#: The seller's own account at CSDC (same owner).
SELLER_AT_CSDC = acc(CSDC, 2)
OWNER_SELLER, OWNER_BUYER = 7001, 7002


def opened(rules: Rules | None = None, ledger: Ledger | None = None) -> Desk:
    """A market with accounts, money, a listed bond of 1,000,000 units at the seller, and mandates."""
    desk = Desk(ledger, rules)
    r = records
    setup: Sequence[list[Status]] = (
        desk.do(
            PBC,
            commands.RegisterAsset(CNY, "CNY", 2, 1),
            commands.RegisterAsset(ECNY, "e-CNY", 2, 1),
        ),
        desk.do(
            CCDC,
            commands.RegisterAsset(BOND, "019742", 1, 10_000, True),
            commands.RegisterAsset(TAP, "019742X", 1, 10_000),
        ),
        desk.do(SHCH, commands.RegisterAsset(NOTE, "MTN001", 1, 10_000, True)),
        desk.send(
            PBC,
            r.open_account(TREASURY, 1),
            *(r.open_omnibus(number, bank) for bank, number in RESERVE.items()),
            *(r.open_account(number, 100 + keeper, r.Class.SETTLEMENT) for keeper, number in CASH_OF.items()),
            r.grant(TREASURY, CCDC),
            *(r.grant(number, keeper) for keeper, number in CASH_OF.items()),
        ),
        desk.send(
            CCDC,
            r.open_account(ISSUANCE, 1, r.Class.ISSUANCE),
            r.open_account(SELLER, OWNER_SELLER, cash_account=SELLER_CASH),
            *(
                r.open_omnibus(number, lower, cash_account=CASH_OF[lower])
                for lower, number in NOMINEE.items()
            ),
            r.issue(SELLER, BOND, 1_000_000),
        ),
        desk.send(ICBC, r.open_account(SELLER_CASH, OWNER_SELLER), r.grant(SELLER_CASH, CCDC)),
        desk.send(CCB, r.open_account(BUYER_CASH, OWNER_BUYER), r.grant(BUYER_CASH, CSDC)),
        desk.send(
            CSDC,
            r.open_account(BUYER, OWNER_BUYER, cash_account=BUYER_CASH),
            r.open_account(SELLER_AT_CSDC, OWNER_SELLER, cash_account=SELLER_CASH),
        ),
        desk.send(PBC, r.issue(SELLER_CASH, CNY, 10_000_000_000), r.issue(BUYER_CASH, CNY, 50_000_000_000)),
    )
    for statuses in setup:
        assert all(status.good for status in statuses), statuses
    return desk


def trade(
    reference: int = 1, quantity: int = 1000, amount: int = 9_958_290, **changes: int
) -> dict[str, records.Records]:
    """The two halves of a trade between the seller and the buyer; ``changes`` go into both."""
    both = dict(reference=reference, asset=BOND, quantity=quantity, cash=CNY, amount=amount, **changes)
    return {
        "deliver": records.deliver(counterparty=CSDC, account=SELLER, contra=SELLER_CASH, **both),
        "receive": records.receive(counterparty=CCDC, account=BUYER, contra=BUYER_CASH, **both),
    }
