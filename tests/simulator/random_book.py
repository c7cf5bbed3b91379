"""Random batches over the book: mostly what would be done, often with one thing wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

import msgspec

from actors.base.batch import Batch, Lane
from actors.base.roster import Rules, SignedRoster
from actors.ledger import records as rec
from actors.ledger.commands import (
    ChangeRoster,
    CloseDate,
    Command,
    DeclareCoupon,
    LinkCash,
    ListAsset,
    MergeAsset,
    OpenDate,
    PayCoupon,
    RegisterAsset,
)
from actors.ledger.records import Class, Kind, Records, account_number
from tests.simulator.book import (
    BANKS,
    BOC,
    BOND,
    CCDC,
    CFETS,
    CLIENTS,
    CNY,
    CSDC,
    CSRC,
    CUSTODIANS,
    DRAFT,
    ECNY,
    ICBC,
    NOTE,
    PBC,
    RULES,
    SHCH,
    STATE_TREASURY,
    TAP,
    Book,
    client,
    issuance,
    omnibus,
    opened,
)

#: Who pays for a custodian's clients, at which bank.
PAYERS: Final = {CCDC: (ICBC, PBC), CSDC: (BOC,), SHCH: (BOC, ICBC)}
ODD: Final = (0, 1, -1, 2**62 - 1, 2**62, 2**63 - 1, 7, 65535)
FIELDS: Final = (
    ("counterparty", 16),
    ("expiry_s", 32),
    ("reference", 64),
    ("account", 64),
    ("contra", 64),
    ("quantity", 63),
    ("amount", 63),
    ("asset", 32),
    ("cash", 32),
    ("extra", 64),
    ("flags", 8),
    ("kind", 8),
)
UNLINKABLE: Final = frozenset({Kind.DELIVER, Kind.RECEIVE, Kind.CANCEL})
_Signed = tuple[int, Records]


class Chance:
    """A stream of batches for one book, the same for the same seed."""

    def __init__(self, seed: int, rules: Rules = RULES) -> None:
        """An opened book; random choices from ``seed`` alone."""
        self.draw = random.Random(seed)
        self.book: Book = opened(checked=True, rules=rules)
        self.owed: list[_Signed] = []
        self.sent: list[Batch] = []
        self.date = 20260300
        self.new = 200
        self.plan: list[tuple[int, Command]] = []

    def commit(self) -> None:
        """One commit of up to four batches, some seconds later."""
        draw = self.draw
        self.book.now_ms += draw.choice((0, 0, 0, 400, 1_000, 2_000, 5_000, 35_000))
        found = [self._batch() for _ in range(draw.randint(1, 4))]
        self.sent = (self.sent + found)[-40:]
        if draw.random() < 0.15:
            found.append(draw.choice(self.sent))
        self.book.commit(*found)
        if draw.random() < 0.03:
            self.book.reload()

    def _batch(self) -> Batch:
        draw = self.draw
        if draw.random() < 0.15:
            return self._business()
        if draw.random() < 0.03:
            return self._noise()
        signer, first = self._step()
        steps = [first]
        for _ in range(draw.randint(0, 12)):
            by, record = self._step()
            if by == signer:
                steps.append(record)
            elif draw.random() < 0.9:
                self.owed.append((by, record))
        if draw.random() < 0.15:
            steps = [*steps[:1], *(one for one in steps[1:] if int(one["kind"][0]) not in UNLINKABLE)][:3]
            steps = [rec.linked(*steps)]
        steps = [self._spoilt(one) if draw.random() < 0.06 else one for one in steps]
        life = draw.choice((20_000,) * 30 + (-1, 0, 30_000, 60_000))
        stream, sequence = draw.choice((0, 0, 3)), 0
        if draw.random() < 0.04:
            sequence = max(1, self.book.sequences.get((signer, stream), 0) + draw.randint(-10, 4))
        batch = self.book.records(signer, *steps, stream=stream, sequence=sequence, life_ms=life)
        key = signer, stream
        self.book.sequences[key] = max(self.book.sequences.get(key, 0), batch.header.sequence)
        return batch

    def _noise(self) -> Batch:
        draw = self.draw
        count = draw.randint(1, 4)
        lane = draw.choice((Lane.BULK, Lane.BULK, Lane.BUSINESS))
        return self.book.raw(draw.choice((CCDC, CSDC, PBC)), lane, count, draw.randbytes(64 * count))

    def _spoilt(self, records: Records) -> Records:
        """One field of one record set to something odd, or linked where it was not."""
        draw, changed = self.draw, records.copy()
        at = draw.randrange(len(changed))
        name, bits = draw.choice(FIELDS)
        value = draw.choice((*ODD, int(changed[name][at]) + 1, draw.randrange(1 << bits)))
        if name not in ("quantity", "amount"):
            value %= 1 << bits
        changed[name][at] = value
        return changed

    def _step(self) -> _Signed:
        draw = self.draw
        if self.owed and draw.random() < 0.5:
            return self.owed.pop(draw.randrange(len(self.owed)))
        steps: tuple[tuple[int, Callable[[], _Signed]], ...] = (
            (30, self._trade),
            (12, self._move),
            (12, self._earmark),
            (3, self._hold),
            (12, self._end_earmark),
            (5, self._cancel),
            (6, self._issue),
            (7, self._keep),
            (4, self._order),
        )
        by, record = draw.choices([one for _, one in steps], [weight for weight, _ in steps])[0]()
        return (draw.randint(1, 9), record) if draw.random() < 0.03 else (by, record)

    def _quantity(self, most: int = 1_000) -> int:
        draw = self.draw
        return draw.choice((1, draw.randint(1, 60), draw.randint(1, most), most + 1))

    def _expiry(self) -> int:
        now = self.book.now_ms // 1000
        return self.draw.choice((0,) * 10 + (now, now + 1, now + 5, now + 30, now + 60, now + 61, now - 1))

    def _security(self) -> int:
        return self.draw.choice((BOND,) * 5 + (NOTE,) * 4 + (TAP, DRAFT))

    def _trade(self) -> _Signed:
        """A seller's half; the buyer's is owed, sometimes with another term."""
        draw = self.draw
        seller, buyer, reference = self._parties()
        asset = self._security()
        common = {
            "reference": reference,
            "asset": asset,
            "quantity": self._quantity(200),
            "cash": draw.choice((CNY, CNY, CNY, ECNY)),
            "amount": draw.choice((1, 500, 20_000, 200_000)),
        }
        source = issuance(CCDC) if asset == DRAFT and seller == CCDC else client(seller, draw.choice(CLIENTS))
        paid, pays = draw.choice((*BANKS, PBC)), draw.choice(PAYERS[buyer])
        deliver = rec.deliver(
            counterparty=buyer,
            account=source,
            contra=client(paid, draw.choice(CLIENTS)),
            expiry_s=self._expiry(),
            **common,
        )
        if draw.random() < 0.1:
            common[draw.choice(("asset", "quantity", "amount"))] += 1
        receive = rec.receive(
            counterparty=seller,
            account=client(buyer, draw.choice(CLIENTS)),
            contra=client(pays, draw.choice(CLIENTS)),
            expiry_s=self._expiry(),
            **common,
        )
        halves = [(seller, deliver), (buyer, receive)]
        draw.shuffle(halves)
        if draw.random() < 0.9:
            self.owed.append(halves[1])
        return halves[0]

    def _parties(self) -> tuple[int, int, int]:
        """Seller, buyer and reference; now and then those of a trade that was."""
        draw, used = self.draw, self.book.model.state.used
        keys = sorted(used.newer | used.older)
        if keys and draw.random() < 0.1:
            return draw.choice(keys)
        return draw.choice(CUSTODIANS), draw.choice(CUSTODIANS), draw.randint(1, 60)

    def _move(self) -> _Signed:
        draw = self.draw
        if draw.random() < 0.4:
            bank, to = draw.choice((*BANKS, PBC)), draw.choice((*BANKS, PBC))
            money = draw.choice((CNY, CNY, ECNY))
            by = draw.choice((bank, bank, CCDC, SHCH))
            return by, rec.payment(self._one(bank), self._one(to), money, self._quantity(100_000))
        here, there, number = draw.choice(CUSTODIANS), draw.choice(CUSTODIANS), draw.choice(CLIENTS)
        asset = self._security()
        if draw.random() < 0.5:
            same = client(there, number if draw.random() < 0.9 else 1)
            return here, rec.custody_transfer(client(here, number), same, asset, self._quantity())
        return here, rec.transfer(client(here, number), self._one(there), asset, self._quantity())

    def _one(self, gateway: int) -> int:
        return client(gateway, self.draw.choice(CLIENTS))

    def _earmark(self) -> _Signed:
        draw = self.draw
        money = draw.random() < 0.4
        gateways = (*BANKS, PBC) if money else CUSTODIANS
        here, there = draw.choice(gateways), draw.choice(gateways)
        asset = draw.choice((CNY, ECNY)) if money else self._security()
        reference, quantity = draw.randint(1, 12), self._quantity(500)
        record = rec.earmark(self._one(here), self._one(there), asset, quantity, reference, self._expiry())
        by = draw.choice((CCDC, SHCH)) if money and draw.random() < 0.4 else here
        return by, record

    def _hold(self) -> _Signed:
        """Part of an omnibus account is held back; sometimes by one who may not, or towards another."""
        draw = self.draw
        root, lower, asset = draw.choice(
            ((PBC, ICBC, CNY), (PBC, BOC, CNY), (CCDC, CSDC, BOND), (CCDC, SHCH, BOND))
        )
        quantity = draw.choice((1, 100, 2_900, 290_000))
        contra = self._one(root if draw.random() < 0.9 else lower)
        reference = draw.randint(1, 12)
        return root, rec.earmark(omnibus(root, lower), contra, asset, quantity, reference, self._expiry())

    def _end_earmark(self) -> _Signed:
        draw = self.draw
        known = sorted(self.book.model.state.earmarks)
        by, reference = draw.choice(known) if known and draw.random() < 0.9 else (CCDC, 5)
        if draw.random() < 0.3:
            return by, rec.release(reference)
        held = self.book.model.state.earmarks.get((by, reference))
        part = draw.choice((0, 1, held.quantity if held else 3, held.quantity + 1 if held else 4, 2))
        return by, rec.settle(reference, part)

    def _cancel(self) -> _Signed:
        known = list(self.book.model.state.halves.values())
        if known and self.draw.random() < 0.9:
            one = self.draw.choice(known)
            return one.owner, rec.cancel(one.reference, one.other)
        return CSDC, rec.cancel(self.draw.randint(1, 60), self.draw.choice(CUSTODIANS))

    def _issue(self) -> _Signed:
        draw = self.draw
        asset = draw.choice((BOND, NOTE, TAP, DRAFT, CNY, ECNY))
        root = PBC if asset in (CNY, ECNY) else SHCH if asset == NOTE else CCDC
        gateway = draw.choice((*BANKS, PBC) if root == PBC else CUSTODIANS)
        if draw.random() < 0.5:
            return root, rec.redeem(
                self._one(root if draw.random() < 0.7 else gateway), asset, self._quantity(300)
            )
        return root, rec.issue(self._one(gateway), asset, self._quantity(500))

    def _keep(self) -> _Signed:
        """Opening, mandates and limits."""
        draw = self.draw
        gateway = draw.choice((*CUSTODIANS, *BANKS, PBC))
        asset = draw.choice((CNY, ECNY)) if gateway in (*BANKS, PBC) else self._security()
        self.new += 1
        choices = (
            rec.open_account(
                account_number(gateway, self.new), draw.choice(CLIENTS), draw.choice(tuple(Class)[::2])
            ),
            rec.open_account(self._one(gateway), 1),
            rec.open_omnibus(account_number(gateway, self.new), draw.randint(1, 9)),
            rec.grant(self._one(gateway), draw.randint(1, 9)),
            rec.grant(omnibus(gateway, draw.choice(CUSTODIANS)), draw.randint(1, 9)),
            rec.revoke(self._one(gateway), draw.randint(1, 9)),
            self._limit(self._one(gateway), asset),
            self._limit(self._one(gateway), asset),
            self._limit(omnibus(PBC, draw.choice(BANKS)), CNY),
            self._limit(omnibus(gateway, draw.choice(CUSTODIANS)), asset),
        )
        return gateway, draw.choice(choices)

    def _limit(self, account: int, asset: int) -> Records:
        """A limit a little above what is held, or far above it, or below."""
        held = self.book.model.state.position(account, asset).total
        return rec.limit(account, asset, max(1, held + self.draw.choice((-5, 0, 5, 50, 500, 10**12))))

    def _order(self) -> _Signed:
        """A freeze by the regulator; lifting it is owed."""
        draw = self.draw
        choices = (
            *(self._one(one) for one in (*CUSTODIANS, *BANKS)),
            omnibus(CCDC, draw.choice((CSDC, SHCH))),
            omnibus(PBC, draw.choice(BANKS)),
        )
        account, order = draw.choice(choices), draw.randint(1, 3)
        self.owed.append((CSRC, rec.unfreeze(account, order if draw.random() < 0.9 else order + 1)))
        return CSRC, rec.freeze(account, order)

    def _business(self) -> Batch:
        draw = self.draw
        by, command = self._command()
        if draw.random() < 0.06:
            by = draw.randint(1, 9)
        return self.book.commands(by, command)

    def _life_of_a_coupon(self) -> list[tuple[int, Command]]:
        """Everything from the declaration to the last payment, in an order that works."""
        draw, dates = self.draw, self.book.model.state.dates
        day = max(dates.get("last", 0), self.date)
        opening: list[tuple[int, Command]] = [] if "open" in dates else [(CFETS, OpenDate(day + 1))]
        record = dates["open"] if "open" in dates else day + 1
        root, asset, others = draw.choice(((CCDC, BOND, (CSDC, SHCH)), (SHCH, NOTE, (CCDC, CSDC))))
        rate = draw.choice(((1, 1), (7, 1), (219, 2), (1, 3)))
        return [
            *opening,
            (root, DeclareCoupon(asset, record, record + 1, *rate, CNY, STATE_TREASURY)),
            (CFETS, CloseDate(record)),
            (CFETS, OpenDate(record + 1)),
            *((one, PayCoupon(asset, record)) for one in (root, *others, *others[:1])),
        ]

    def _command(self) -> tuple[int, Command]:
        draw = self.draw
        if not self.plan and draw.random() < 0.1:
            self.plan = self._life_of_a_coupon()
        if self.plan and draw.random() < 0.8:
            return self.plan.pop(0)
        last = self.book.model.state.dates.get("last", self.date)
        day = max(last, self.date)
        asset = draw.choice((BOND, BOND, NOTE, TAP))
        root = SHCH if asset == NOTE else CCDC
        coupons = sorted(self.book.model.state.coupons)
        known = draw.choice(coupons) if coupons else (asset, day)
        choices: tuple[tuple[int, Callable[[], tuple[int, Command]]], ...] = (
            (6, lambda: (CFETS, OpenDate(day + draw.choice((1, 1, 1, 0, 70))))),
            (6, lambda: (draw.choice((CFETS, CSRC)), CloseDate(draw.choice((last, last, last, last + 1))))),
            (5, lambda: (root, self._coupon(asset, day))),
            (7, lambda: (draw.choice((root, CSDC, SHCH, CCDC)), PayCoupon(*known))),
            (6, lambda: self._link()),
            (1, lambda: (CSRC, ChangeRoster(self._roster()))),
            (1, lambda: (CCDC, ListAsset(draw.choice((DRAFT, TAP, 99))))),
            (1, lambda: (CCDC, MergeAsset(draw.choice((TAP, TAP, DRAFT)), BOND))),
            (1, lambda: (draw.choice((CSDC, PBC)), self._register())),
        )
        return draw.choices([one for _, one in choices], [weight for weight, _ in choices])[0]()

    def _coupon(self, asset: int, day: int) -> Command:
        draw = self.draw
        record = day + draw.choice((0, 1, 2))
        numerator, denominator = draw.choice(
            ((1, 1), (7, 1), (219, 2), (3, 7), (0, 1), (2**62, 1), (1, 1000))
        )
        payer = draw.choice((STATE_TREASURY,) * 8 + (client(PBC, 1), client(ICBC, 1), 5))
        return DeclareCoupon(
            asset, record, record + draw.choice((0, 1, 1, 2)), numerator, denominator, CNY, payer
        )

    def _roster(self) -> SignedRoster:
        """The next roster: other limits, or a bank that is one no more; sometimes a stale one."""
        draw, now = self.draw, self.book.roster
        if draw.random() < 0.3:
            return self.book.next_roster(epoch=now.epoch + draw.randint(0, 3))
        rules = msgspec.structs.replace(now.rules, pending_halves_max=draw.randint(4, 9))
        institutions = tuple(
            msgspec.structs.replace(one, roles=()) if one.index == 9 else one for one in now.institutions
        )
        return self.book.next_roster(rules=rules, institutions=institutions)

    def _link(self) -> tuple[int, Command]:
        draw = self.draw
        gateway = draw.choice(CUSTODIANS)
        account = self._one(gateway) if draw.random() < 0.8 else omnibus(CCDC, draw.choice((CSDC, SHCH)))
        cash = draw.choice(
            (
                *(client(PBC, at) for at in CLIENTS),
                client(ICBC, 1),
                client(ICBC, 3),
                omnibus(PBC, ICBC),
                12345,
            )
        )
        return account >> 48, LinkCash(account, cash)

    def _register(self) -> Command:
        draw = self.draw
        number = draw.choice((0, BOND, 20, 21, 70000))
        return RegisterAsset(
            number,
            draw.choice(("a", "b", "bond-10", "", "x" * 33)),
            draw.choice((1, 2, 3)),
            draw.choice((1, 10_000, 0, 2**62)),
            False,
        )
