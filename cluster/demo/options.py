"""What a run of the demo is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cluster.hosts.choice import HOSTS

#: Enough for every reason to fail to come up.
TRADES_MIN = 200
TRADES_MAX = 2_000_000


class OptionProblem(ValueError):
    """An option that makes no demo; the text says what to give."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """``trades``: secondary trades of the Monday. ``data``: the market's directory (None: a temporary one)."""

    host: str = "local"
    blueprint: str = "treasury"
    trades: int = 20_000
    seed: int = 20_260_323
    data: Path | None = None
    #: Deals that are confirmed together, at most.
    batch_max: int = 1_000
    #: Batches on their way at the same time.
    in_flight: int = 3
    #: Receipts of trades that are checked, besides those of everything special.
    receipts: int = 200
    #: File for the numbers.
    json: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no demo.

        Raises:
            OptionProblem: with every reason.
        """
        faults: list[str] = []
        if self.host not in HOSTS:
            faults.append(f"no host {self.host!r}; there is {', '.join(HOSTS)}")
        if not TRADES_MIN <= self.trades <= TRADES_MAX:
            faults.append(f"{self.trades} trades; give {TRADES_MIN} to {TRADES_MAX}")
        if not 1 <= self.batch_max <= 50_000:
            faults.append(f"batches of {self.batch_max} deals; give 1 to 50000")
        if not 1 <= self.in_flight <= 16:
            faults.append(f"{self.in_flight} batches in flight; give 1 to 16")
        if self.data is not None and self.data.is_dir() and any(self.data.iterdir()):
            faults.append(f"{self.data} is not empty; give an empty or absent directory")
        if self.json is not None and not self.json.absolute().parent.is_dir():
            faults.append(f"{self.json.parent} is no directory; create it, or write the numbers elsewhere")
        if faults:
            raise OptionProblem("; ".join(faults))

    @property
    def sizes(self) -> list[int]:
        """Deals a batch, in order; at least twenty batches, so that there is a middle to die in."""
        size = max(1, min(self.batch_max, self.trades // 20))
        rest = self.trades % size
        return [size] * (self.trades // size) + ([rest] if rest else [])
