"""Blueprints: the built-in one is whole, and every fault of another is told with its line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster import blueprint as blueprints
from cluster.blueprint import BlueprintProblem

GOOD = """\
name: small
nodes:
  - {name: n1}
  - {name: n2, weight: 2}
  - {name: n3}
  - {name: n4}
institutions:
  - {name: CSD, roles: [custodian], node: n1}
  - {name: CB, roles: [central_bank]}
  - {name: V, roles: [venue]}
  - {name: R, roles: [regulator]}
governors: [g]
governors_needed: 1
money:
  - {number: 1, code: CNY}
rules: {checkpoint_commits: 10}
"""


def faults_of(text: str) -> list[str]:
    """Every fault of a text."""
    with pytest.raises(BlueprintProblem) as caught:
        blueprints.parse(text, "market.yaml")
    return list(caught.value.faults)


def test_the_treasury_market_is_built_in_and_has_everybody() -> None:
    treasury = blueprints.load("treasury")
    assert [one.name for one in treasury.nodes] == ["node-ccdc", "node-shch", "node-csdc", "node-pbc"]
    assert {one.weight for one in treasury.nodes} == {1}
    assert treasury.with_role("custodian") == ["CCDC", "SHCH", "CSDC"]
    assert treasury.with_role("central_bank") == ["PBC"]
    assert len(treasury.with_role("bank")) >= 4
    assert treasury.with_role("venue") == ["CFETS", "SSE"]
    assert treasury.with_role("treasury") == ["MOF"]
    assert len(treasury.with_role("regulator")) == 2


def test_a_good_blueprint_is_read_and_written_back() -> None:
    good = blueprints.parse(GOOD, "market.yaml")
    assert good.nodes[1].weight == 2
    assert good.rules == {"checkpoint_commits": 10}
    assert blueprints.parse(blueprints.dump(good).decode(), "copy") == good
    assert good.index_of("CB") == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("name: small", "name: 7", 1, "name is 7: expected `str`"),
        (
            "{name: n2, weight: 2}",
            "{name: n2, wieght: 2}",
            4,
            "unknown field 'wieght'; fields are name, weight, log_bytes_max, history_bytes_max",
        ),
        ("{name: n2, weight: 2}", "{name: n2, weight: much}", 4, "weight is 'much'"),
        ("{name: n2, weight: 2}", "{name: n2, weight: 0}", 4, "weight 0; give 1 to"),
        ("weight: 2}", "log_bytes_max: 0}", 4, "log_bytes_max is 0; give 1 to"),
        ("weight: 2}", "history_bytes_max: -1}", 4, "history_bytes_max is -1; give 0 to"),
        ("{name: n2, weight: 2}", "{name: n1}", 4, "the name 'n1' is taken already"),
        ("{name: n2, weight: 2}", "{name: a/b}", 4, "'a/b' cannot name a directory"),
        ("  - {name: n4}\n", "", 2, "3 nodes; 4 to 128 are needed"),
        ("roles: [custodian]", "roles: [king]", 8, "no role 'king'; roles are custodian"),
        ("roles: [custodian]", "roles: []", 8, "CSD has no role"),
        ("node: n1", "node: n9", 8, "no node 'n9'; nodes are n1, n2, n3, n4"),
        ("roles: [central_bank]", "roles: [bank]", 7, "central banks: none; a market has exactly one"),
        ("roles: [regulator]", "roles: [bank]", 7, "no institution has the role 'regulator'"),
        ("governors_needed: 1", "governors_needed: 2", 13, "2 of 1 governors"),
        ("number: 1", "number: 70000", 15, "asset number 70000; give 1 to 65535"),
        ("code: CNY", "code: ''", 15, "the code '' has no 1 to 32 bytes"),
        (
            "  - {number: 1, code: CNY}\n",
            "  - {number: 1, code: CNY}\n  - {number: 1, code: X}\n",
            16,
            "1 is used twice",
        ),
        ("checkpoint_commits: 10", "checkpoint_comits: 10", 16, "no rule 'checkpoint_comits'"),
        ("checkpoint_commits: 10", "checkpoint_commits: 0", 16, "checkpoint_commits is 0; give at least 1"),
        ("governors: [g]\n", "", 1, "the field 'governors' is missing"),
        ("name: small\n", "name: small\nname: other\n", 2, "the field 'name' stands twice"),
    ],
)
def test_a_fault_is_told_with_file_line_value_and_remedy(old: str, new: str, line: int, part: str) -> None:
    assert old in GOOD
    faults = faults_of(GOOD.replace(old, new, 1))
    assert any(fault.startswith(f"market.yaml, line {line}: ") and part in fault for fault in faults), faults


def test_all_faults_are_told_at_once() -> None:
    bad = (
        GOOD.replace("weight: 2", "weight: 0")
        .replace("[custodian]", "[king]")
        .replace("needed: 1", "needed: 0")
    )
    assert len(faults_of(bad)) == 4


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    assert faults_of("name: [small\nnodes: {") == [
        "market.yaml, line 2: not YAML: expected ',' or ']', but got ':'; mind indentation and quotes"
    ]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words"])
def test_what_is_no_mapping_is_told(text: str) -> None:
    assert "where the fields of a blueprint are expected" in faults_of(text)[0]


def test_an_unknown_name_lists_the_built_in_ones() -> None:
    with pytest.raises(BlueprintProblem, match=r"no blueprint 'tresury'; built in: .*treasury"):
        blueprints.load("tresury")


def test_a_file_that_is_missing_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(BlueprintProblem, match="check the path"):
        blueprints.load(tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BlueprintProblem, match="not UTF-8"):
        blueprints.load(tmp_path / "binary.yaml")


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(GOOD, "utf-8")
    assert blueprints.load(tmp_path / "small.yaml").name == "small"
    assert blueprints.load(str(tmp_path / "small.yaml")).name == "small"
