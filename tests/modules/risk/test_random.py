"""Whatever is ordered of risk and disclosure, and dealt beside it, nothing is made or lost and nodes agree."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from actors.base.canonical import Canonical
from actors.ledger.commands import CloseDate, OpenDate
from actors.modules.disclosure import commands as d
from actors.modules.disclosure.fields import OF_BOND, OF_ISSUER, Field
from actors.modules.middle_platform import ledger_from_image
from actors.modules.risk import commands as c
from actors.modules.risk.commands import Measure, Scope
from actors.modules.risk.parameters import STOP_BUYING
from actors.modules.risk.state import WarningStanding
from actors.modules.trading.commands import AgreeToChange, ConfirmDeal, ProposeCancel, Side
from actors.modules.trading.module import Trading
from tests.ledger.market import BOND, BUYER, CCDC, CFETS, CSRC, FUND, OWNER_BUYER, OWNER_SELLER, PBC
from tests.modules.risk.watch import BANK_HERE, CLIENT_HERE, HERE, HERE_DECLARE, platform, risk
from tests.modules.trading.floor import TODAY, TOMORROW, changed, no, roster, sound

Step = Callable[[int], tuple[int, Canonical]]
_STEPS: list[Step] = [
    lambda n: (CFETS, changed(HERE_DECLARE, number=no(CFETS, 100 + n), quantity=50_000 + 10_000 * n)),
    lambda n: (CFETS, changed(HERE_DECLARE, number=no(CFETS, 100 + n), side=Side.BUY, quantity=20_000)),
    lambda n: (CFETS, changed(HERE_DECLARE, number=no(CFETS, 100 + n), day=TOMORROW)),
    lambda n: (CFETS, ConfirmDeal(no(CFETS, 99 + n), 0)),
    lambda n: (CFETS, ProposeCancel(no(CFETS, 98 + n), 0, BANK_HERE)),
    lambda n: (CFETS, AgreeToChange(no(CFETS, 97 + n), 0, CLIENT_HERE)),
    lambda n: (CFETS, c.SetCategory(HERE, OWNER_BUYER, n % 4)),
    lambda n: (CCDC, c.RestrictBond(HERE, BOND, n % 8)),
    lambda n: (CFETS, c.SetLimit(HERE, Scope.ACCOUNT, BUYER, 0, Measure.GROSS, n * 1_000_000_000)),
    lambda n: (CFETS, c.SetLimit(HERE, Scope.HOLDING, OWNER_BUYER, BOND, Measure.UNITS, n * 100_000)),
    lambda n: (CFETS, c.DropLimit(HERE, Scope.ACCOUNT, BUYER, 0, Measure.GROSS)),
    lambda n: (CSRC, c.RunSurvey(HERE)),
    lambda n: (CFETS, c.AcknowledgeWarning(1 + n % 4)),
    lambda n: (CFETS, c.HandleWarning(1 + n % 4, 1 + n % 6)),
    lambda n: (PBC, c.EvaluateWarning(1 + n % 4, 1 + n % 2)),
    lambda n: (CFETS, (c.HaltTrading, c.ResumeTrading)[n % 2](HERE, BOND)),
    lambda n: (PBC, (c.StopBuying, c.AllowBuying)[n % 2](HERE, OWNER_SELLER)),
    lambda n: (CCDC, d.RegisterIssuer(HERE, 5, "issuer", FUND, OF_ISSUER)),
    lambda n: (FUND, d.BeginBond(5, BOND, OF_BOND)),
    lambda n: (FUND, d.Disclose(5, Field.DEBT_LIMIT, 0, 20261231, n)),
    lambda n: (FUND, d.Disclose(5, Field.ISSUANCE, BOND, 20240925, None, bytes([n % 3]) * 32)),
    lambda n: (PBC, d.ExtendDue(5, Field.DEBT_LIMIT, 0, 20260401 + n % 20)),
]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, len(_STEPS) - 1), min_size=10, max_size=60))
def test_whatever_is_ordered_nothing_is_made_or_lost(steps: list[int]) -> None:
    desk = platform(issue_share_measures=STOP_BUYING, limit_use_measures=2)
    for n, step in enumerate(steps):
        by, command = _STEPS[step](n)
        desk.do(by, command)
    desk.do(CFETS, CloseDate(TODAY), OpenDate(TOMORROW))
    desk.commit()
    assert sound(desk)
    book = risk(desk)
    # Indexes follow from the shelves; what is stopped or halted by a warning has a red one that stands.
    again = ledger_from_image(desk.ledger.image(), roster())
    assert again.image() == desk.ledger.image()
    assert risk(type(desk)(again)).standing == book.standing
    for row in (*book.stops, *book.halts):
        if row.warning:
            one = book.warnings[row.warning]
            assert (one.level, one.cleared_ms, bool(one.measures)) == (3, 0, True)
            assert one.standing != WarningStanding.CLOSED
    made = desk.ledger.module(Trading).deals
    waiting: dict[tuple[int, int], int] = {}
    for deal in made:
        if deal.standing == 1:
            for owner, sign in ((deal.seller.owner, -1), (deal.buyer.owner, 1)):
                key = (owner, deal.ticket.asset)
                waiting[key] = waiting.get(key, 0) + sign * deal.ticket.quantity
    assert {(one.owner, one.asset): one.units for one in book.coming} == {
        key: units for key, units in waiting.items() if units
    }
