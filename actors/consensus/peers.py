"""What this node believes of the other validators; its own choice, no part of what is agreed."""

from __future__ import annotations


class Peers:
    """Who is silent, who is missing our blocks, who was reported."""

    def __init__(self, validators: int, own: int, pause_ms: int) -> None:
        """Everyone is believed alive. ``pause_ms``: least time between two blocks sent to one peer."""
        self._own = own
        self._pause_ms = pause_ms
        self._silent = [False] * validators
        self._sent_ms: dict[int, int] = {}
        self._reported: set[tuple[int, int]] = set()

    def alive(self) -> list[int]:
        """Validators that are waited for, ascending."""
        return [one for one, silent in enumerate(self._silent) if not silent]

    def heard(self, validator: int) -> None:
        """A timely block of ``validator`` came."""
        self._silent[validator] = False

    def let_timeout_pass(self, validator: int) -> None:
        """``validator`` did not come in time; it is not waited for until it is heard again."""
        if validator != self._own:
            self._silent[validator] = True

    def may_send(self, validator: int, now_ms: int) -> bool:
        """Whether a block may be sent to ``validator`` alone now; counts as sent if so."""
        last = self._sent_ms.get(validator)
        if validator == self._own or (last is not None and now_ms - last < self._pause_ms):
            return False
        self._sent_ms[validator] = now_ms
        return True

    def report_once(self, validator: int, round: int) -> bool:
        """Whether equivocation of ``validator`` in ``round`` is news."""
        if (validator, round) in self._reported:
            return False
        self._reported.add((validator, round))
        return True

    def forget(self, horizon: int) -> None:
        """Drop reports of rounds up to ``horizon``."""
        self._reported = {one for one in self._reported if one[1] > horizon}
