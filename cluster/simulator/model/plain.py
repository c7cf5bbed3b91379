"""A ledger without a kernel, on which the modules' own rules run a second time (docs/adr/0028).

The modules ask it the same questions and give it the same orders as the real one; what they order moves by the model's
posting rule, on the model's tables. So statuses, late outcomes and balances are reckoned twice, and no posting of the
kernel is believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar, Union, cast, get_args

import numpy as np

from actors.base.batch import BatchHeader
from actors.base.canonical import Canonical
from actors.ledger import commands
from actors.ledger import moves as ordered
from actors.ledger.layout import TRADE, Rows
from actors.ledger.module import Module, Origin, Rules
from actors.ledger.records import Class, Kind, Records, linked
from actors.ledger.status import Status
from cluster.simulator.model import bulk
from cluster.simulator.model.answers import Answers
from cluster.simulator.model.business import merge_lines
from cluster.simulator.model.moving import NEVER_NAMED
from cluster.simulator.model.postings import Move
from cluster.simulator.model.record import records_of
from cluster.simulator.model.rules import Ruling, Signed
from cluster.simulator.model.state import Late, State
from cluster.simulator.model.state import Origin as Place
from cluster.simulator.model.tables import Tables
from cluster.simulator.model.watch import Watch

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

M = TypeVar("M", bound=Module)
#: What a client's account gained of an asset.
Nets = dict[tuple[int, int], int]

#: Of several faults of one move the first of these is told (docs/spec/postings.md).
_ORDER: Final = (
    Status.LINE_FROZEN,
    Status.GATEWAY_FROZEN,
    Status.NO_OMNIBUS,
    Status.CASH_ACCOUNT_FROZEN,
    Status.ACCOUNT_FROZEN,
    Status.OMNIBUS_FROZEN,
    Status.CASH_SHORT,
    Status.SECURITIES_SHORT,
    Status.RESERVE_SHORT,
    Status.NOMINEE_SHORT,
    Status.LIMIT_EXCEEDED,
    Status.LINE_NOT_AUTHORISED,
)


class PlainLedger(Answers):
    """Answers as ``actors.ledger.ledger.Ledger`` does, as far as modules ask."""

    def __init__(self, state: State, modules: Iterable[Module], watches: Iterable[Watch] = ()) -> None:
        """Over the model's tables, with fresh modules; ``watches`` are told of everything as it happens."""
        self._model = state
        self.state = Tables(state)
        self.modules = tuple(modules)
        self.watches = tuple(watches)
        self.rules: Rules = {kind: rule for one in self.modules for kind, rule in one.rules.items()}
        own = get_args(commands.Command)
        #: The kinds of commands that this market knows.
        self.kinds: object = Union[(*own, *(kind for kind in self.rules if kind not in own))]
        self.origin = Origin(0, 0, 0, 0)
        self.opened_ms = 0
        #: Institutions that signed a command which was taken: on whose word modules may debit.
        self._heard: set[int] = set()
        self._moved: Nets = defaultdict(int)
        #: Rows of history that modules wrote in the commit.
        self.noted: list[Rows] = []

    @property
    def tables(self) -> State:
        """The model's own tables, for who looks on."""
        return self._model

    # The market's modules.

    def find_module(self, kind: type[M]) -> M | None:
        """The market's module of this kind, or None."""
        return next((one for one in self.modules if isinstance(one, kind)), None)

    def module(self, kind: type[M]) -> M:
        """The same.

        Raises:
            KeyError: the market runs without it.
        """
        found = self.find_module(kind)
        if found is None:
            raise KeyError(kind.name)
        return found

    # What commands use.

    def post(self, moves: Sequence[ordered.Move], forced: bool = False, collateral: bool = False) -> Status:
        """Make these moves in order by the model's posting rule, all or none. SETTLED, or why not."""
        state = self._model
        mark = state.mark()
        for one in moves:
            status = self._post(one, forced, collateral)
            if status is not Status.SETTLED:
                state.roll_back(mark)
                return status
        for one in moves:
            self._moved[one.source, one.asset] -= one.quantity
            self._moved[one.target, one.asset] += one.quantity
        return Status.SETTLED

    def _post(self, one: ordered.Move, forced: bool, collateral: bool) -> Status:
        state = self._model
        if one.source not in state.accounts or one.target not in state.accounts:
            return Status.ACCOUNT_UNKNOWN
        asset = state.assets.get(one.asset)
        if asset is None or asset.merged_into:
            return Status.ASSET_MERGED if asset else Status.ASSET_UNKNOWN
        if one.quantity < 1:
            return Status.QUANTITY_ZERO
        for account in (one.source, one.target):
            class_ = Class(state.accounts[account].class_)
            if class_ in NEVER_NAMED and not (collateral and class_ is Class.COLLATERAL):
                return NEVER_NAMED[class_]
        if one.source == one.target:
            return Status.SETTLED
        move = Move(asset, one.source, one.target, one.quantity)
        faults = (set() if forced else move.frozen(state)) | move.faults(state)
        if faults:
            return next(status for status in _ORDER if status in faults)
        granted = "a pledge released, by who signed" * collateral or "an order or the bond's terms" * forced
        move.post(state, self._signer(one.source), granted=granted)
        return Status.SETTLED

    def _signer(self, account: int) -> int:
        """Who allowed the debit: of those that ever signed a command here, one with the right to; 0 for nobody."""
        return next((one for one in sorted(self._heard) if self.may_debit(one, account)), 0)

    def move(self, moves: Sequence[ordered.Move], kind: int, institution: int, reference: int = 0) -> Status:
        """As :meth:`post`, with history."""
        status = self.post(moves)
        if status is Status.SETTLED:
            self.note(moves, kind, institution, reference)
        return status

    def note(self, moves: Sequence[ordered.Move], kind: int, institution: int, reference: int = 0) -> None:
        """History of moves that were made."""
        rows = self.new_trades(len(moves))
        rows["seller_account"] = [one.source for one in moves]
        rows["buyer_account"] = [one.target for one in moves]
        rows["quantity"] = [one.quantity for one in moves]
        rows["asset"] = [one.asset for one in moves]
        rows["reference"], rows["seller"] = reference, institution
        rows["kind"], rows["status"] = kind, Status.SETTLED

    def new_trades(self, count: int) -> Rows:
        """Rows of history to be filled in."""
        rows = np.zeros(count, TRADE)
        self.noted.append(rows)
        return rows

    def run(self, institution: int, *found: Records) -> Status:
        """Records of the bulk lane as one group, by that institution's authority; the last status, or why not."""
        place = Place(*_fields(self.origin))
        group = [Signed(institution, place, one) for one in records_of(linked(*found).tobytes())]
        rulings = bulk.rule_group(self._model, group)
        outcomes = [min(one.acceptable) for one in rulings]
        refused = [
            status
            for one, status in zip(rulings, outcomes, strict=True)
            if not one.applied and status is not Status.LINKED_FAILED
        ]
        return refused[0] if refused else outcomes[-1]

    def set_line(
        self, account: int, asset: int, *, limit: int | None = None, frozen: bool | None = None
    ) -> Status:
        """Bound or freeze a line, which begins if there is none."""
        state, key = self._model, (account, asset)
        state.put(state.lines, key, True)
        if limit is not None:
            state.put(state.limits, key, limit)
        if frozen:
            state.put(state.frozen_lines, key, True)
        elif frozen is False:
            state.drop(state.frozen_lines, key)
        return Status.DONE

    def restrain(self, _lines: int, stopped: Collection[int], authorising: Collection[int]) -> None:
        """Which gateways are frozen or authorise each line."""
        state = self._model
        for table, gateways in ((state.stopped, stopped), (state.authorising, authorising)):
            for one in [one for one in table if one not in gateways]:
                state.drop(table, one)
            for one in gateways:
                state.put(table, one, True)

    def merge_lines(self, tranche: int, parent: int) -> None:
        """Every position of the tranche becomes one of the parent."""
        merge_lines(self._model, tranche, parent)

    def close_account(self, account: int) -> None:
        """Close an open account."""
        self._model.change_account(account, class_=int(Class.CLOSED))

    def late(self, origin: Origin, status: Status) -> None:
        """The end of a command that waited."""
        self._model.late.append(Late(Place(*_fields(origin)), frozenset({status})))

    # What the model does with it.

    @property
    def as_ledger(self) -> Ledger:
        """Itself, as what the modules take it for."""
        return cast("Ledger", self)

    def execute(self, head: BatchHeader, at: int, command: Canonical) -> Ruling:
        """Judge and carry out a command of a module."""
        self.origin = Origin(head.institution, head.stream, head.sequence, at)
        rule = self.rules[type(command)]
        faults = rule.why_not(self.as_ledger, head.institution, command)
        if faults:
            return Ruling(frozenset({faults[0]}), False)
        known = head.institution in self._heard
        self._heard.add(head.institution)
        status = rule.do(self.as_ledger, head.institution, command)
        if not status.good and not known:
            self._heard.discard(head.institution)
        if status.good:
            for watch in self.watches:
                watch.done(self, head.institution, command, status)
        return Ruling(frozenset({status}), status.good)

    def tightened(self, institution: int, command: Canonical) -> frozenset[Status]:
        """What modules have against a command of the ledger's own, besides what the model has."""
        rule = self.rules.get(type(command))
        return frozenset(rule.why_not(self.as_ledger, institution, command)) if rule else frozenset()

    def carried_out(self, institution: int, command: Canonical) -> None:
        """A command of the ledger's own was: tell the modules of the date that opened or closed, of the tap that merged."""
        for watch in self.watches:
            watch.done(self, institution, command, Status.DONE)
        if isinstance(command, commands.OpenDate):
            self.opened_ms = self.time_ms
            for module in self.modules:
                module.date_opened(self.as_ledger)
        elif isinstance(command, commands.CloseDate):
            for module in self.modules:
                module.date_closed(self.as_ledger)
        elif isinstance(command, commands.MergeAsset):
            for module in self.modules:
                module.asset_merged(self.as_ledger, command.tranche, command.parent)

    def time_passed(self) -> None:
        """A commit begins."""
        self._moved.clear()
        self.noted.clear()
        for module in self.modules:
            module.time_passed(self.as_ledger)

    def batches_executed(self) -> None:
        """A commit ends."""
        for module in self.modules:
            module.batches_executed(self.as_ledger)

    def untold(self) -> list[str]:
        """P4: a sentence for every account whose history, as modules wrote it in this commit, is not what they moved."""
        told: Nets = defaultdict(int)
        for rows in self.noted:
            for row in rows[rows["status"] == Status.SETTLED]:
                for source, target, asset, quantity in _legs(row):
                    told[source, asset] -= quantity
                    told[target, asset] += quantity
        return [
            f"the modules moved {self._moved[key]} of asset {key[1]} on account {key[0]:#x}, their history says {told[key]}"
            for key in sorted({*self._moved, *told})
            if self._moved[key] != told[key]
        ]


def _fields(origin: Origin) -> tuple[int, int, int, int]:
    return origin.institution, origin.stream, origin.sequence, origin.record


def _legs(row: Any) -> list[tuple[int, int, int, int]]:
    """Source, target, asset and quantity of what one row of history says moved."""
    legs = [(int(row["seller_account"]), int(row["buyer_account"]), int(row["asset"]), int(row["quantity"]))]
    if int(row["kind"]) == Kind.DELIVER:
        legs.append((int(row["buyer_cash"]), int(row["seller_cash"]), int(row["cash"]), int(row["amount"])))
    return legs
