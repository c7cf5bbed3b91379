"""What is missing, whom to ask for it, and when to ask again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actors.base.block import Ref
from actors.consensus.aside import Need
from actors.consensus.effects import WantBatches, WantBlocks

BACKOFF_DOUBLINGS_MAX = 4


@dataclass(slots=True)
class Want:
    """One missing thing: when to ask next (elapsed ms), how often asked, and whom, best first."""

    due_ms: int
    attempts: int
    validators: tuple[int, ...]


class Wants:
    """Everything asked for or about to be."""

    def __init__(self, validators: int, own: int, ask_ms: int, again_ms: int) -> None:
        """Nothing is missing. ``ask_ms``: pause before the first request; ``again_ms``: before the second."""
        self._others = [one for one in range(validators) if one != own]
        self._ask_ms = ask_ms
        self._again_ms = again_ms
        self._wants: dict[Need, Want] = {}

    def __len__(self) -> int:
        return len(self._wants)

    def need(self, need: Need, holders: tuple[int, ...], now_ms: int) -> None:
        """``need`` is missing; ``holders`` should have it, likeliest first."""
        if need not in self._wants:
            self._wants[need] = Want(now_ms + self._ask_ms, 0, self._order(holders))

    def met(self, need: Need) -> None:
        """``need`` is no longer missing."""
        self._wants.pop(need, None)

    def keep(self, is_missing: Callable[[Need], bool]) -> None:
        """Drop what is no longer missing."""
        for need in [one for one in self._wants if not is_missing(one)]:
            del self._wants[need]

    def next_due_ms(self) -> int | None:
        """When to ask next, or None."""
        return min((want.due_ms for want in self._wants.values()), default=None)

    def ask(self, now_ms: int) -> list[WantBlocks | WantBatches]:
        """Requests due now, one per order of validators; each asks another validator first next time."""
        refs: dict[tuple[int, ...], list[Ref]] = {}
        digests: dict[tuple[int, ...], list[bytes]] = {}
        for need, want in self._wants.items():
            if want.due_ms > now_ms:
                continue
            turn = want.attempts % len(want.validators)
            order = want.validators[turn:] + want.validators[:turn]
            if isinstance(need, bytes):
                digests.setdefault(order, []).append(need)
            else:
                refs.setdefault(order, []).append(need)
            want.due_ms = now_ms + self._again_ms * 2 ** min(want.attempts // 2, BACKOFF_DOUBLINGS_MAX)
            want.attempts += 1
        return [
            *(WantBlocks(tuple(sorted(few)), order) for order, few in refs.items()),
            *(WantBatches(tuple(few), order) for order, few in digests.items()),
        ]

    def _order(self, holders: tuple[int, ...]) -> tuple[int, ...]:
        likely = [one for one in dict.fromkeys(holders) if one in self._others]
        return (*likely, *(one for one in self._others if one not in likely))
