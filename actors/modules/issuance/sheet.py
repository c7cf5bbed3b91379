"""What makes an opened sheet of bids good. The client asks the same before it seals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from actors.ledger.status import Status
from actors.modules.issuance.auction import OFFER_MAX, VALUE_MAX
from actors.modules.issuance.commands import Limits
from actors.modules.issuance.sealing import SheetLine


class SheetRules(NamedTuple):
    """What one member may bid. ``lot``, ``line_max``, ``member_max``, ``noncompetitive``: units."""

    limits: Limits
    lot: int
    line_max: int
    member_max: int
    noncompetitive: int
    lines_max: int


def why_no_line(rules: SheetRules, line: SheetLine) -> list[Status]:
    """Every reason against one bid by itself."""
    faults: list[Status] = []
    if line.value:
        faults += _why_no_value(rules.limits, line.value)
    if not 0 < line.units < OFFER_MAX or line.units % rules.lot:
        faults.append(Status.BID_WRONG_LOT)
    if line.value and line.units > rules.line_max:
        faults.append(Status.BID_TOO_LARGE)
    return faults


def _why_no_value(limits: Limits, value: int) -> list[Status]:
    faults: list[Status] = []
    if value % limits.tick:
        faults.append(Status.BID_OFF_TICK)
    if not 0 < value < VALUE_MAX or value < limits.low or (limits.high and value > limits.high):
        faults.append(Status.BID_OUT_OF_BOUNDS)
    return faults


def why_no_sheet(rules: SheetRules, lines: Sequence[SheetLine]) -> list[Status]:
    """Every reason why the bids, together, are refused whole."""
    faults = [] if 1 <= len(lines) <= rules.lines_max else [Status.BID_LINES]
    for line in lines:
        faults += why_no_line(rules, line)
    values = [line.value for line in lines]
    if len(set(values)) < len(values):
        faults.append(Status.BID_VALUE_REPEATED)
    bids = [line for line in lines if line.value]
    far = max((line.value for line in bids), default=0) - min((line.value for line in bids), default=0)
    if rules.limits.spread_ticks and far > rules.limits.spread_ticks * rules.limits.tick:
        faults.append(Status.BID_SPREAD)
    free = sum(line.units for line in lines if not line.value)
    if sum(line.units for line in bids) > rules.member_max or free > rules.noncompetitive:
        faults.append(Status.BID_OVER_SHARE)
    return list(dict.fromkeys(faults))
