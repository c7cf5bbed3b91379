"""What can be wrong with a question about the past. Each text says with which value, and what to do."""

from __future__ import annotations

from cluster.language import Say


class AnalyticsProblem(ValueError):
    """Base of what somebody who asks about the past can cause. ``str(problem)`` is English, :attr:`zh` Chinese."""

    @property
    def zh(self) -> str:
        """The text in Chinese."""
        return Say("zh")(str(self))


class UnknownMoment(AnalyticsProblem):
    """No moment, or one that lies in the future, before the market, or before the history that is kept."""


class UnknownHolder(AnalyticsProblem):
    """No account of this number that the asker may see, or no asset of this code."""


class QueryProblem(AnalyticsProblem):
    """SQL that does not run, or that may not."""


class TooLong(AnalyticsProblem):
    """More rows than the limit."""


class ExportProblem(AnalyticsProblem):
    """The files cannot be written there."""


class NotInstalled(AnalyticsProblem):
    """A library that is needed is not installed."""
