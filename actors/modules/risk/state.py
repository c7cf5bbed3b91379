"""What the ledger knows of risk: investors, limits and what is used of them, warnings, measures, readings."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from actors.base.canonical import Canonical


class Watched(IntEnum):
    """What is watched (预警指标). A threshold's unit is in the table of parameters."""

    #: One owner's share of one issue.
    ISSUE_SHARE = 1
    #: One issuer's share of an owner's bonds, by face.
    PORTFOLIO_SHARE = 2
    #: An owner's bonds over those that are not pledged (earmarked).
    LEVERAGE = 3
    #: Share of an issuer's outstanding face that falls due in one month (到期墙).
    MATURITY_WALL = 4
    #: Share of the day's settlement instructions that failed.
    FAILS = 5
    #: Share of a limit that is used.
    LIMIT_USE = 6
    #: Days that a disclosure of an issuer is overdue.
    DISCLOSURE_OVERDUE = 7
    #: A disclosed amount over what it may be: debt over its limit, a balance that differs from the ledger.
    DISCLOSURE_DIFFERS = 8
    #: Disclosed debt over disposable revenue (债务率).
    DEBT_RATIO = 9
    #: Disclosed debt service over disposable revenue (偿债率).
    DEBT_SERVICE_RATIO = 10


class Level(IntEnum):
    """How serious a warning is (黄、橙、红)."""

    YELLOW = 1
    ORANGE = 2
    RED = 3


class WarningStanding(IntEnum):
    """Monitor → warn → handle → evaluate (监测、预警、处置、评估)."""

    RAISED = 1
    ACKNOWLEDGED = 2
    HANDLED = 3
    CLOSED = 4


class Subject(NamedTuple):
    """Whom or what a warning is about. ``owner``, ``asset``: 0 for none; ``name``: an issuer's, or empty.

    ``other``: a month (YYYYMM) of a maturity wall, the scope of a limit, the field of a disclosure.
    """

    owner: int = 0
    asset: int = 0
    name: str = ""
    other: int = 0


class Investor(Canonical):
    """An owner's category, who set it, and the last date on which it holds (0: always)."""

    owner: int
    category: int
    set_by: int
    until: int


class Restricted(Canonical):
    """A bond that is open on the instance to these categories alone (bits)."""

    instance: int
    asset: int
    categories: int
    set_by: int


class Limit(Canonical):
    """One limit of ``set_by``; see SetLimit."""

    instance: int
    scope: int
    subject: int
    other: int
    measure: int
    set_by: int
    value: int


class Use(Canonical):
    """What was bought and sold today under one scope, fen."""

    instance: int
    scope: int
    subject: int
    other: int
    bought: int
    sold: int


class Coming(Canonical):
    """Units of a bond that an owner has bought, less those it has sold, in deals that have not settled."""

    owner: int
    asset: int
    units: int


class Outcomes(Canonical):
    """How the day's settlement instructions of an instance ended so far."""

    instance: int
    settled: int
    failed: int


class Warned(Canonical):
    """One warning (预警). ``value`` reached ``threshold`` of ``watched`` at ``raised_ms``; both in its unit.

    ``changed_ms``: when value or level last changed; ``cleared_ms``: when the value had fallen below every threshold, 0
    while it has not; ``measures``: bits of what was done by itself, none once cleared. Institutions and times of the
    further steps are 0 until they are taken.
    """

    number: int
    instance: int
    watched: int
    owner: int
    asset: int
    name: str
    other: int
    level: int
    value: int
    threshold: int
    raised_ms: int
    changed_ms: int
    standing: int = WarningStanding.RAISED
    cleared_ms: int = 0
    measures: int = 0
    acknowledged_by: int = 0
    acknowledged_ms: int = 0
    handled_by: int = 0
    handled_ms: int = 0
    action: int = 0
    handling: bytes = b""
    evaluated_by: int = 0
    evaluated_ms: int = 0
    verdict: int = 0
    evaluation: bytes = b""

    @property
    def subject(self) -> Subject:
        """Whom or what it is about."""
        return Subject(self.owner, self.asset, self.name, self.other)

    @property
    def identity(self) -> tuple[int, int, Subject]:
        """What no other open warning has."""
        return self.instance, self.watched, self.subject


class Halt(Canonical):
    """Trading of a bond (0: of all) is halted on the instance. ``warning``: whose measure it is, 0: ordered by hand."""

    instance: int
    asset: int
    warning: int
    ordered_by: int
    since_ms: int


class Stop(Canonical):
    """An owner (0: everybody) buys no more of a bond (0: any), of an issuer (empty: any)."""

    instance: int
    owner: int
    asset: int
    issuer: str
    warning: int
    ordered_by: int
    since_ms: int


class Reading(Canonical):
    """What a survey saw of an instance on a business date. Faces in fen, shares in hundredths of a percent.

    ``bonds`` with ``outstanding`` face at ``holders`` owners; ``top_share``: the largest owner's part of it;
    ``due_year``: face that falls due within twelve months; ``turnover``: cash of the day's deals; ``settled``,
    ``failed``: the day's instructions; ``yellow``, ``orange``, ``red``: open warnings by level.
    """

    date: int
    instance: int
    time_ms: int
    bonds: int
    outstanding: int
    holders: int
    top_share: int
    due_year: int
    turnover: int
    settled: int
    failed: int
    yellow: int
    orange: int
    red: int


class Counter(Canonical):
    """The last number given under a name."""

    name: str
    last: int
