"""``lianjie platform``: plans of platforms in files, and platforms of a running market."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table

from cluster.cli import running
from cluster.cli.language import Command, Group, language_option
from cluster.cli.status import screen
from cluster.language import Say

if TYPE_CHECKING:
    from actors.modules.instances.commands import Plan
    from actors.modules.instances.state import Instance, Proposal
    from cluster.market import Market
    from cluster.market.platform.platforms import PlatformClient

_STANDINGS: Final = {1: "open", 2: "suspended", 3: "closed"}
_COLUMNS: Final = ("number", "name", "title", "stage", "modules", "members", "standing")
_WAITING: Final = ("proposal", "act", "platform", "proposed by", "approved by", "needed")
_Decorated = Callable[..., Any]
_Result = TypeVar("_Result")


@click.group("platform", cls=Group)
@language_option
def platform(lang: str) -> None:
    """Platforms (平台实例): which there are, what a plan says, and acts on them, which several parties approve.

    A plan is a YAML file, or the name of a built-in one; docs/guide/platforms.md shows how to write one. A platform is
    named by its name or its number.
    """


def _on_a_market(command: _Decorated) -> _Decorated:
    return running.market_options(language_option(command))


def _as_party(command: _Decorated) -> _Decorated:
    option = click.option("--as", "party", metavar="NAME", required=True, help="The institution that acts.")
    return option(_on_a_market(command))


@platform.command("schema", cls=Command)
@language_option
def schema(lang: str) -> None:
    """Print the JSON Schema of plans, for an editor."""
    from cluster.platform.schema import text

    click.echo(text(), nl=False)


@platform.command("check", cls=Command)
@click.argument("plan", metavar="PLAN")
@click.option(
    "--blueprint", metavar="NAME", help="Check its institutions against this market's blueprint too."
)
@language_option
def check(plan: str, blueprint: str | None, lang: str) -> None:
    """Check a plan without a market: every fault at once, with its line and column.

    Exit status 0 when it is right, 2 when not. Codes of bonds are checked when it is proposed.
    """
    from cluster import blueprint as blueprints
    from cluster.platform.naming import why_unknown
    from cluster.platform.plan import load

    def look() -> str:
        source = load(plan)
        if blueprint is not None:
            names = [one.name for one in blueprints.load(blueprint).institutions]
            why_unknown(source, names)
        return source.plan.name

    name = _telling(look)
    click.echo(Say(lang)("{plan}: the plan of the platform {name} is right", plan=plan, name=name))


@platform.command("list", cls=Command)
@_on_a_market
@click.option(
    "--as", "party", metavar="NAME", default="", help="Show the acts that wait for this institution."
)
def list_(party: str, lang: str, **where: Any) -> None:
    """List the platforms of a running market, the acts that wait for approval, and the built-in plans."""
    from cluster.platform.plan import built_in

    async def look(market: Market) -> tuple[Sequence[Instance], Sequence[Proposal], dict[int, str]]:
        one = market.as_party(party) if party else market.regulator
        waiting = await (one.platform.waiting() if party else one.platform.proposals())
        names = {each.index: each.name for each in market.roster.institutions}
        return await one.platform.all(), [each for each in waiting if not each.ended], names

    say = Say(lang)
    instances, waiting, names = _do(look, **where)
    console = screen()
    if instances:
        console.print(_table(say, _COLUMNS, [_cells(say, one) for one in instances]))
    else:
        click.echo(say("no platform yet; propose one: lianjie platform propose PLAN --as NAME"))
    if waiting:
        plans = {one.number: one.plan for one in instances}
        console.print(_table(say, _WAITING, [_waiting_cells(say, one, plans, names) for one in waiting]))
    click.echo(say("built-in plans: {names}", names=", ".join(built_in())))


@platform.command("show", cls=Command)
@click.argument("which", metavar="PLATFORM")
@_on_a_market
def show(which: str, lang: str, **where: Any) -> None:
    """Show a platform's plan as YAML, which `lianjie platform extend` takes again when it was changed."""
    from cluster.platform.plan import dump

    async def look(market: Market) -> tuple[Instance, str]:
        client = market.regulator.platform
        return await client.find(which), dump(await client.plan(which))

    say = Say(lang)
    one, text = _do(look, **where)
    click.echo(
        say("# platform {number}, {standing}", number=one.number, standing=say(_STANDINGS[one.standing]))
    )
    click.echo(text, nl=False)


@platform.command("propose", cls=Command)
@click.argument("plan", metavar="PLAN")
@_as_party
def propose(plan: str, party: str, lang: str, **where: Any) -> None:
    """Propose a new platform. Every fault of the plan is told at once, with its line and column."""
    _act(party, lang, where, lambda client: client.propose(plan))


@platform.command("extend", cls=Command)
@click.argument("which", metavar="PLATFORM")
@click.option("--plan", metavar="PLAN", help="The plan that it shall have.")
@click.option("--stage", type=click.IntRange(1, 4), help="The stage that it shall come to, else unchanged.")
@_as_party
def extend(which: str, plan: str | None, stage: int | None, party: str, lang: str, **where: Any) -> None:
    """Propose another plan or another stage for a platform: more modules, members, bonds, other rules and hours."""
    if plan is None and stage is None:
        raise click.UsageError("nothing to change; give --plan, --stage or both")
    _act(party, lang, where, lambda client: client.extend(which, plan, stage=stage or 0))


def _simple(name: str, help_text: str, work: Callable[[PlatformClient, str], Awaitable[int]]) -> None:
    @platform.command(name, cls=Command, help=help_text)
    @click.argument("which", metavar="PLATFORM")
    @_as_party
    def _proposing(which: str, party: str, lang: str, **where: Any) -> None:
        _act(party, lang, where, lambda client: work(client, which))


_simple(
    "suspend",
    "Propose to suspend a platform: its members act no more until it is resumed.",
    lambda client, which: client.suspend(which),
)
_simple("resume", "Propose to resume a suspended platform.", lambda client, which: client.resume(which))
_simple("close", "Propose to close a platform for good.", lambda client, which: client.close(which))


@platform.command("approve", cls=Command)
@click.argument("number", type=int)
@_as_party
def approve(number: int, party: str, lang: str, **where: Any) -> None:
    """Approve a proposed act; the approval that completes them carries it out."""
    _decide(party, lang, where, lambda client: client.approve(number))


@platform.command("reject", cls=Command)
@click.argument("number", type=int)
@_as_party
def reject(number: int, party: str, lang: str, **where: Any) -> None:
    """Reject a proposed act, or withdraw one's own."""
    _decide(party, lang, where, lambda client: client.reject(number))


def _act(
    party: str, lang: str, where: dict[str, Any], work: Callable[[PlatformClient], Awaitable[int]]
) -> None:
    async def propose_it(market: Market) -> tuple[int, list[str], Path]:
        client = market.as_party(party).platform
        number = await work(client)
        others = [name for name in market.parties if await _waits_for(market, name, number)]
        return number, others, market.directory

    number, others, directory = _do(propose_it, **where)
    line = running.command(
        directory, "platform", "approve", str(number), "--as", others[0] if others else "NAME"
    )
    text = "proposal {number}; it waits for {names}: {command}"
    click.echo(Say(lang)(text, number=number, names=", ".join(others), command=line))


async def _waits_for(market: Market, name: str, number: int) -> bool:
    return any(one.number == number for one in await market.as_party(name).platform.waiting())


def _decide(
    party: str, lang: str, where: dict[str, Any], work: Callable[[PlatformClient], Awaitable[Proposal]]
) -> None:
    async def decide(market: Market) -> Proposal:
        return await work(market.as_party(party).platform)

    one = _do(decide, **where)
    said = {0: "proposal {number} waits for more approvals", 1: "proposal {number} was carried out"}
    click.echo(Say(lang)(said.get(one.ended, "proposal {number} was rejected"), number=one.number))


def _do(
    work: Callable[[Market], Awaitable[_Result]], data: Path | None, password_file: Path | None
) -> _Result:
    directory, password = running.meant(data), running.password_in(password_file)

    async def act() -> _Result:
        async with running.joined(directory, password) as market:
            return await work(market)

    return running.run(act())


def _telling(work: Callable[[], _Result]) -> _Result:
    from cluster.blueprint import BlueprintProblem

    try:
        return work()
    except BlueprintProblem as problem:
        raise click.UsageError(str(problem)) from None


def _table(say: Say, labels: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    made = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for label in labels:
        made.add_column(say(label))
    for row in rows:
        made.add_row(*row)
    return made


def _cells(say: Say, one: Instance) -> tuple[str, ...]:
    plan = one.plan
    title = plan.title_zh if say.language == "zh" else plan.title_en
    modules, members = ", ".join(plan.modules), str(len(plan.members))
    return str(one.number), plan.name, title, str(plan.stage), modules, members, say(_STANDINGS[one.standing])


def _waiting_cells(say: Say, one: Proposal, plans: dict[int, Plan], names: dict[int, str]) -> tuple[str, ...]:
    from cluster.market.platform.happenings import act_word
    from cluster.market.platform.platforms import plan_in_charge

    plan = plan_in_charge(one.act, plans)
    approved = ", ".join(names[each] for each in one.approved)
    needed = f"{plan.approvals_needed} / {len(plan.approvers)}"
    return str(one.number), say(act_word(one.act)), plan.name, names[one.proposer], approved, needed
