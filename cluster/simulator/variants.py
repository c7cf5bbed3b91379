"""Deliberately broken variants of the program. Each must be caught: a checker that cannot fail checks nothing.

A variant replaces one small function for the time of a run. Production code never imports this module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actors.base import block as blocks
from actors.base import chain as chains
from actors.base import commit as commits
from actors.base import receipt as receipts
from actors.base.batch import Batch
from actors.base.commit import Certificate, Vote
from actors.base.entries import EntryKind
from actors.consensus import admission, agreement, decision, electorate, proposer, sequencing, wants
from actors.consensus import effects as do
from actors.consensus import events as ev
from actors.consensus import finality as fin
from actors.consensus import intake as inn
from actors.ledger import _faults, windows
from actors.ledger import ledger as ledgers
from actors.parties import messages as msg
from actors.parties.node import serving, shell
from cluster.simulator.module_variants import MODULE_VARIANTS
from cluster.simulator.scenario import Scenario
from cluster.simulator.variant import Variant, broken


def _with(*needs: str) -> Callable[[Scenario], bool]:
    """Scenarios with all these troubles and liars' behaviours."""

    def suits(scenario: Scenario) -> bool:
        there = {*(one.kind for one in scenario.troubles), *scenario.liars.values()}
        return there.issuperset(needs)

    return suits


def _hurried(scenario: Scenario) -> bool:
    """Validators that hardly wait for a leader on a network of very different delays."""
    return scenario.network.delay_ms_mean >= 25 and scenario.leader_timeout_ms <= 15


def _impatient(scenario: Scenario) -> bool:
    """Few of them."""
    return _hurried(scenario) and len(scenario.market.nodes) == 4


def _muted(scenario: Scenario) -> bool:
    """More of them, so that a quorum can do without one; and one is heard by nobody for a while.

    It sees certificates of its own that the others lack, and what it commits at once they find by an anchor.
    """
    return _hurried(scenario) and len(scenario.market.nodes) == 7 and _with("mute")(scenario)


def _all_honest(scenario: Scenario) -> bool:
    """Four honest validators: nobody keeps the rounds running on purpose."""
    return len(scenario.market.nodes) == 4 and not scenario.liars


def _calm(scenario: Scenario) -> bool:
    """Four honest validators whom nothing befalls: at the end they rest."""
    return len(scenario.market.nodes) == 4 and scenario.is_calm


def _split_in_halves(scenario: Scenario) -> bool:
    """Four equal and honest validators, two of which lose sight of the other two."""
    weights = {one.weight for one in scenario.market.roster.validators}
    four = len(scenario.market.nodes) == 4 and len(weights) == 1 and not scenario.liars
    return four and _with("partition")(scenario)


def _always(value: object) -> Callable[..., object]:
    return lambda *arguments, **named: value


# agreement --------------------------------------------------------------------------------------------
def _anything(self: electorate.Electorate, weight: int) -> bool:
    return weight > 0


def _with_weak_quorum(work: Callable[..., Any]) -> Callable[..., Any]:
    """Run ``work`` with any weight counting as a quorum."""

    def weakened(*arguments: Any) -> Any:
        honest = electorate.Electorate.is_quorum
        electorate.Electorate.is_quorum = _anything  # type: ignore[method-assign]
        try:
            return work(*arguments)
        finally:
            electorate.Electorate.is_quorum = honest  # type: ignore[method-assign]

    return weakened


def _quorum_one_less(roster: Any) -> int:
    return int(roster.quorum) - 1


def _forgets_own_blocks(work: Callable[..., Any]) -> Callable[..., None]:
    def restored(self: agreement.Agreement, block: blocks.Block) -> None:
        if block.body.author != self._config.validator:
            work(self, block)

    return restored


def _sends_first(work: Callable[..., Any]) -> Callable[..., None]:
    def perform(self: shell.Node, effect: object) -> None:
        if isinstance(effect, do.PersistBlock):
            self.note_block(effect.block, self.append(EntryKind.BLOCK, effect.block.encode()))
            self.post(ev.BlockPersisted(effect.block.ref))
        else:
            work(self, effect)

    return perform


def _signs_first(work: Callable[..., Any]) -> Callable[..., None]:
    def perform(self: shell.Node, effect: object) -> None:
        if isinstance(effect, fin.KeepCommit):
            self.append_commit(self.executed[effect.commit.number])
            self.post(fin.CommitSynced(effect.result.number))
        else:
            work(self, effect)

    return perform


def _writes_no_commit(work: Callable[..., Any]) -> Callable[..., None]:
    def perform(self: shell.Node, effect: object) -> None:
        if isinstance(effect, fin.KeepCommit):
            self.post(fin.CommitSynced(effect.result.number))
        else:
            work(self, effect)

    return perform


def _time_of_leader(dag: Any, electorate_: Any, leader: Any, previous_ms: int) -> int:
    block = dag.block(leader)
    assert block is not None
    return max(previous_ms, int(block.body.time_ms))


# finality ---------------------------------------------------------------------------------------------
def _gathers_too_few(self: fin.Finality, number: int) -> Certificate | None:
    votes = sorted(self._votes.get(number, {}).values(), key=lambda one: one.validator)
    weight = sum(self.roster.validators[one.validator].weight for one in votes)
    if weight < self.roster.quorum - max(one.weight for one in self.roster.validators):
        return None
    return (
        Certificate(votes[0].result, tuple((one.validator, one.signature) for one in votes))
        if votes
        else None
    )


def _gathers_any_result(self: fin.Finality, number: int) -> Certificate | None:
    votes = sorted(self._votes.get(number, {}).values(), key=lambda one: one.validator)
    own = self._open.get(number)
    if own is None or sum(self.roster.validators[one.validator].weight for one in votes) < self.roster.quorum:
        return None
    return Certificate(own.result, tuple((one.validator, one.signature) for one in votes))


def _trusts_votes(vote: Vote, roster: Any) -> bool:
    return 0 <= vote.validator < len(roster.validators) and vote.result.epoch == roster.epoch


def _never_out_of_force(self: chains.RosterChain, epoch: int, commit: int) -> object:
    return self.of_epoch(epoch)


# intake -----------------------------------------------------------------------------------------------
def _checks_nothing(data: bytes, roster: object) -> tuple[Batch | None, tuple[str, ...]]:
    try:
        return Batch.decode(data), ()
    except ValueError as problem:
        return None, (str(problem),)


# ledger -----------------------------------------------------------------------------------------------
def _with_faults(bits: int, work: Callable[..., Any]) -> Callable[..., None]:
    def init(self: ledgers.Ledger, *arguments: Any) -> None:
        work(self, *arguments)
        self.set_faults(bits)

    return init


def _kernel(name: str, breaks: str, says: str, bits: int, first: int = 0) -> Variant:
    patch = (ledgers.Ledger, "__init__", _with_faults(bits, ledgers.Ledger.__init__))
    return Variant(name, breaks, says, (patch,), first=first)


_SEEN: dict[int, int] = {}


def _checksum_of_this_process(self: ledgers.Ledger) -> bytes:
    """A result that depends on which copy computes it."""
    return len(_SEEN).to_bytes(8, "little") + _SEEN.setdefault(id(self), len(_SEEN)).to_bytes(8, "little")


# serving ----------------------------------------------------------------------------------------------
def _tells_everything(self: serving.Serving, executed: Any, certificate: Certificate) -> None:
    leaves = [msg.ProvenLeaf(at, leaf, executed.tree.path(at)) for at, leaf in enumerate(executed.leaves)]
    for subscriber in self._subscribers.values():
        if subscriber.current:
            self._push(subscriber, executed.commit, certificate, leaves)


def _keeps_everything(work: Callable[..., Any]) -> Callable[..., None]:
    def push(self: serving.Serving) -> None:
        kept = dict(self.node.executed)
        work(self)
        self.node.executed.update(kept)

    return push


def _page_of_any(receipt: receipts.Receipt) -> list[str]:
    return []


_rule = decision.DecisionRule
_node = shell.Node

VARIANTS: dict[str, Variant] = {
    one.name: one
    for one in (
        Variant("quorum-one-too-small", "P1", "agreement counts one less than a quorum as a quorum",
                ((electorate, "quorum_of", _quorum_one_less),), _split_in_halves),
        Variant("skip-on-too-few", "P1", "a single block without a vote skips a slot",
                ((_rule, "skips", _with_weak_quorum(_rule.skips)),), _impatient),
        Variant("commit-on-too-few", "P1", "a single certificate commits a slot",
                ((_rule, "commits", _with_weak_quorum(_rule.commits)),), _impatient, 49),
        Variant("certify-on-too-few", "P1", "a single vote certifies a leader",
                ((_rule, "_certificate", _with_weak_quorum(_rule._certificate)),), _impatient),
        Variant("anchor-one-round-early", "P1", "the anchor of slot r is looked for from r + 2",
                ((_rule, "anchor_start", lambda self, slot: slot + 2),), _muted, 5443),
        Variant("anchor-always-skips", "P1", "an undecided slot is skipped whatever the anchor's history holds",
                ((_rule, "certified_in_history", _always(None)),), _muted, 2510),
        Variant("sent-before-stored", "P3", "a block is sent before it is durable",
                ((_node, "_perform", _sends_first(_node._perform)),)),
        Variant("signed-before-sync", "P3", "a result is signed before the commit is durable",
                ((_node, "_perform", _signs_first(_node._perform)),)),
        Variant("commit-not-written", "P3", "a commit is signed and never written",
                ((_node, "_perform", _writes_no_commit(_node._perform)),), _with("kill all")),
        Variant("second-block-after-restart", "P1", "a restarted node forgets which blocks it signed",
                ((agreement.Agreement, "_restored", _forgets_own_blocks(agreement.Agreement._restored)),),
                _with("crash"), 3),
        Variant("cited-before-held", "P3", "a block is cited though its payload is not held",
                ((admission.Admission, "is_payload_held", _always(True)),)),
        Variant("unsigned-blocks", "P1", "a block counts for its author whoever signed it",
                ((blocks.Block, "signed_by_author", _always(True)),), _with("forge")),
        Variant("unsigned-batches", "P2", "a batch counts for its institution whoever signed it",
                ((inn, "check_batch", _checks_nothing),)),
        Variant("unsigned-votes", "P5", "a vote counts whoever signed it",
                ((commits, "vote_is_valid", _trusts_votes),), _with("bad_signatures"), 12),
        Variant("certificate-on-too-few", "P5", "a result is final with less than a quorum",
                ((fin.Finality, "_gather", _gathers_too_few),)),
        Variant("votes-for-any-result", "P5", "votes for another result count too",
                ((fin.Finality, "_gather", _gathers_any_result),), _with("wrong_results")),
        Variant("old-roster-signs", "P6", "a superseded roster may sign at later commits",
                ((chains.RosterChain, "may_sign", _never_out_of_force),), _with("change roster")),
        Variant("leader-tells-time", "P7", "ledger time is what the leader claims",
                ((sequencing, "ledger_time", _time_of_leader),), _all_honest),
        Variant("old-time-after-a-rest", "P7", "a block after a rest names batches, so that they are ordered at an old time",
                ((proposer.Proposer, "has_rested", _always(False)),), _calm, 48),
        Variant("result-of-this-copy", "P7", "a result depends on the copy that computes it",
                ((ledgers.Ledger, "checksum", property(_checksum_of_this_process)),)),
        Variant("replayed-batch", "P9", "a batch that was executed is executed again",
                ((windows, "is_repeat", _always(False)), (windows, "why_refused", _always(None)),
                 (serving.Serving, "ordered_in", _always(0))), first=1),
        Variant("receipt-without-page", "P6", "a receipt is not bound to the page of its record",
                ((receipts, "_page_faults", _page_of_any),)),
        Variant("receipt-without-quorum", "P6", "a receipt's votes are not counted",
                ((receipts, "why_uncertain", _always([])),)),
        Variant("tells-everyone", "P11", "an institution is told of others' outcomes",
                ((serving.Serving, "_push_commit", _tells_everything),)),
        Variant("keeps-everything", "P10", "executed commits are kept for ever",
                ((serving.Serving, "push_final", _keeps_everything(serving.Serving.push_final)),)),
        Variant("never-idle", "P8", "rounds run though nothing is open",
                ((agreement.Agreement, "_leads", _always(True)),), _all_honest),
        Variant("never-asks", "P8", "what was lost is never asked for",
                ((wants.Wants, "ask", lambda self, now_ms: []),), _all_honest),
        _kernel("half-a-dvp", "P4", "the cash leg of a trade is not posted", _faults.HALF_DVP),
        _kernel("no-omnibus-posting", "P4", "nominee and reserve accounts are not posted", _faults.NO_OMNIBUS_POSTING),
        _kernel("no-mandate", "P2", "anyone may debit any account", _faults.SKIP_MANDATE_CHECK),
        _kernel("overdraft", "P4", "a debit may exceed what is available", _faults.SKIP_BALANCE_CHECK),
        _kernel("earmark-lost", "P4", "a released earmark does not come back", _faults.EARMARK_NOT_RETURNED, 4),
        _kernel("no-group-undo", "P4", "a failed group keeps what it did", _faults.NO_GROUP_UNDO, 6),
        _kernel("reference-forgotten", "P9", "a trade reference settles twice", _faults.FORGET_REFERENCES, 2),
        _kernel("freeze-ignored", "P2", "a frozen account may be debited", _faults.SKIP_FREEZE_CHECK),
        _kernel("limit-ignored", "P2", "a credit exceeds the position's limit", _faults.SKIP_LIMIT_CHECK),
        *MODULE_VARIANTS,
    )
}  # fmt: skip

__all__ = ["VARIANTS", "Variant", "broken"]
