"""The bulk lane: records one after another, linked groups as one. Source: docs/spec/records.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from actors.base.batch import Batch
from actors.ledger.records import Kind
from actors.ledger.status import Status
from cluster.simulator.model import earmarks, halves, keeping, moving
from cluster.simulator.model.record import Record, records_of
from cluster.simulator.model.rules import UNLINKABLE, Rule, Ruling, Signed, refused, rule_on
from cluster.simulator.model.state import Origin, State

_RULES: Final[dict[int, Rule]] = {
    Kind.OPEN: keeping.open_account,
    Kind.GRANT: keeping.grant,
    Kind.REVOKE: keeping.revoke,
    Kind.FREEZE: keeping.freeze,
    Kind.UNFREEZE: keeping.unfreeze,
    Kind.LIMIT: keeping.limit,
    Kind.ISSUE: moving.issue,
    Kind.REDEEM: moving.redeem,
    Kind.DELIVER: halves.half,
    Kind.RECEIVE: halves.half,
    Kind.CANCEL: halves.cancel,
    Kind.TRANSFER: moving.transfer,
    Kind.PAYMENT: moving.transfer,
    Kind.CUSTODY_TRANSFER: moving.transfer,
    Kind.EARMARK: earmarks.earmark,
    Kind.SETTLE: earmarks.settle,
    Kind.RELEASE: earmarks.release,
}


def execute(state: State, batch: Batch) -> list[Ruling]:
    """Rule on every record of a batch, in order."""
    head = batch.header
    signed = [
        Signed(head.institution, Origin(head.institution, head.stream, head.sequence, at), record)
        for at, record in enumerate(records_of(batch.payload))
    ]
    rulings: list[Ruling] = []
    for group in _groups(signed):
        rulings.extend(rule_group(state, group))
    return rulings


def rule_group(state: State, group: list[Signed]) -> list[Ruling]:
    """Rule on records that stand or fall together, or on a single one."""
    return _group(state, group) if group[0].record.linked else [_single(state, group[0])]


def _groups(signed: Sequence[Signed]) -> Iterator[list[Signed]]:
    """Runs of linked records, each ending with the first that is not; singles otherwise."""
    group: list[Signed] = []
    for one in signed:
        group.append(one)
        if not one.record.linked:
            yield group
            group = []
    if group:
        yield group


def _single(state: State, one: Signed) -> Ruling:
    rule = _RULES.get(one.record.kind)
    if rule is None:
        return _unknown_kind(one.record)
    return rule_on(state, rule(state, one))


def _unknown_kind(record: Record) -> Ruling:
    if record.flags & ~1:
        return refused(Status.UNKNOWN_KIND, Status.UNKNOWN_FLAG)
    return refused(Status.UNKNOWN_KIND)


def _group(state: State, group: list[Signed]) -> list[Ruling]:
    """Wholly or not at all; the first failing record bears its own status."""
    if group[-1].record.linked:
        return [refused(Status.LINK_OPEN)] * len(group)
    mark = state.mark()
    rulings: list[Ruling] = []
    for one in group:
        ruling = refused(Status.NOT_LINKABLE) if one.record.kind in UNLINKABLE else _single(state, one)
        if not ruling.applied:
            state.roll_back(mark)
            others = refused(Status.LINKED_FAILED)
            return [ruling if other is one else others for other in group]
        rulings.append(ruling)
    return rulings
