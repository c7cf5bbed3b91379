"""What the history of a commit says has moved, against what the model's positions did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actors.ledger.ledger import Applied, Ledger
from actors.ledger.movements import movements_of, paths_of

#: Available and earmarked by (account, asset).
Positions = Mapping[tuple[int, int], tuple[int, int]]


def history_differences(
    before: Positions, after: Positions, ledger: Ledger, applied: Applied
) -> Iterator[str]:
    """Every position whose change from ``before`` to ``after`` is not the sum of its movements in the history."""
    told: dict[tuple[int, int], tuple[int, int]] = {}
    for one in movements_of(applied.trades, paths_of(ledger.state)):
        key = (int(one["account"]), int(one["asset"]))
        if key[0]:
            free, held = told.get(key, (0, 0))
            told[key] = (free + int(one["available"]), held + int(one["earmarked"]))
    for key in sorted({*before, *after, *told}):
        was, now = before.get(key, (0, 0)), after.get(key, (0, 0))
        change = (now[0] - was[0], now[1] - was[1])
        if change != told.get(key, (0, 0)):
            yield (
                f"the history moves (available, earmarked) {told.get(key, (0, 0))} of asset {key[1]} on account "
                f"{key[0] >> 48}/{key[0] & (1 << 48) - 1}, it must be {change}"
            )
