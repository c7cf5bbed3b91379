"""Plans of platforms as YAML: the built-in ones are whole, and every fault of another is told with its place, at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from actors.modules.instances.plan import why_no_plan
from actors.modules.middle_platform import new_ledger
from cluster import blueprint as blueprints
from cluster.blueprint import BlueprintProblem
from cluster.language import Say
from cluster.market.founding import founders
from cluster.platform import plan as plans
from cluster.platform.naming import named, numbered
from tests.platform.offline import roster_of

GOOD = """\
name: small
title: {en: Small, zh: 小平台}
stage: 2
modules: [trading, risk]
members:
  - {institution: CFETS}
  - {institution: ICBC, roles: [underwriter]}
approvers: [PBoC-supervision, CSRC]
instruments: [CNY]
hours: {opens: 9:00, closes: "17:30"}
settings:
  trading.interbank_cutoff_s: 16:30:05
  settlement.model: 2
"""


def faults_of(text: str) -> list[str]:
    """Every fault of a text."""
    with pytest.raises(BlueprintProblem) as caught:
        plans.parse(text, "plan.yaml")
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("name", "market"),
    [
        ("bond-centre", "bond-centre"),
        ("treasury-peer-to-peer", "bond-centre"),
        ("treasury-peer-to-peer", "treasury"),
    ],
)
def test_a_built_in_plan_makes_an_instance_of_its_market(name: str, market: str) -> None:
    roster = roster_of(market)
    made = numbered(plans.load(name), roster.institutions, {})
    assert why_no_plan(new_ledger(roster), made) == []


def test_the_bond_centre_has_two_markets_three_depositories_three_venues_and_both_regulators() -> None:
    centre, market = plans.load("bond-centre").plan, blueprints.load("bond-centre")
    members = {one.institution for one in centre.members}
    assert members == {one.name for one in market.institutions}
    assert market.with_role("custodian") == ["CCDC", "SHCH", "CSDC"]
    assert market.with_role("venue") == ["CFETS", "SSE", "SZSE"]
    assert (centre.approvers, centre.approvals_needed) == (("PBoC-supervision", "CSRC"), 2)
    assert set(founders(market)) < members


def test_names_become_numbers_and_names_again() -> None:
    roster = roster_of("bond-centre")
    source = plans.parse(GOOD, "plan.yaml")
    made = numbered(source, roster.institutions, {"CNY": 1})
    index = {one.name: one.index for one in roster.institutions}
    assert [(one.institution, one.roles) for one in made.members] == [
        (index["CFETS"], ("venue",)),
        (index["ICBC"], ("underwriter",)),
    ]
    assert (made.opens_s, made.closes_s, made.assets) == (32_400, 63_000, (1,))
    assert [(one.name, one.value) for one in made.settings] == [
        ("trading.interbank_cutoff_s", 59_405),
        ("settlement.model", 2),
    ]
    again = plans.as_source(named(made, roster.institutions, {1: "CNY"}))
    assert numbered(again, roster.institutions, {"CNY": 1}) == made


def test_every_fault_is_told_at_once_with_its_line_and_column() -> None:
    bad = (
        GOOD.replace("stage: 2", "stage: 5")
        .replace("[trading, risk]", "[trading, weather, trading]")
        .replace("{institution: CFETS}", "{institution: ICBC}")
        .replace("[PBoC-supervision, CSRC]", "[CSRC]")
        .replace("9:00", "nine")
        .replace("16:30:05", "late")
        .replace("settlement.model: 2", "settlement.model: 4\n  settlement.mode: 1")
        .replace("zh: 小平台", "cn: 小平台")
    )
    assert [fault.split(": ")[0] for fault in faults_of(bad)] == [
        f"plan.yaml, line {line}, column {column}"
        for line, column in (
            (2, 20),  # unknown field of the title
            (2, 1),  # its Chinese is missing
            (3, 1),  # no such stage
            (4, 20),  # no such module
            (4, 29),  # a module twice
            (7, 6),  # a member twice
            (10, 9),  # no time of the day
            (12, 3),  # neither a number nor a time
            (13, 3),  # out of bounds
            (14, 3),  # no such parameter
            (1, 1),  # too few approvers
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "part"),
    [
        ("name: small", "name: ''", "line 1, column 1", "1 to 64 bytes"),
        ("en: Small", "en: ''", "line 2, column 9", "1 to 200 bytes"),
        ("[trading, risk]", "[]", "line 4, column 1", "no module; name some of instances"),
        ('closes: "17:30"', "closes: 08:00", "line 10, column 1", "open before you close"),
        ('closes: "17:30"', "closes: 24:01", "line 10, column 22", "at most 24:00"),
        ("settlement.model: 2", "settlement.model: 2.5", "line 13, column 3", "give a whole number"),
        ("settlement.model: 2", "settlement.model: yes", "line 13, column 3", "give a whole number"),
        ("instruments: [CNY]", "instruments: [A, A]", "line 9, column 18", "stands twice"),
        ("stage: 2", "stage: two", "line 3, column 1", "expected `int`"),
        ("stage: 2", "stage: 2\nstage: 3", "line 4, column 1", "stands twice"),
        ("  - {institution: CFETS}", "  - {institution: CFETS", "line 7", "not YAML"),
    ],
)
def test_a_fault_names_its_place_and_the_remedy(old: str, new: str, place: str, part: str) -> None:
    faults = faults_of(GOOD.replace(old, new))
    assert len(faults) == 1
    assert place in faults[0]
    assert part in faults[0]
    assert not Say("zh")(faults[0]).isascii()


def test_names_that_the_market_has_not_are_all_told_with_their_places() -> None:
    text = GOOD.replace("institution: CFETS", "institution: NYSE").replace("[CNY]", "[CNY, X1]")
    source = plans.parse(text.replace("CSRC]", "SEC]"), "plan.yaml")
    with pytest.raises(BlueprintProblem) as caught:
        numbered(source, roster_of("treasury").institutions, {"CNY": 1})
    told = list(caught.value.faults)
    assert [fault.split(": ")[0].partition("line ")[2] for fault in told] == [
        "6, column 6",
        "8, column 31",
        "9, column 20",
    ]
    assert all(not Say("zh")(fault).isascii() for fault in told)


def test_approvers_without_a_regulator_are_refused_before_they_are_proposed() -> None:
    source = plans.parse(GOOD.replace("[PBoC-supervision, CSRC]", "[CCDC, SHCH, CSRC]"), "plan.yaml")
    with pytest.raises(BlueprintProblem, match="line 8, column 1: the approvers could decide without"):
        numbered(source, roster_of("treasury").institutions, {"CNY": 1})


def test_no_plan_and_no_file_are_told_with_what_there_is(tmp_path: Path) -> None:
    for source, part in (
        ("no-such", "built in: bond-centre, treasury-peer-to-peer"),
        (tmp_path / "none.yaml", "check the path"),
    ):
        with pytest.raises(BlueprintProblem, match=part):
            plans.load(source)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"name: \xff")
    with pytest.raises(BlueprintProblem, match="not UTF-8"):
        plans.load(latin)
