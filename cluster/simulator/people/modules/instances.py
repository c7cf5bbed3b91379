"""People who govern platforms: acts proposed, approved by four eyes, rejected, repeated, and tried by who may not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Final

from actors.base.canonical import Canonical
from actors.ledger.commands import CloseDate, OpenDate
from actors.modules.dates import number_of, read_date
from actors.modules.instances.commands import (
    Act,
    ApproveAct,
    CloseInstance,
    CreateInstance,
    ExtendInstance,
    Member,
    Plan,
    ProposeAct,
    RejectAct,
    ResumeInstance,
    Setting,
    SuspendInstance,
)
from actors.modules.instances.module import Instances
from cluster.simulator.market import CCDC, CSRC, MODULE_ROLES, PBC
from cluster.simulator.people.modules.errands import EVERYBODY, GROSS, NET, TODAY, Errands

#: More than an instruction is carried over, and than this desk may lie behind.
DATES_AT_THE_END: Final = 6
APPROVERS: Final = (CCDC, PBC, CSRC)
_DAY_S: Final = 86_400
_OPEN_ALL_DAY: Final = (
    "settlement.cutoff_s",
    "trading.interbank_cutoff_s",
    "trading.interbank_cutoff_today_s",
)
#: One unit of the bond (¥100) is a lot here.
_SMALL_LOTS: Final = (
    "issuance.lot_fen",
    "trading.interbank_negotiated_face_min_fen",
    "trading.interbank_negotiated_face_step_fen",
    "trading.interbank_click_face_min_fen",
    "trading.interbank_click_face_step_fen",
)
_MODULES: Final = (
    "instances",
    "instruments",
    "issuance",
    "trading",
    "settlement",
    "payment",
    "registration",
    "corporate",
    "risk",
    "disclosure",
)
#: Each client holds a quarter of the bond, and only the one issuer's: a little more is a warning here.
_WATCHED: Final = {
    "risk.issue_share_yellow": 2_550,
    "risk.issue_share_orange": 2_600,
    "risk.issue_share_red": 2_700,
    "risk.issue_share_measures": 1,
    "risk.portfolio_floor_fen": 0,
}


def plan(name: str, model: int, needed: int = 2) -> Plan:
    """A platform for everybody, which settles by DvP ``model``."""
    values = {
        **dict.fromkeys(_OPEN_ALL_DAY, _DAY_S),
        **dict.fromkeys(_SMALL_LOTS, 10_000),
        "settlement.model": model,
        "settlement.carry_days": 1,
        "settlement.partial": 1,
        "settlement.penalty_rate": 10,
        "corporate.grace_days": 1,
        "corporate.record_days": 2,
        **_WATCHED,
    }
    return Plan(
        name,
        name,
        "平台",
        4,
        _MODULES,
        tuple(Member(one, MODULE_ROLES[one - 1]) for one in EVERYBODY),
        (),
        0,
        _DAY_S,
        APPROVERS,
        needed,
        tuple(Setting(*one) for one in sorted(values.items())),
    )


class Governing(Errands):
    """Regulators and the depository, who approve; banks, who try."""

    deeds: ClassVar[Mapping[str, int]] = {"propose": 4, "approve": 5, "reject": 1, "next_date": 1}

    def preparations(self) -> list[tuple[int, list[Canonical]]]:
        """The business date, and two platforms."""
        first = CreateInstance(GROSS, plan("gross", 1))
        second = CreateInstance(NET, plan("net", 3))
        return [
            (PBC, [ProposeAct(1, first), ProposeAct(2, second)]),
            (CSRC, [ApproveAct(1), ApproveAct(2), OpenDate(TODAY)]),
        ]

    async def propose(self) -> None:
        """An act on a platform, now and then approved by its proposer once more or by a second one at once."""
        by, number = self.chance.choice((*APPROVERS, self.anyone())), self.desk.reference_next() + 100
        await self.desk.command(by, ProposeAct(number, self._act()))
        follows = self.chance.choice((by, *APPROVERS, 0))
        if follows:
            await self.desk.command(follows, ApproveAct(number))

    def _act(self) -> Act:
        number = self.chance.choice((GROSS, NET, 3, 4))
        needed = self.chance.choice((2, 2, 3, 1))
        kind = self.chance.choice((CreateInstance, ExtendInstance, SuspendInstance, ResumeInstance, None))
        if kind is CreateInstance or kind is ExtendInstance:
            model = 3 if number == NET else 1
            return kind(number, plan(f"platform {number}", model, needed))
        if kind is SuspendInstance or kind is ResumeInstance:
            return kind(number)
        return CloseInstance(self.chance.choice((3, 4)))

    def _number(self) -> int:
        """Of a proposal that waits, mostly."""
        known = self.see(Instances)
        waiting = [one.number for one in known.proposals if not one.ended] if known else []
        return self.chance.choice([*waiting, *waiting, 1, 99])

    async def approve(self) -> None:
        """An approval, by who may mostly; sometimes twice."""
        by, number = self.chance.choice((*APPROVERS, *APPROVERS, self.anyone())), self._number()
        twice = self.chance.random() < 0.3
        await self.desk.command(by, *[ApproveAct(number)] * (2 if twice else 1))

    async def reject(self) -> None:
        """A rejection."""
        await self.desk.command(self.chance.choice((*APPROVERS, self.anyone())), RejectAct(self._number()))

    async def next_date(self) -> None:
        """The business date closes and the next one opens; sometimes only the one or the other is tried."""
        commands = self._next(self.today())
        if self.chance.random() < 0.2:
            commands.pop(self.chance.randrange(2))
        await self.desk.command(CSRC, *commands)

    def _next(self, today: int) -> list[Canonical]:
        return [CloseDate(today), OpenDate(_after(today))]

    async def wind_up(self) -> None:
        """Some dates pass, so that every instruction with a date ends."""
        today = self.today()
        for _ in range(DATES_AT_THE_END):
            await self.desk.command(CSRC, *self._next(today))
            today = _after(today)


def _after(day: int) -> int:
    return number_of(read_date(day) + timedelta(days=1))
