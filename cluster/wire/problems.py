"""What can go wrong with a wire. Each text says what was wrong and what to do."""

from __future__ import annotations

from actors.host import HostProblem


class WireProblem(HostProblem):
    """A wire that cannot be made or opened: its key, its certificate, its port."""


class Refusal(Exception):
    """A connection that must not go on; the text tells both sides why.

    ``duplicate``: another connection serves already, and nothing is wrong.
    """

    def __init__(self, text: str, duplicate: bool = False) -> None:
        """Refuse, for the reason in ``text``."""
        super().__init__(text)
        self.duplicate = duplicate
