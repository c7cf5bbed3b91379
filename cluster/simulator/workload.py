"""What the institutions of a simulated market do: set up, then trade at random, with every kind of mistake."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

import numpy as np

from actors.base import batch as batches
from actors.base.batch import Lane
from actors.base.canonical import MalformedBytes, encode
from actors.base.digest import tagged
from actors.host import HostProblem
from actors.ledger import records as rec
from actors.ledger.commands import ChangeRoster, Command, ListAsset, RegisterAsset
from actors.ledger.status import status_of
from actors.parties import messages as msg
from actors.parties.institution import Institution
from actors.parties.submission import Submission
from cluster.hosts.simulated.world import World
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CANARY, CCDC, CLIENTS, CNY, CSDC, CSRC, ICBC, NAMES, PBC

BANK_OF = {CCDC: ICBC, CSDC: BOC}


def owner(number: int) -> int:
    """The opaque id of a client, as a custodian derives it from the name in its own book."""
    return int.from_bytes(tagged("simulated", f"{CANARY}{number}".encode())[:7], "big")


def opening_books() -> list[tuple[int, list[Any]]]:
    """Who signs which records, in which order, before anyone trades."""
    steps: list[tuple[int, list[Any]]] = [
        (PBC, [rec.open_omnibus(small.omnibus(PBC, bank), bank) for bank in (ICBC, BOC)]),
        (CCDC, [rec.open_omnibus(small.omnibus(CCDC, CSDC), CSDC)]),
    ]
    for bank in (ICBC, BOC):
        steps.append(
            (
                bank,
                [
                    record
                    for number in range(1, CLIENTS + 1)
                    for record in (
                        rec.open_account(small.client(bank, number), owner(number)),
                        rec.grant(small.client(bank, number), CCDC if bank == ICBC else CSDC),
                    )
                ],
            )
        )
    for custodian in (CCDC, CSDC):
        steps.append(
            (
                custodian,
                [
                    rec.open_account(
                        small.client(custodian, number),
                        owner(number),
                        cash_account=small.client(BANK_OF[custodian], number),
                    )
                    for number in range(1, CLIENTS + 1)
                ],
            )
        )
    money = [
        rec.issue(small.client(bank, number), CNY, 1_000_000)
        for bank in (ICBC, BOC)
        for number in range(1, CLIENTS + 1)
    ]
    bonds = [
        rec.issue(small.client(custodian, number), BOND, 1_000)
        for custodian in (CCDC, CSDC)
        for number in range(1, CLIENTS + 1)
    ]
    return [*steps, (PBC, money), (CCDC, bonds)]


def registrations() -> list[tuple[int, list[Command]]]:
    """Assets, registered by their roots."""
    return [
        (PBC, [RegisterAsset(asset=CNY, code="CNY", kind=2, face_fen=1, listed=True)]),
        (CCDC, [RegisterAsset(asset=BOND, code="SIM-1", kind=1, face_fen=10_000, listed=False)]),
        (CCDC, [ListAsset(asset=BOND)]),
    ]


class Workload:
    """Drives the institutions from outside, as their clients would; remembers every submission."""

    def __init__(
        self, world: World, market: small.SmallMarket, liars: Collection[str], chance: random.Random
    ) -> None:
        """A workload over ``world``, whose validators ``liars`` lie."""
        self.world = world
        self.market = market
        self.liars = liars
        self.chance = chance
        self.submissions: list[tuple[str, Submission]] = []
        self.raw: list[bytes] = []
        #: Of batches handed in again: digest, and the commit that an honest node named.
        self.repeats: list[tuple[bytes, int]] = []
        self.rosters_sent = 0
        self._reference = 0

    def institution(self, index: int) -> Institution | None:
        """The running institution, or None."""
        name = NAMES[index - 1]
        if not self.world.running(name):
            return None
        party = self.world.party(name)
        assert isinstance(party, Institution)
        return party

    async def submit(self, index: int, records: list[Any]) -> Submission | None:
        """Have an institution sign and send records; None if it is down or dies over it."""
        return await self._act(index, lambda party: party.submit(np.concatenate(records)))

    async def command(self, index: int, *commands: Command) -> Submission | None:
        """Have an institution sign and send typed commands; None if it is down or dies over it."""
        return await self._act(index, lambda party: party.command(*commands))

    async def _act(self, index: int, work: Callable[[Institution], Any]) -> Submission | None:
        party = self.institution(index)
        if party is None:
            return None
        with suppress(HostProblem):
            submission: Submission = await self.world.act(party.name, work(party))
            self.submissions.append((party.name, submission))
            self.raw.append(submission.batch.encode())
            return submission
        return None

    # before trading -----------------------------------------------------------------------------------
    async def set_up(self, timeout_ms: int = 60_000) -> bool:
        """Open the books. Returns whether everything was certified in time."""
        for index, commands in registrations()[:2]:
            if not await self._done(await self.command(index, *commands), timeout_ms):
                return False
        for index, records in opening_books():
            if not await self._done(await self.submit(index, records), timeout_ms):
                return False
        index, commands = registrations()[2]
        return await self._done(await self.command(index, *commands), timeout_ms)

    async def _done(self, submission: Submission | None, timeout_ms: int) -> bool:
        """Whether every record was certified as done in time."""
        if submission is None or not await self.world.until(submission.executed.done, timeout_ms):
            return False
        return all(status_of(code).good for code in submission.statuses.tolist())

    # trading ------------------------------------------------------------------------------------------
    async def step(self) -> None:
        """One random thing that someone does."""
        choice = self.chance.choices(
            (self.deal, self.mismatch, self.lonely, self.payments, self.transfer, self.earmark, self.misuse,
             self.again, self.garbage, self.control),
            (10, 2, 2, 3, 2, 2, 3, 2, 1, 2),
        )[0]  # fmt: skip
        await choice()

    def _reference_next(self) -> int:
        self._reference += 1
        return self._reference

    def _halves(self, reference: int, wrong: int = 0) -> tuple[int, list[Any], int, list[Any]]:
        seller, buyer = self.chance.choice(((CCDC, CSDC), (CSDC, CCDC)))
        sells, buys = self.chance.randint(1, CLIENTS), self.chance.randint(1, CLIENTS)
        quantity = self.chance.choice((1, 7, 50, 400, 5_000))
        amount = quantity * self.chance.randint(90, 110)
        expiry_s = self.world.now_ms() // 1000 + self.chance.randint(2, 15)
        common = {"reference": reference, "asset": BOND, "cash": CNY, "expiry_s": expiry_s}
        delivers = rec.deliver(
            counterparty=buyer,
            account=small.client(seller, sells),
            contra=small.client(BANK_OF[seller], sells),
            quantity=quantity,
            amount=amount,
            **common,
        )
        receives = rec.receive(
            counterparty=seller,
            account=small.client(buyer, buys),
            contra=small.client(BANK_OF[buyer], buys),
            quantity=quantity,
            amount=amount + wrong,
            **common,
        )
        return seller, [delivers], buyer, [receives]

    async def deal(self) -> None:
        """A few deals, both halves."""
        many = [self._halves(self._reference_next()) for _ in range(self.chance.randint(1, 6))]
        for custodian in (CCDC, CSDC):
            halves = [
                record
                for seller, delivers, buyer, receives in many
                for index, records in ((seller, delivers), (buyer, receives))
                if index == custodian
                for record in records
            ]
            await self.submit(custodian, halves)

    async def mismatch(self) -> None:
        """Two halves that disagree on the amount."""
        seller, delivers, buyer, receives = self._halves(self._reference_next(), wrong=1)
        await self.submit(seller, delivers)
        await self.submit(buyer, receives)

    async def lonely(self) -> None:
        """A half without its counterpart; sometimes cancelled, else it expires."""
        reference = self._reference_next()
        seller, delivers, buyer, _ = self._halves(reference)
        await self.submit(seller, delivers)
        if self.chance.random() < 0.4:
            await self.submit(seller, [rec.cancel(reference, buyer)])

    async def payments(self) -> None:
        """Payments between clients of one bank or of two, singly or linked."""
        bank, other = self.chance.choice(((ICBC, BOC), (BOC, ICBC), (ICBC, ICBC)))
        paid = [
            rec.record(
                rec.Kind.PAYMENT,
                account=small.client(bank, 1 + at),
                contra=small.client(other, 1 + (at + 1) % CLIENTS),
                asset=CNY,
                quantity=self.chance.choice((1, 999, 50_000, 900_000)),
            )
            for at in range(self.chance.randint(1, CLIENTS))
        ]
        await self.submit(bank, [rec.linked(*paid)] if self.chance.random() < 0.5 else paid)

    async def transfer(self) -> None:
        """A custody transfer between own accounts at two depositories."""
        one, other = self.chance.choice(((CCDC, CSDC), (CSDC, CCDC)))
        number = self.chance.randint(1, CLIENTS)
        await self.submit(
            one,
            [
                rec.record(
                    rec.Kind.CUSTODY_TRANSFER,
                    account=small.client(one, number),
                    contra=small.client(other, number),
                    asset=BOND,
                    quantity=self.chance.choice((1, 30, 2_000)),
                )
            ],
        )

    async def earmark(self) -> None:
        """An earmark that is settled in part, released, or left to expire."""
        reference = self._reference_next()
        bank = self.chance.choice((ICBC, BOC))
        await self.submit(
            bank,
            [
                rec.record(
                    rec.Kind.EARMARK,
                    account=small.client(bank, 1),
                    contra=small.client(self.chance.choice((ICBC, BOC)), 2),
                    asset=CNY,
                    quantity=1_000,
                    reference=reference,
                    expiry_s=self.world.now_ms() // 1000 + self.chance.randint(2, 10),
                )
            ],
        )
        then = self.chance.choice(("settle", "release", "leave"))
        if then == "settle":
            quantity = self.chance.choice((0, 400))
            await self.submit(bank, [rec.record(rec.Kind.SETTLE, reference=reference, quantity=quantity)])
        elif then == "release":
            await self.submit(bank, [rec.record(rec.Kind.RELEASE, reference=reference)])

    async def control(self) -> None:
        """A regulator freezes an account and lifts it later; a gateway narrows a trust line."""
        account = small.client(self.chance.choice((CCDC, CSDC, ICBC, BOC)), 3)
        order = self._reference_next()
        if self.chance.random() < 0.6:
            await self.submit(CSRC, [rec.freeze(account, order)])
            await self.step()
            await self.step()
            await self.submit(CSRC, [rec.unfreeze(account, order)])
        else:
            bank = self.chance.choice((ICBC, BOC))
            await self.submit(bank, [rec.limit(small.client(bank, 4), CNY, 1_000_000)])

    async def misuse(self) -> None:
        """What no one may do: others' accounts, others' keys, random records, freezing without a role."""
        kind = self.chance.randrange(4)
        if kind == 0:
            taken = rec.record(
                rec.Kind.PAYMENT,
                account=small.client(BOC, 1),
                contra=small.client(ICBC, 1),
                asset=CNY,
                quantity=5,
            )
            await self.submit(ICBC, [taken])
        elif kind == 1:
            await self.submit(CSDC, [rec.freeze(small.client(CCDC, 1), 7)])
        elif kind == 2:
            noise = np.frombuffer(self.chance.randbytes(64 * 3), rec.RECORD).copy()
            await self.submit(self.chance.choice((CCDC, ICBC, CSRC)), [noise])
        else:
            await self._forge()

    async def _forge(self) -> None:
        """A batch in CCDC's name that another key signed."""
        stolen = rec.record(
            rec.Kind.TRANSFER,
            account=small.client(CCDC, 1),
            contra=small.client(CCDC, 2),
            asset=BOND,
            quantity=1,
        )
        forged = batches.make(
            self.market.keys["BOC"], self.market.market_id, CCDC, 1, 1, Lane.BULK, 1, stolen.tobytes(),
            self.world.now_ms() + 60_000,
        )  # fmt: skip
        self.world.send(
            self.chance.choice(self.market.nodes), encode(msg.BatchMessage(forged.encode())), "BOC"
        )
        await self._request(encode(msg.Submit(forged.encode())))

    async def again(self) -> None:
        """An old batch is handed in once more, to any node, which must name the commit that executed it."""
        if self.raw:
            data = self.chance.choice(self.raw)
            node = self.chance.choice(self.market.nodes)
            with suppress(HostProblem, MalformedBytes):
                reply = msg.read_reply(await self.world.request(node, encode(msg.Submit(data)), 500))
                if isinstance(reply, msg.Accepted) and reply.commit and node not in self.liars:
                    self.repeats.append((reply.digest, reply.commit))

    async def garbage(self) -> None:
        """Bytes that mean nothing, as a message and as a request."""
        noise = self.chance.randbytes(self.chance.choice((0, 1, 7, 300)))
        self.world.send(self.chance.choice(self.market.nodes), noise, self.chance.choice(self.market.nodes))
        await self._request(noise)

    async def _request(self, message: bytes) -> None:
        with suppress(HostProblem):
            await self.world.request(self.chance.choice(self.market.nodes), message, 500)

    async def change_roster(self) -> None:
        """The regulator carries a roster that the governors signed."""
        party = self.institution(CSRC)
        if party is not None:
            signed = small.next_roster(self.market, party.roster, self.liars, self.chance)
            self.rosters_sent += 1
            await self.command(CSRC, ChangeRoster(signed))

    # afterwards ---------------------------------------------------------------------------------------
    @property
    def unfinished(self) -> list[tuple[str, Submission]]:
        """Submissions that are neither certified nor refused, of those whose handle still lives."""
        return [(name, one) for name, one in self.submissions if not one.executed.done()]
