"""Broken variants of what serves a bond's life: registration, corporate actions, risk, disclosure, books and taps."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from actors.ledger.business import assets
from actors.ledger.business.coupons import levels_of
from actors.ledger.commands import MergeAsset
from actors.ledger.coupon import Level
from actors.ledger.layout import Rows
from actors.ledger.module import Shelf
from actors.ledger.status import Status
from actors.modules.corporate import entitlement, payment
from actors.modules.corporate.commands import PayEvent
from actors.modules.corporate.module import Corporate
from actors.modules.corporate.state import Pays
from actors.modules.disclosure.commands import Disclose
from actors.modules.disclosure.module import Disclosure
from actors.modules.disclosure.register import Register
from actors.modules.disclosure.state import Entry
from actors.modules.issuance.commands import AllocateBook, PlaceOrder
from actors.modules.issuance.module import Issuance
from actors.modules.registration import pledges, requests
from actors.modules.registration.commands import CloseAccount, IssueCertificate, Pledge, StateRegister
from actors.modules.registration.module import Registration
from actors.modules.registration.state import Pledged
from actors.modules.risk import checks
from actors.modules.risk.commands import EvaluateWarning
from actors.modules.risk.module import Risk
from cluster.simulator.variant import Variant
from cluster.simulator.wrong_rules import of_people, ruled, unminded


def _pledged_in_name_only(ledger: Any, institution: int, number: int, act: Pledge) -> Status:
    """The pledge is entered, and the bonds stay where they were."""
    row = (act.source, act.collateral, act.asset, act.quantity, act.document, ledger.time_ms)
    ledger.module(Registration).pledges.put(Pledged(institution, number, *row))
    return Status.SETTLED


def _nobody_missing(_ledger: Any, _wanted: Any, _signed: Any) -> list[Any]:
    return []


_redeemed = payment._redeemed


def _first_takes_all(total: int, root: int, accounts: Rows, quantities: Rows) -> list[Level]:
    """Of each nominee's share all goes to its first client."""
    levels = levels_of(total, root, accounts, quantities)
    return [one if one.gateway == root else Level(one.gateway, _to_first(one.rows())) for one in levels]


def _to_first(rows: Rows) -> bytes:
    found = np.array(rows)
    found["amount"] = 0
    if found.size:
        found["amount"][0] = rows["amount"].sum()
    return found.tobytes()


def _keeps_what_it_put(ledger: Any, service: Any, event: Any, claim: Any) -> list[Any]:
    return [] if event.pays == Pays.PUT else _redeemed(ledger, service, event, claim)


def _remembers_one_version(self: Register) -> None:
    _made(self)
    self.entries = Shelf(Entry, lambda one: (one.issuer, one.field, one.asset, one.period, 0))


_made = Register.__init__


def _never(*_arguments: object) -> list[Status]:
    return []


SERVICE_VARIANTS: Final[tuple[Variant, ...]] = (
    of_people("pledge-not-held", "P2", "what is pledged stays where its owner sells it",
             (pledges, "pledge", _pledged_in_name_only), by=("Registering",), first=4),
    of_people("signed-by-one-side", "P2", "a request is carried out when it is made, whoever else must sign",
             (requests, "missing", _nobody_missing), by=("Registering",), first=10),
    of_people("certificate-unchecked", "P6", "a certificate is anchored whatever it says",
             unminded(Registration, IssueCertificate, Status.CERTIFICATE_DIFFERS), by=("Registering",), first=25),
    of_people("break-left-out", "P4", "a register is stated with a break that it does not tell",
             unminded(Registration, StateRegister, Status.STATEMENT_INCOMPLETE), by=("Registering",)),
    of_people("closed-with-bonds", "P4", "an account is closed that holds something",
             unminded(Registration, CloseAccount, Status.ACCOUNT_NOT_EMPTY), by=("Registering",), first=11),
    of_people("coupon-paid-twice", "P4", "an event that was paid is paid again",
             unminded(Corporate, PayEvent, Status.CLAIM_PAID), by=("Servicing",), first=2),
    of_people("coupon-to-one-client", "P4", "a nominee's first client gets what all of them earned",
             (entitlement, "levels_of", _first_takes_all), by=("Servicing",), first=1),
    of_people("paid-before-its-day", "P4", "an event is paid when its record date has closed",
             unminded(Corporate, PayEvent, Status.EVENT_NOT_DUE), by=("Servicing",), first=13),
    of_people("put-keeps-its-bonds", "P4", "who puts bonds is paid and keeps them",
             (payment, "_redeemed", _keeps_what_it_put), by=("Servicing",), first=1),
    of_people("limit-of-risk-ignored", "P2", "deals are made beyond every limit and stop",
             (checks, "_why_over", _never), by=("Watching",), first=1),
    of_people("halt-ignored", "P2", "deals are made while trading is halted",
             (Risk, "why_halted", _never), by=("Watching",), first=17),
    of_people("own-handling-judged", "P2", "who handled a warning judges whether that helped",
             unminded(Risk, EvaluateWarning, Status.EVALUATOR_SAME), by=("Watching",), first=14),
    of_people("disclosed-by-anyone", "P2", "anyone tells what an issuer owes to tell",
             unminded(Disclosure, Disclose, Status.NOT_THE_DISCLOSER), by=("Disclosing",), first=5),
    of_people("correction-overwrites", "P5", "a correction takes the place of what was told before",
             (Register, "__init__", _remembers_one_version), by=("Disclosing",), first=7),
    of_people("order-after-the-close", "P2", "an order is taken after its book has closed",
             unminded(Issuance, PlaceOrder, Status.BIDDING_CLOSED), by=("Booking",), first=12),
    of_people("allocated-by-anyone", "P2", "anyone closes a book and cuts its orders",
             unminded(Issuance, AllocateBook, Status.NOT_THE_LEAD), by=("Booking",), first=4),
    of_people("tap-merged-before-its-day", "P2", "a tap joins its parent before its issue has listed it",
             ruled(Issuance, MergeAsset, why_not=assets.why_not_merged), by=("Tapping",), first=3),
)  # fmt: skip
