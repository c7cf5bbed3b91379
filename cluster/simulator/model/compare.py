"""What the real ledger did, against what the model says it must have done. Every difference is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from actors.base.batch import Batch
from actors.base.commit import Commit
from actors.base.outcome import LateLeaf, Leaf, Outcome, outcomes_of, read_leaf
from actors.ledger.layout import TRADE
from actors.ledger.ledger import Applied, Ledger
from actors.ledger.records import Kind
from actors.ledger.status import Status
from cluster.simulator.model.history import history_differences
from cluster.simulator.model.model import Model, Outcomes
from cluster.simulator.model.record import records_of
from cluster.simulator.model.state import Late, Origin, Trade

#: A batch that is refused whole may bear the number of one that was executed in the same commit.
_WHOLE_BATCH = frozenset(
    {
        Status.VALIDITY_TOO_LONG,
        Status.BATCH_EXPIRED,
        Status.SEQUENCE_TOO_OLD,
        Status.SEQUENCE_REPEATED,
    }
)
_SAID = tuple(name for name in TRADE.names or () if name not in ("commit", "time_ms"))
_Expected = tuple[Origin, frozenset[Status]]


def compare(
    model: Model, ledger: Ledger, commit: Commit, batches: Sequence[Batch], applied: Applied
) -> list[str]:
    """Apply the commit to ``model`` and give every difference from what ``ledger`` did with it.

    ``applied`` is what ``ledger.apply(commit, batches)`` gave just before; ``model`` stands one commit behind.
    Where the specification leaves open which of several refusals comes first, any of them is right.
    """
    before = dict(model.positions())
    expected = model.apply(commit, batches)
    positions = _position_differences(model, ledger)
    return [
        *_outcome_differences(expected, applied, batches),
        *_trade_differences(expected, _bulk_trades(model, applied), set(positions)),
        *positions.values(),
        *history_differences(before, model.positions(), ledger, applied),
        *_total_differences(model, ledger),
        *(f"the model itself: {one}" for one in model.breaks()),
        *(f"the ledger reconciles with {one}" for one in ledger.reconcile()),
        *_roster_differences(expected, applied),
    ]


def holdings_apart(model: Model, ledger: Ledger) -> list[str]:
    """Every position, issued total and account of ``ledger`` that is not as in ``model``, after equal commits."""
    return [*_position_differences(model, ledger).values(), *_total_differences(model, ledger)]


def _outcome_differences(expected: Outcomes, applied: Applied, batches: Sequence[Batch]) -> Iterator[str]:
    leaves = [read_leaf(data) for data in applied.leaves]
    first = next((at for at, leaf in enumerate(leaves) if not isinstance(leaf, LateLeaf)), None)
    if first is None:
        first = _leaves_of(leaves, len(expected.expired))
    last = next((at for at in range(len(leaves), 0, -1) if not isinstance(leaves[at - 1], LateLeaf)), first)
    direct: list[_Expected] = [
        (_origin(one.header.institution, one.header.stream, one.header.sequence, at), ruling.acceptable)
        for one in expected.direct
        for at, ruling in enumerate(one.rulings or ())
    ]
    kinds = _kinds(batches)
    yield from _differences("expiry", _by_batch(expected.expired), leaves[:first], {})
    yield from _differences("direct outcome", direct, leaves[first:last], kinds)
    yield from _differences("late outcome", _by_batch(expected.late), leaves[last:], {})
    yield from _twin_differences(expected.late, leaves[first:])


def _leaves_of(leaves: Sequence[Leaf], outcomes: int) -> int:
    """How many of the first leaves hold so many outcomes: expiries come first, and no batch follows that ends them."""
    for at, leaf in enumerate(leaves):
        if outcomes <= 0:
            return at
        outcomes -= sum(1 for _ in outcomes_of(leaf))
    return len(leaves)


def _origin(institution: int, stream: int, sequence: int, record: int) -> Origin:
    return Origin(institution, stream, sequence, record)


def _by_batch(lates: Iterable[Late]) -> list[_Expected]:
    """The order of docs/spec/receipts.md: batches ascending by place, then the order of creation."""
    return [(one.origin, one.acceptable) for one in sorted(lates, key=lambda late: late.origin[:3])]


def _kinds(batches: Sequence[Batch]) -> dict[Origin, str]:
    """What each bulk record asked for, to say so."""
    found: dict[Origin, str] = {}
    for batch in batches:
        head = batch.header
        if head.lane:
            continue
        for at, record in enumerate(records_of(batch.payload)):
            name = Kind(record.kind).name if record.kind in set(Kind) else f"kind {record.kind}"
            found[_origin(head.institution, head.stream, head.sequence, at)] = name
    return found


def _differences(
    what: str, expected: list[_Expected], leaves: Sequence[Leaf], kinds: dict[Origin, str]
) -> Iterator[str]:
    actual: list[Outcome] = [one for leaf in leaves for one in outcomes_of(leaf)]
    for want, got in zip_longest(expected, actual):
        if want is None:
            yield f"{what} that nothing asked for: {_place(Origin(*got[:4]), kinds)} is {status_name(got.status)}"
        elif got is None:
            yield f"{what} missing: {_place(want[0], kinds)} must be {_names(want[1])}"
        elif want[0] != got[:4]:
            found = _place(Origin(*got[:4]), kinds)
            yield f"{what} out of order: {_place(want[0], kinds)} is due, {found} is there"
            return
        elif got.status not in want[1]:
            yield f"{what}: {_place(want[0], kinds)} is {status_name(got.status)}, must be {_names(want[1])}"


def _twin_differences(lates: Iterable[Late], leaves: Sequence[Leaf]) -> Iterator[str]:
    """Both halves of a trade have the same final status."""
    last = {
        Origin(*one[:4]): one.status
        for leaf in leaves
        for one in outcomes_of(leaf)
        if one.status not in _WHOLE_BATCH
    }
    for late in lates:
        if late.twin is not None and last.get(late.origin) != last.get(late.twin):
            yield f"the two halves of one trade differ: {_place(late.origin, {})} and {_place(late.twin, {})}"


def _bulk_trades(model: Model, applied: Applied) -> list[Any]:
    """Rows of history of matched halves, without those that modules wrote."""
    told = Counter(_told(row) for rows in (model.plain.noted if model.plain else ()) for row in rows)
    found = []
    for row in applied.trades:
        if int(row["kind"]) not in (Kind.DELIVER, Kind.RECEIVE):
            continue
        if told[_told(row)]:
            told[_told(row)] -= 1
        else:
            found.append(row)
    return found


def _told(row: Any) -> tuple[int, ...]:
    """What a row says, without when."""
    return tuple(int(row[name]) for name in _SAID)


def _trade_differences(expected: Outcomes, rows: list[Any], wrong: set[tuple[int, int]]) -> Iterator[str]:
    if len(rows) != len(expected.trades):
        yield f"{len(rows)} trades in the list of trades, {len(expected.trades)} pairs of halves agreed"
    for trade, row in zip(expected.trades, rows, strict=False):
        fields = _trade_fields(trade)
        found = {name: int(row[name]) for name in fields}
        if found != fields:
            yield f"trade {trade.seller.reference} is listed as {found}, it was {fields}"
        if int(row["status"]) not in trade.acceptable:
            yield f"trade {trade.seller.reference} is listed {status_name(int(row['status']))}, must be {_names(trade.acceptable)}"
    for trade in expected.trades:
        legs = [
            bool(wrong & {(account, asset) for account in accounts})
            for asset, accounts in (
                (trade.seller.asset, (trade.seller.account, trade.buyer.account)),
                (trade.seller.cash, (trade.seller.contra, trade.buyer.contra)),
            )
        ]
        if legs[0] != legs[1]:
            side = "securities" if legs[0] else "cash"
            yield f"trade {trade.seller.reference}: the {side} leg differs and the other does not"


def _trade_fields(trade: Trade) -> dict[str, int]:
    seller, buyer = trade.seller, trade.buyer
    return {
        "reference": seller.reference,
        "seller": seller.owner,
        "buyer": buyer.owner,
        "seller_account": seller.account,
        "buyer_account": buyer.account,
        "seller_cash": seller.contra,
        "buyer_cash": buyer.contra,
        "asset": seller.asset,
        "quantity": seller.quantity,
        "cash": seller.cash,
        "amount": seller.amount,
    }


def _position_differences(model: Model, ledger: Ledger) -> dict[tuple[int, int], str]:
    """By (account, asset): what is held and what should be."""
    actual = {
        (int(row["account"]), int(row["asset"])): (int(row["available"]), int(row["earmarked"]))
        for row in ledger.holdings(None)
    }
    expected = model.positions()
    return {
        key: f"account {key[0] >> 48}/{key[0] & (1 << 48) - 1} holds (available, earmarked) "
        f"{actual.get(key, (0, 0))} of asset {key[1]}, must be {expected.get(key, (0, 0))}"
        for key in sorted(actual.keys() | expected.keys())
        if actual.get(key, (0, 0)) != expected.get(key, (0, 0))
    }


def _total_differences(model: Model, ledger: Ledger) -> Iterator[str]:
    actual = {one.number: one.issued for one in ledger.assets()}
    if actual != model.issued():
        yield f"issued totals are {actual}, must be {model.issued()}"
    for number, account in model.accounts().items():
        row = ledger.account(number)
        want = (account.owner, account.class_, account.lower, account.cash_account, account.order)
        if row is None:
            yield f"account {number:#x} is not open, must be"
        elif (row.owner, row.class_, row.lower, row.cash_account, row.order) != want:
            yield f"account {number:#x} is {row}, must be {account}"


def _roster_differences(expected: Outcomes, applied: Applied) -> Iterator[str]:
    if expected.next_roster != applied.next_roster:
        yield "the roster that begins after this commit is not the one that it carried"


def _place(origin: Origin, kinds: dict[Origin, str]) -> str:
    institution, stream, sequence, record = origin
    kind = kinds.get(origin, "")
    return f"record {record} of batch {institution}/{stream}/{sequence}" + (f" ({kind})" if kind else "")


def status_name(code: int) -> str:
    """The name of a status code, or the code in words."""
    status = Status.of(code)
    return f"unknown status {code}" if status is None else status.name


def _names(statuses: Iterable[Status]) -> str:
    return " or ".join(sorted(one.name for one in statuses))
