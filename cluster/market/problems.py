"""What can go wrong between a person and a market. Each text says what was wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actors.ledger.status import Status, status_of
from actors.parties.requests import Reason
from cluster.language import Say

#: Failed records that a text tells of, at most.
FAILURES_TOLD_MAX = 8
_FAILED = "{text_what} of {party}: {bad} of {all} records failed."


class MarketProblem(Exception):
    """Base of what a market's user can cause. ``str(problem)`` is English, :attr:`zh` Chinese."""

    @property
    def zh(self) -> str:
        """The text in Chinese."""
        return Say("zh")(str(self))


class RequestRefused(MarketProblem):
    """A party or node does not do what it was asked; ``reasons`` lists every fault, nothing changed."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))

    @property
    def zh(self) -> str:
        """The reasons in Chinese."""
        return "；".join(map(Say("zh"), self.reasons))


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
    """More than one thing is wrong with what was given. ``problems``: each of them, those of values that cannot be
    read in the order of the arguments, then one RequestRefused for each reason that the party has besides."""

    def __init__(self, problems: Iterable[Exception]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(one) for one in self.problems))

    @property
    def zh(self) -> str:
        """The problems in Chinese."""
        return "；".join(Say("zh")(str(one)) for one in self.problems)


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
    """The ledger refused what was asked.

    ``statuses``: the certified one of each record, in order. ``reasons``: what a node tells besides, by record: every
    other status that fits a command, and why a roster does not follow.
    """

    def __init__(
        self, what: str, party: str, statuses: Sequence[Status], reasons: Iterable[Reason] = ()
    ) -> None:
        self.what = what
        self.party = party
        self.statuses = tuple(statuses)
        self.reasons = {one.record: one for one in reasons}
        super().__init__(self._told("en"))

    @property
    def zh(self) -> str:
        """The text in Chinese."""
        return self._told("zh")

    def others(self, record: int) -> tuple[Status, ...]:
        """Every status that fits a record besides the certified one."""
        found = self.reasons.get(record)
        codes = found.statuses if found is not None else ()
        return tuple(status_of(code) for code in codes if code != self.statuses[record])

    def _told(self, language: str) -> str:
        say, bad = Say(language), [at for at, status in enumerate(self.statuses) if not status.good]
        head = say(_FAILED, text_what=self.what, party=self.party, bad=len(bad), all=len(self.statuses))
        told = [head, *(self._record(at, say) for at in bad[:FAILURES_TOLD_MAX])]
        if len(bad) > FAILURES_TOLD_MAX:
            told.append(say("and {count} more", count=len(bad) - FAILURES_TOLD_MAX))
        return " ".join(told)

    def _record(self, at: int, say: Say) -> str:
        statuses = (self.statuses[at], *self.others(at))
        sentences = [f"{one.name}: {one.zh if say.language == 'zh' else one.en}" for one in statuses]
        texts = self.reasons[at].texts if at in self.reasons else ()
        told = " ".join([*sentences, *(say("({text})", text=text) for text in texts)])
        return say("record {at}: {told}", at=at, told=told)


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
