"""Questions that a node answers, each with who may ask it (need to know, P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base.canonical import Canonical, MalformedBytes, encode
from actors.base.roster import why_not_next
from actors.ledger import commands as typed
from actors.ledger.business import why_refused
from actors.ledger.ledger import Ledger
from actors.ledger.module import page
from actors.modules.commands import KINDS
from actors.parties import messages as msg
from actors.parties import requests as req
from actors.parties.node.history import visible_trades
from actors.parties.node_status import NodeStatus

if TYPE_CHECKING:
    from actors.parties.node.shell import Node


async def answer(node: Node, question: msg.Question) -> msg.Reply:
    """Answer a question whose signature was checked."""
    institution = node.roster.institution(question.institution)
    assert institution is not None, "the question was checked against the roster"
    sees_all = institution.may("regulator")
    scope = None if sees_all else institution.index
    match question.topic:
        case "holdings":
            rows = await node.host.compute(node.ledger.holdings, scope)
            return msg.Table("HOLDING", rows.tobytes(), node.ledger.number)
        case "trades":
            return await _trades(node, question, scope)
        case "positions" if len(question.numbers) == 2:
            return await node.serving.history.positions(scope, *question.numbers)
        case "accounts" if len(question.numbers) == 1:
            return await node.serving.history.accounts(scope, *question.numbers)
        case "movements" if len(question.numbers) == 2:
            return await node.serving.history.movements(scope, *question.numbers)
        case "assets":
            assets = await node.host.compute(node.ledger.assets)
            return msg.Facts(encode(tuple(assets)), node.ledger.number)
        case "reconcile":
            breaks = await node.host.compute(node.ledger.reconcile)
            return msg.Facts(encode(tuple(str(one) for one in breaks)), node.ledger.number)
        case "receipt" if len(question.numbers) == 2:
            return _receipt(node, question, scope)
        case "rows" if len(question.numbers) == 1:
            return await _rows(node, question, scope)
        case "reasons":
            return await _reasons(node, question)
        case "status":
            return msg.Facts(encode(status(node)), node.finality.final)
        case _:
            return msg.Refused(
                (f"no question {question.topic!r} with {len(question.numbers)} numbers is known",)
            )


async def _trades(node: Node, question: msg.Question, scope: int | None) -> msg.Reply:
    """Rows of TRADE after commit ``numbers[0]``: all for a regulator, its own for anyone else."""
    after = question.numbers[0] if question.numbers else 0
    found = await node.serving.history.trades(after)
    if isinstance(found, str):
        return msg.Refused((found,))
    rows, last = found
    return msg.Table("TRADE", visible_trades(rows, scope).tobytes(), last)


def _receipt(node: Node, question: msg.Question, scope: int | None) -> msg.Reply:
    record, number = question.numbers
    batch = node.batch(question.about)
    if batch is not None and scope is not None and batch.header.institution != scope:
        return msg.Refused(
            ("a receipt is given to the institution that signed the batch, and to regulators",)
        )
    found = node.serving.receipt(question.about, record, number)
    if isinstance(found, str):
        return msg.Refused((found,))
    return msg.ReceiptReply(found, tuple(node.chain.links))


def status(node: Node) -> NodeStatus:
    """The node's state in figures."""
    return NodeStatus(
        node.name,
        node.roster.epoch,
        node.agreement.tip.round if node.agreement is not None else 0,
        node.finality.accepted,
        node.finality.final,
        node.ledger.time_ms,
        node.finality.executed_digest,
        len(node.intake.held),
        node.intake.refused_count,
        tuple(sorted(node.misbehaviour.items())),
        node.problem or node.gathering.sentence or "",
        node.settled,
    )


async def _rows(node: Node, question: msg.Question, scope: int | None) -> msg.Reply:
    """Rows of a module's shelf (``about``: ``module.shelf``) from number ``numbers[0]`` on."""
    name = question.about.decode("ascii", "replace")
    found = await node.host.compute(_page, node.ledger, name, scope, question.numbers[0])
    if found is None:
        return msg.Refused((f"no module keeps rows of {name!r}",))
    return msg.Facts(encode(found), node.ledger.number)


def _page(ledger: Ledger, name: str, scope: int | None, after: int) -> msg.ModuleRows | None:
    module, _, shelf = name.partition(".")
    kept = next((one for one in ledger.modules if one.name == module), None)
    if kept is None or shelf not in kept.shelves:
        return None
    rows, more = page(ledger, kept.shelves[shelf], scope, after)
    return msg.ModuleRows(encode(rows), more)


async def _reasons(node: Node, question: msg.Question) -> msg.Reply:
    """Every reason why the asker's commands (a payload of the business lane) would be refused now."""
    try:
        commands = typed.read(question.about, KINDS)
    except MalformedBytes as problem:
        return msg.Refused((f"the commands cannot be read: {problem}",))
    found = await node.host.compute(
        reasons_against, node.ledger, question.institution, commands, node.host.now_ms()
    )
    return msg.Facts(encode(tuple(found)), node.ledger.number)


def reasons_against(
    ledger: Ledger, institution: int, commands: tuple[Canonical, ...], now_ms: int = 0
) -> list[req.Reason]:
    """Every status that fits each command that ``institution`` may not give now, and what more there is to say.

    ``now_ms``: the asker's present; in an idle market ledger time may be long past.
    """
    with ledger.judged_at(now_ms):
        return _reasons_against(ledger, institution, commands)


def _reasons_against(ledger: Ledger, institution: int, commands: tuple[Canonical, ...]) -> list[req.Reason]:
    found: list[req.Reason] = []
    for at, command in enumerate(commands):
        statuses = why_refused(ledger, institution, command)
        if statuses:
            texts = (
                why_not_next(ledger.roster, command.signed) if isinstance(command, typed.ChangeRoster) else []
            )
            found.append(req.Reason(at, tuple(map(int, statuses)), tuple(texts)))
    return found
