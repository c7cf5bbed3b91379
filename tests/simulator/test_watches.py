"""Who looks on while the model executes: nothing is said of what is right, and what is wrong is seen though both are wrong alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from actors.ledger.status import Status
from actors.modules.corporate.commands import PayEvent
from actors.modules.corporate.state import Pays
from actors.modules.disclosure.commands import Disclose
from actors.modules.registration.commands import IssueCertificate, Pledge, ReleasePledge
from actors.modules.risk.commands import Measure, Scope, SetLimit, StopBuying
from actors.modules.trading.commands import ConfirmDeal
from cluster.simulator.checkers.disclosures import DisclosureWatch
from cluster.simulator.checkers.limits import LimitWatch
from cluster.simulator.checkers.payments import PaymentWatch
from cluster.simulator.checkers.registry import RegistryWatch
from cluster.simulator.model import Model
from cluster.simulator.model.modules import fresh
from cluster.simulator.model.watch import Watch
from cluster.simulator.variants import VARIANTS, broken
from tests.ledger.market import BOND, CCDC, CFETS, CSDC, CSRC, OWNER_BUYER, SELLER, Desk
from tests.modules.corporate.test_coupons import MARCH, hold_odd_units
from tests.modules.corporate.town import Town
from tests.modules.registration.town import COLLATERAL_AT_CSDC, PAPER, signed, town
from tests.modules.risk.watch import AMOUNT, HERE, HERE_DECLARE, platform


def seen(watch: Watch, desk: Desk) -> list[str]:
    """What the watch says of everything that the desk committed."""
    model = Model(desk.ledger.roster, fresh(), [watch])
    for commit, batches in desk.log:
        model.apply(commit, batches)
    return watch.faults


def pledged() -> Desk:
    """A pledge across depositories, signed by both, and a part of it released; a certificate of what nobody holds."""
    desk = town()
    signed(desk, Pledge(SELLER, COLLATERAL_AT_CSDC, BOND, 100, PAPER), CCDC, CSDC)
    signed(desk, ReleasePledge(CCDC, 1, 40, SELLER, PAPER), CSDC, CCDC, number=2)
    desk.do(CCDC, IssueCertificate(1, SELLER, bytes(32)))
    return desk


def paid() -> Desk:
    """The coupon of the thirty-year, paid to odd holders through a nominee, which tries a day early, and twice."""
    one = Town(20260323)
    one.terms(20240325, 20540325, 21_900, 2)
    one.arrange()
    hold_odd_units(one)
    one.fund_issuer(1_000_000_000)
    one.day(20260324)
    event = one.event(Pays.COUPON, MARCH).number
    one.close()
    one.desk.do(CCDC, PayEvent(BOND, event))
    one.day(MARCH)
    for payer in (CCDC, CCDC, CSDC):
        one.desk.do(payer, PayEvent(BOND, event))
    return one.desk


def dealt() -> Desk:
    """A deal over a limit that was set, and by an owner who was stopped."""
    desk = platform()
    desk.do(CSRC, SetLimit(HERE, Scope.PLATFORM, 0, 0, Measure.GROSS, AMOUNT - 1))
    desk.do(CSRC, StopBuying(HERE, OWNER_BUYER, BOND))
    desk.do(CFETS, HERE_DECLARE, ConfirmDeal(HERE_DECLARE.number, 0))
    return desk


@dataclass(frozen=True)
class Case:
    """A story, who looks on, and the variants that it shows with what is said of each."""

    story: Callable[[], Desk]
    watch: type[Watch]
    variants: dict[str, str]


CASES = (
    Case(
        pledged,
        RegistryWatch,
        {
            "pledge-not-held": "pledged on it are 100",
            "signed-by-one-side": "alone",
            "certificate-unchecked": "P6: a certificate",
        },
    ),
    Case(
        paid,
        PaymentWatch,
        {
            "coupon-paid-twice": "it owed",
            "coupon-to-one-client": "it owed",
            "paid-before-its-day": f"before {MARCH}",
        },
    ),
    Case(dealt, LimitWatch, {"limit-of-risk-ignored": "over the limit of"}),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story.__name__)
def test_nothing_is_said_of_what_is_right(case: Case) -> None:
    assert seen(case.watch(), case.story()) == []


@pytest.mark.parametrize(
    ("case", "name", "says"), [(case, name, says) for case in CASES for name, says in case.variants.items()]
)
def test_what_ledger_and_model_do_wrong_alike_is_seen(case: Case, name: str, says: str) -> None:
    with broken(VARIANTS[name]):
        found = seen(case.watch(), case.story())
    promise = VARIANTS[name].breaks
    assert any(one.startswith(f"{promise}:") and says in one for one in found), found


def test_who_does_not_sign_for_an_issuer_is_seen() -> None:
    watch = DisclosureWatch()
    model = Model(town().ledger.roster, fresh(), [watch])
    assert model.plain is not None
    watch.done(model.plain, CSDC, Disclose(1, 1, 0, 20261231, 5), Status.DONE)
    watch.commit_ended(model.plain)
    assert [one[:3] for one in watch.faults] == ["P2:", "P5:"]
