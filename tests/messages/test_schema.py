"""Schemas that are made from a library's classes refuse what the published ones refuse."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from cluster.messages.definitions import DEFINITIONS, HEADER
from cluster.messages.message import write
from cluster.messages.schema import faults_of, schema_text
from tests.messages.world import EXAMPLES, make_directory

ONE_OF_EACH = {name[:8]: noun for name, noun in EXAMPLES.items()}


def elements(root: Any) -> Iterator[tuple[Any, Any]]:
    """A fresh copy of a document for each of its elements below the message, and that element in it."""
    for at in range(2, sum(1 for _ in root.iter())):
        whole = copy.deepcopy(root)
        yield whole, list(whole.iter())[at]


@pytest.mark.parametrize("short", sorted(ONE_OF_EACH))
def test_an_element_of_another_name_is_refused_wherever_it_stands(short: str) -> None:
    root = etree.fromstring(write(ONE_OF_EACH[short], make_directory()))
    name = DEFINITIONS[short].name
    assert faults_of(name, root) == []
    for whole, element in elements(root):
        element.tag = f"{element.tag}X"
        assert faults_of(name, whole), element.tag


@pytest.mark.parametrize("short", sorted(ONE_OF_EACH))
def test_the_first_two_elements_do_not_change_places(short: str) -> None:
    root = etree.fromstring(write(ONE_OF_EACH[short], make_directory()))
    top = root[0]
    top.insert(0, top[1])
    assert faults_of(DEFINITIONS[short].name, root)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<TxId>SELL-1<", f"<TxId>{'x' * 36}<", "maximum length of '35'"),
        (">99582900.55<", ">1.123456<", "more fractional digits"),
        (">99582900.55<", ">-1<", "less than the minimum"),
        ('Ccy="CNY"', 'Ccy="cny"', "pattern"),
        ('Ccy="CNY"', "", "required but missing"),
        (">CND10006GTZ0<", ">CND1<", "pattern"),
        (">2026-03-23<", ">2026-02-30<", "not a valid value"),
        (">DELI<", "><", "not an element of the set"),
        ("<SctiesMvmntTp>DELI</SctiesMvmntTp>", "", "not expected"),
        ("</NmAndAdr>", "</NmAndAdr><Ctry>CN</Ctry>", "not expected"),
    ],
)
def test_each_kind_of_rule_is_kept(old: str, new: str, told: str) -> None:
    text = write(EXAMPLES["sese.023-sell"], make_directory()).decode()
    assert old in text
    faults = faults_of("sese.023.001.11", etree.fromstring(text.replace(old, new, 1).encode()))
    assert any(told in one.text for one in faults), faults


@pytest.mark.parametrize("name", [HEADER, *(one.name for one in DEFINITIONS.values())])
def test_a_schema_is_the_same_every_time(name: str) -> None:
    assert schema_text(name) == schema_text(name)
