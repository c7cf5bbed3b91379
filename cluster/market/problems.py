"""What can go wrong between a person and a market. Each text says what was wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actors.ledger.status import Status
from actors.parties.desk import RequestRefused


class MarketProblem(Exception):
    """Base of what a market's user can cause."""


class UnknownHost(MarketProblem, ValueError):
    """No such way of running a market."""


class UnknownParty(MarketProblem, KeyError):
    """No party of this name in the market, or not one with this key or role."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownAsset(MarketProblem, KeyError):
    """No asset of this code or number."""

    def __str__(self) -> str:
        return str(self.args[0])


class SeveralProblems(MarketProblem, ValueError):
    """More than one thing is wrong with what was given. ``problems``: each of them, in the order of the arguments."""

    def __init__(self, problems: Iterable[Exception]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(one) for one in self.problems))


class MarketExists(MarketProblem):
    """The directory holds something already; nothing is overwritten."""


class NoMarket(MarketProblem):
    """The directory holds no market, or not a whole one."""


class WrongPassword(MarketProblem):
    """The market's keys do not open with this password."""


class NotRunning(MarketProblem):
    """The market was stopped."""


class TooSlow(MarketProblem):
    """No certified outcome in time; it may still come."""


class InstructionFailed(MarketProblem):
    """The ledger refused what was asked. ``statuses``: one a record, in order."""

    def __init__(self, what: str, statuses: Sequence[Status]) -> None:
        self.statuses = tuple(statuses)
        bad = [(at, status) for at, status in enumerate(self.statuses) if not status.good]
        told = [f"record {at}: {status.name}: {status.en}" for at, status in bad[:8]]
        if len(bad) > 8:
            told.append(f"and {len(bad) - 8} more")
        super().__init__(f"{what}: {len(bad)} of {len(self.statuses)} records failed. " + " ".join(told))


__all__ = [
    "InstructionFailed",
    "MarketExists",
    "MarketProblem",
    "NoMarket",
    "NotRunning",
    "RequestRefused",
    "SeveralProblems",
    "TooSlow",
    "UnknownAsset",
    "UnknownHost",
    "UnknownParty",
    "WrongPassword",
]
