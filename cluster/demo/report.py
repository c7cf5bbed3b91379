"""What the week came to: as JSON for machines, as a table for people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from cluster.demo.bonds import FACE_FEN, TAP_UNITS, THIRTY, Position
from cluster.demo.coupon import Paid
from cluster.demo.tally import Tally
from cluster.demo.trading import Death


@dataclass(slots=True)
class CustodyMove:
    """The custody transfer of the demo."""

    bond: str
    face_cny: str
    source: str
    target: str
    status: str
    finality_ms: float


@dataclass(slots=True)
class Report:
    """Filled in as the week goes on."""

    host: str
    nodes: list[str] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    #: Face issued at the end of the week, in fen, by bond.
    issued: dict[str, int] = field(default_factory=dict)
    tap_cny: str = ""
    #: What ¥100m of the 30-year at clean 98.50 cost, in fen.
    example_fen: int = 0
    tally: Tally = field(default_factory=Tally)
    death: Death = field(default_factory=Death)
    custody: CustodyMove | None = None
    coupon: Paid | None = None
    receipts_verified: int = 0
    receipts_wrong: int = 0
    results_equal: bool = False
    result: str = ""
    commits: int = 0
    breaks: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    wall_s: float = 0.0

    @property
    def conservation(self) -> bool:
        """Whether every validator's books add up."""
        return not self.breaks

    @property
    def good(self) -> bool:
        """Whether everything that the demo shows came out as it should."""
        wanted = {"SETTLED", "SECURITIES_SHORT", "CASH_SHORT", "RESERVE_SHORT", "CANCELLED", "EXPIRED"}
        return (
            self.conservation
            and self.results_equal
            and not self.failures
            and self.receipts_verified > 0
            and self.receipts_wrong == 0
            and self.coupon is not None
            and self.coupon.exact
            and self.custody is not None
            and self.custody.status == "SETTLED"
            and set(self.tally.by_status) == wanted
            and self.death.recovered_s > 0
        )

    def facts(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        tally, coupon = self.tally, self.coupon
        return {
            "host": self.host,
            "nodes": len(self.nodes),
            "bonds": len(self.positions),
            "issued": {code: yuan(fen) for code, fen in self.issued.items()},
            "tap": {
                "face_cny": yuan(TAP_UNITS * FACE_FEN),
                "paid_cny": self.tap_cny,
                "paid_to": "State Treasury",
            },
            "trades": {
                "submitted": tally.submitted,
                "settled": tally.settled,
                "failed": tally.submitted - tally.settled,
                "settled_in_dcep": tally.digital,
                "by_status": dict(sorted(tally.by_status.items())),
            },
            "worked_example": {
                "bond": THIRTY,
                "face_cny": "100000000.00",
                "clean": "98.50",
                "paid_cny": yuan(self.example_fen),
            },
            "dvp_per_s": round(tally.per_second, 1),
            "finality_ms": {f"p{percent}": round(tally.percentile(percent), 1) for percent in (50, 99, 100)},
            "custody_transfer": None
            if self.custody is None
            else {
                "bond": self.custody.bond,
                "face_cny": self.custody.face_cny,
                "from": self.custody.source,
                "to": self.custody.target,
                "status": self.custody.status,
                "finality_ms": round(self.custody.finality_ms, 1),
            },
            "coupon": None
            if coupon is None
            else {"gross_cny": yuan(coupon.gross_fen), "holders": coupon.holders, "exact": coupon.exact},
            "killed": {
                "node": self.death.node,
                "after_trades": self.death.killed_at,
                "settled_while_dead": self.death.settled_while_dead,
                "recovered_s": round(self.death.recovered_s, 3),
            },
            "receipts_verified": self.receipts_verified,
            "results_equal": self.results_equal,
            "result": self.result,
            "commits": self.commits,
            "conservation": self.conservation,
            "failures": [*self.failures, *self.breaks],
            "good": self.good,
            "wall_s": round(self.wall_s, 2),
        }

    def json(self) -> str:
        """:meth:`facts` as JSON text."""
        return json.dumps(self.facts(), ensure_ascii=False, indent=2) + "\n"


def yuan(fen: int) -> str:
    """An amount in yuan with two decimals, exact, without separators."""
    return f"{fen // 100}.{fen % 100:02d}"
