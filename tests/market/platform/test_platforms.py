"""Platforms through a party's client: on the ledger, and on a running market with its events and its commands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from actors.modules.instances.commands import CreateInstance, Member, Plan, SuspendInstance
from actors.modules.instances.state import CARRIED_OUT, REJECTED, Proposal, Standing
from actors.modules.middle_platform import new_ledger
from cluster.blueprint import BlueprintProblem
from cluster.cli import running
from cluster.cli.main import main
from cluster.language import Say
from cluster.market import RequestRefused
from cluster.market.clients.party import PartyClient
from cluster.market.platform.happenings import Happenings, sentence
from cluster.market.platform.platforms import PlatformClient, UnknownPlatform
from cluster.platform import plan as plans
from tests.ledger.market import CCDC, CFETS, CSRC, PBC, Desk, make_roster
from tests.market.platform.on_ledger import LedgerParty
from tests.market.town import Town

PLAN = plans.parse(
    """\
name: pilot
title: {en: Pilot, zh: 试点}
stage: 1
modules: [issuance, trading, settlement]
members:
  - {institution: CCDC}
  - {institution: CFETS}
approvers: [PBC, CSRC]
settings: {settlement.cutoff_s: "16:00"}
""",
    "pilot.yaml",
).plan


@pytest.fixture
def desk() -> Desk:
    """A market with every module and nothing in it."""
    return Desk(new_ledger(make_roster()))


def client(desk: Desk, index: int) -> PlatformClient:
    """The client of institution ``index``."""
    return PlatformClient(cast("PartyClient", LedgerParty(desk, index)))


async def test_a_platform_lives_from_its_proposal_to_its_end(desk: Desk) -> None:
    pbc, csrc = client(desk, PBC), client(desk, CSRC)
    assert await pbc.propose(PLAN) == 1
    assert [one.number for one in await csrc.waiting()] == [1]
    assert await pbc.waiting() == ()
    assert (await csrc.approve(1)).ended == CARRIED_OUT
    acts: list[tuple[int, Callable[[], Awaitable[int]], Standing]] = [
        (2, lambda: pbc.suspend("pilot"), Standing.SUSPENDED),
        (3, lambda: pbc.resume(1), Standing.OPEN),
        (4, lambda: pbc.extend("pilot", stage=3), Standing.OPEN),
        (5, lambda: pbc.close("1"), Standing.CLOSED),
    ]
    for number, work, standing in acts:
        assert await work() == number
        await csrc.approve(number)
        assert (await pbc.find("pilot")).standing == standing
    assert (await pbc.plan("pilot")).stage == 3
    assert desk.ledger.reconcile() == []


async def test_a_plan_comes_back_as_it_was_written_but_for_the_rosters_roles(desk: Desk) -> None:
    pbc = client(desk, PBC)
    await pbc.propose(PLAN)
    await client(desk, CSRC).approve(1)
    shown = await pbc.plan("pilot")
    assert [(one.institution, one.roles) for one in shown.members] == [
        ("CCDC", ("custodian",)),
        ("CFETS", ("venue",)),
    ]
    assert structs.replace(shown, members=PLAN.members) == PLAN


async def test_another_plan_extends_and_a_rejected_one_does_not(desk: Desk) -> None:
    pbc, csrc = client(desk, PBC), client(desk, CSRC)
    await pbc.propose(PLAN)
    await csrc.approve(1)
    wider = structs.replace(PLAN, modules=(*PLAN.modules, "risk"))
    assert (await csrc.reject(await pbc.extend("pilot", wider))).ended == REJECTED
    assert "risk" not in (await pbc.plan("pilot")).modules
    await csrc.approve(await pbc.extend("pilot", wider, stage=2))
    shown = await pbc.plan("pilot")
    assert (shown.stage, shown.modules[-1]) == (2, "risk")


async def test_a_new_platform_takes_the_name_of_a_closed_one(desk: Desk) -> None:
    pbc, csrc = client(desk, PBC), client(desk, CSRC)
    for act in (await pbc.propose(PLAN), 2, 3):
        if act == 2:
            assert await pbc.close("pilot") == 2
        if act == 3:
            assert await pbc.propose(PLAN) == 3
        await csrc.approve(act)
    assert (await pbc.find("pilot")).number == 2
    assert (await pbc.find(1)).standing == Standing.CLOSED


async def test_what_is_wrong_is_told_with_everything_against_it(desk: Desk) -> None:
    pbc = client(desk, PBC)
    with pytest.raises(BlueprintProblem) as faults:
        await pbc.propose(structs.replace(PLAN, approvers=("NYSE", "SEC"), instruments=("X",)))
    assert len(faults.value.faults) == 3
    with pytest.raises(UnknownPlatform, match="no platform 'pilot' in this market; there are none yet") as no:
        await pbc.suspend("pilot")
    assert "本市场没有平台" in no.value.zh
    await pbc.propose(PLAN)
    with pytest.raises(RequestRefused, match="another approver must"):
        await pbc.approve(1)
    with pytest.raises(RequestRefused, match="no approver"):
        await client(desk, CCDC).approve(1)
    assert await client(desk, CFETS).propose(PLAN, instance=9) == 2


Run = Callable[..., Awaitable[Result]]


def command(town: Town, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``lianjie platform`` about the town's market, from another thread, its work in the market's own loop."""
    loop = asyncio.get_running_loop()

    def to_its_end(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    monkeypatch.setattr(running, "to_its_end", to_its_end)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    async def run(*words: str) -> Result:
        line = ["platform", *words, "--data", str(town.market.directory)]
        return await asyncio.to_thread(CliRunner().invoke, main, line, prog_name="lianjie")

    return run


@pytest.mark.asyncio(loop_scope="package")
async def test_the_pilot_opens_and_is_suspended_from_the_command_line(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a running market: four eyes, events, both languages, and what is refused."""
    run, market, name = command(town, monkeypatch), town.market, "treasury-peer-to-peer"
    proposed = await run("propose", name, "--as", "CSRC")
    assert proposed.exit_code == 0, proposed.output
    number = proposed.output.split()[1].rstrip(";")
    assert f"proposal {number}; it waits for CCDC, PBoC-supervision: lianjie platform approve {number}" in (
        proposed.output
    )
    alone = await run("approve", number, "--as", "CSRC", "--lang", "zh")
    assert (alone.exit_code, "四眼原则" in alone.output) == (1, True)
    waiting = await run("list", "--as", "CCDC", "--lang", "zh")
    assert "新建" in waiting.output
    approved = await run("approve", number, "--as", "CCDC")
    assert approved.output == f"proposal {number} was carried out\n"
    assert [one.plan.name for one in await market.platforms() if one.standing == Standing.OPEN][-1:] == [name]
    shown = await run("show", name)
    assert plans.parse(shown.output, "shown").plan.settings == plans.load(name).plan.settings
    suspended = await run("suspend", name, "--as", "CSRC")
    act = suspended.output.split()[1].rstrip(";")
    rejected = await run("reject", act, "--as", "CSRC", "--lang", "zh")
    assert rejected.output == f"提案 {act} 已否决\n"


@pytest.mark.asyncio(loop_scope="package")
async def test_a_running_market_tells_what_happens_to_platforms(town: Town) -> None:
    csrc = town.market.as_party("CSRC").platform
    told = asyncio.create_task(platform_events(town, 3))
    while not told.done():
        number = await csrc.propose(plans.load("treasury-peer-to-peer"))
        await csrc.reject(number)
    assert all(text.startswith("platform treasury-peer-to-peer: ") for text in told.result())
    assert any(text.endswith("(create) was rejected") for text in told.result())


def test_each_happening_is_a_sentence_in_both_languages(desk: Desk) -> None:
    looks, seen = Happenings(), []
    made = Plan("pilot", "Pilot", "试点", 1, ("risk",), (Member(CCDC, ()),), (), 0, 9, (PBC, CSRC, CFETS), 3)
    first = Proposal(1, CreateInstance(7, made), PBC, (PBC,), 0, 0)
    steps = [
        (),
        (first,),
        (structs.replace(first, approved=(PBC, CSRC)),),
        (structs.replace(first, ended=CARRIED_OUT),),
        (structs.replace(first, ended=CARRIED_OUT), Proposal(2, SuspendInstance(7), CFETS, (CFETS,), 0, 0)),
    ]
    for step in steps:
        seen += [sentence(one, {7: made}, desk.ledger.roster, known) for one, known in looks.changed(step)]
    assert seen == [
        "platform pilot: PBC proposes to create it, proposal 1",
        "platform pilot: proposal 1 (create) is approved by PBC, CSRC",
        "platform pilot: proposal 1 (create) was carried out",
        "platform pilot: CFETS proposes to suspend it, proposal 2",
    ]
    assert [Say("zh")(text) for text in seen] == [
        "平台 pilot：PBC 提议新建，提案 1",
        "平台 pilot：提案 1（新建）已由 PBC, CSRC 审批",
        "平台 pilot：提案 1（新建）已执行",
        "平台 pilot：CFETS 提议暂停，提案 2",
    ]


async def platform_events(town: Town, count: int) -> list[str]:
    """The next events about platforms."""
    texts: list[str] = []
    async for event in town.market.events():
        if event.kind == "platform":
            texts.append(event.text)
        if len(texts) == count:
            break
    return texts
