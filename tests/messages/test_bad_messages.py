"""A bad message is told by all its faults at once, in both languages, and answered by the message that fits."""

from __future__ import annotations

import re

import pytest

from cluster.messages import answer
from cluster.messages.cancellation import CancellationAnswer
from cluster.messages.envelope import MESSAGE_BYTES_MAX
from cluster.messages.hold import HoldAnswer
from cluster.messages.message import read, write
from cluster.messages.payment import PaymentStatus
from cluster.messages.problems import BadMessage
from cluster.messages.reasons import State
from cluster.messages.rejection import Rejection
from cluster.messages.status import StatusAdvice
from tests.messages.world import CCDC, CSDC, EXAMPLES, NOON_MS, account, make_directory

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:sese.023.001.11"><a>&d;</a></Document>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:sese.023.001.11"><a>&passwd;</a></Document>"""


def text(name: str) -> str:
    """An example, as text to spoil."""
    return write(EXAMPLES[name], make_directory()).decode()


def problem_of(data: str | bytes, me: int = CCDC, accounts: frozenset[int] | None = None) -> BadMessage:
    """What is wrong with a message."""
    with pytest.raises(BadMessage) as caught:
        read(data.encode() if isinstance(data, str) else data, make_directory(me, accounts))
    problem = caught.value
    assert re.search(r"[\u4e00-\u9fff]", problem.zh), "it is told in Chinese too"
    return problem


def codes_of(problem: BadMessage) -> set[str]:
    """The words of its faults."""
    return {one.code for one in problem.faults}


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (b"", "NOT_XML", "not well-formed"),
        (b"<Document>", "NOT_XML", "not well-formed"),
        (b"\xff\xfe\x00", "NOT_XML", "not well-formed"),
        (BOMB, "DOCTYPE", "a document type of its own"),
        (OUTSIDE, "DOCTYPE", "a document type of its own"),
        (b"<a>" + b" " * MESSAGE_BYTES_MAX + b"</a>", "TOO_LARGE", "at most 4194304"),
        (b"<Document xmlns='urn:swift:else'/>", "UNKNOWN_MESSAGE", "'urn:swift:else'"),
        (b"<a><AppHdr/><b/></a>", "UNKNOWN_MESSAGE", "'a'"),
    ],
    ids=["empty", "torn", "no text", "bomb", "outside", "large", "namespace", "no document"],
)
def test_what_is_no_message_is_rejected_as_such(data: bytes, code: str, told: str) -> None:
    problem = problem_of(data)
    assert [one.code for one in problem.faults] == [code]
    assert told in str(problem)
    found = answer.refusal(problem, NOON_MS)
    assert isinstance(found, Rejection)
    assert (found.reference, found.code) == ("NONREF", code)
    assert told in found.text


def test_deep_nesting_is_refused() -> None:
    deep = "<a>" * 5_000 + "</a>" * 5_000
    assert codes_of(problem_of(deep)) == {"NOT_XML"}


def test_another_version_is_told_with_those_that_are_read() -> None:
    problem = problem_of(text("sese.023-sell").replace("sese.023.001.11", "sese.023.001.09"))
    assert codes_of(problem) == {"UNKNOWN_MESSAGE"}
    assert "sese.023.001.09" in str(problem)
    assert "sese.023.001.11" in str(problem)


def test_everything_that_the_schema_finds_is_told_with_its_line() -> None:
    spoilt = (
        text("sese.023-sell").replace("DELI", "GIVE").replace("CRDT", "PLUS").replace("2026-03-23", "soon")
    )
    problem = problem_of(spoilt)
    assert codes_of(problem) == {"SCHEMA"}
    for word in ("GIVE", "PLUS", "soon"):
        assert f"'{word}'" in str(problem)
    assert problem.reference == "SELL-1"
    assert "line " in str(problem)


def test_all_faults_of_an_instruction_come_at_once_as_its_rejection() -> None:
    spoilt = (
        text("sese.023-sell")
        .replace("CND10006GTZ0", "CND10006GTZ8")
        .replace("1/17", "1/x")
        .replace("99582900.55", "99582900.555")
        .replace("100000000.00", "100000000.01")
        .replace("<CmonId>7001</CmonId>", "")
        .replace("<Nm>CSDC</Nm>", "<Nm>CSDB</Nm>")
        .replace("CRDT", "DBIT")
        .replace("sese.023-sell", "")
    )
    problem = problem_of(spoilt)
    assert codes_of(problem) == {
        "UNKNOWN_INSTRUMENT",
        "UNKNOWN_ACCOUNT",
        "AMOUNT",
        "REFERENCE",
        "UNKNOWN_PARTY",
        "DIRECTION",
    }
    advice = answer.refusal(problem, NOON_MS)
    assert isinstance(advice, StatusAdvice)
    assert (advice.own_reference, advice.state) == ("SELL-1", State.REJECTED)
    assert {one.code for one in advice.reasons} == {"DSEC", "SAFE", "DMON", "REFE", "DEPT"}
    assert len(advice.reasons) == 2 * len(problem.faults), "each in English and in Chinese"
    directory = make_directory()
    assert read(write(advice, directory), directory).noun == advice


SPOILT = {
    "an unknown ISIN": ("sese.023-sell", "CND10006GTZ0", "US0378331005", "UNKNOWN_INSTRUMENT"),
    "an unknown code": ("sese.023-custody-transfer", "2025-C1", "2025-C9", "UNKNOWN_INSTRUMENT"),
    "a unit and a half": ("sese.023-sell", "100000000.00", "150.00", "QUANTITY"),
    "no amount": ("sese.023-sell", r"<SttlmAmt>.*</SttlmAmt>", "", "MISSING_AMOUNT"),
    "too many decimals": ("sese.023-sell", "99582900.55", "99582900.551", "AMOUNT"),
    "another currency": ("sese.023-sell", 'Ccy="CNY"', 'Ccy="USD"', "CURRENCY"),
    "no other side": ("sese.023-sell", r"<RcvgSttlmPties>.*</RcvgSttlmPties>", "", "MISSING_PARTY"),
    "an unknown counterparty": ("sese.023-sell", "<Nm>CSDC</Nm>", "<Nm>DTC</Nm>", "UNKNOWN_PARTY"),
    "an LEI of another": (
        "sese.023-sell",
        r"<LEI>\w+</LEI>",
        "<LEI>OTHER000000000000089</LEI>",
        "UNKNOWN_PARTY",
    ),
    "a broken LEI": ("sese.023-sell", r"<LEI>\w+</LEI>", "<LEI>OTHER000000000000099</LEI>", "UNKNOWN_PARTY"),
    "another's account": ("sese.023-sell", "<Id>1/17</Id>", "<Id>2/17</Id>", "NOT_OUR_ACCOUNT"),
    "no account": ("sese.023-sell", r"<SfkpgAcct>.*?</SfkpgAcct>", "", "MISSING_ACCOUNT"),
    "another custodian on the own side": (
        "sese.023-sell",
        r"<AnyBIC>CDCCCNBJ\w+</AnyBIC>.*?</LEI>",
        "<AnyBIC>SHCHCNSH</AnyBIC></Id>",
        "NOT_A_PARTY",
    ),
    "a half on hold": (
        "sese.023-sell",
        "<SttlmParams>",
        "<SttlmParams><HldInd><Ind>true</Ind></HldInd>",
        "NOT_DONE_HERE",
    ),
    "a free receipt": ("sese.023-custody-transfer", "DELI", "RECE", "NOT_DONE_HERE"),
    "a hold without a name": ("sese.023-held", "<CmonId>7002</CmonId>", "", "REFERENCE"),
    "no account to go to": ("sese.023-custody-transfer", r"<Pty1>.*</Pty1>", "", "MISSING_ACCOUNT"),
    "an account elsewhere": ("sese.023-custody-transfer", "<Id>3/5</Id>", "<Id>2/5</Id>", "UNKNOWN_ACCOUNT"),
    "a cancellation of nothing": ("sese.020-half", r"<TxDtls>.*</TxDtls>", "", "MISSING"),
    "a cancellation without reference": (
        "sese.020-half",
        "<MktInfrstrctrTxId>7001</MktInfrstrctrTxId>",
        "",
        "REFERENCE",
    ),
    "no hold indicator": ("sese.030-release", r"<HldInd>.*</HldInd>", "", "NOT_DONE_HERE"),
    "a hold of nothing": ("sese.030-hold", r"<AddtlInf>.*</AddtlInf>", "", "MISSING"),
    "a corporate action of another kind": ("seev.031-coupon", "INTR", "DVCA", "NOT_DONE_HERE"),
}


@pytest.mark.parametrize(("name", "old", "new", "code"), SPOILT.values(), ids=SPOILT)
def test_each_fault_of_a_message_has_its_word(name: str, old: str, new: str, code: str) -> None:
    spoilt = re.sub(old, new, text(name), count=1, flags=re.DOTALL)
    assert spoilt != text(name)
    assert code in codes_of(problem_of(spoilt))


def test_an_account_that_is_not_open_is_known_at_once() -> None:
    problem = problem_of(text("sese.023-sell"), CCDC, frozenset({account(CCDC, 18)}))
    assert codes_of(problem) == {"UNKNOWN_ACCOUNT"}
    assert "1/17 is not open here" in str(problem)


def test_a_custodian_that_is_no_party_says_so() -> None:
    problem = problem_of(text("sese.023-sell"), CSDC)
    assert codes_of(problem) == {"NOT_OUR_ACCOUNT", "NOT_A_PARTY"}


def test_several_payments_in_one_message_are_refused_as_a_payment() -> None:
    whole = text("pacs.008")
    one = re.search(r"<CdtTrfTxInf>.*</CdtTrfTxInf>", whole, re.DOTALL)
    assert one is not None
    problem = problem_of(whole.replace(one[0], one[0] * 2).replace("<Ctry", "<Ctry"), me=4)
    assert codes_of(problem) == {"SEVERAL"}
    found = answer.refusal(problem, NOON_MS)
    assert isinstance(found, PaymentStatus)
    assert (found.original, found.code, found.original_kind) == ("PAY-1", "RJCT", "pacs.008")


@pytest.mark.parametrize(
    ("name", "kind"), [("sese.020-half", CancellationAnswer), ("sese.030-hold", HoldAnswer)], ids=str
)
def test_a_request_is_refused_by_the_message_that_answers_it(name: str, kind: type) -> None:
    problem = problem_of(text(name).replace("CND10006GTZ0", "US0378331005"))
    found = answer.refusal(problem, NOON_MS)
    assert isinstance(found, kind)
    directory = make_directory()
    assert read(write(found, directory), directory).noun == found


def test_a_header_must_fit_its_message_and_its_reader() -> None:
    from tests.messages.examples import examples

    whole = examples()["sese.023-with-header.xml"].decode()
    assert read(whole.encode(), make_directory()).header is not None
    other = whole.replace("<MsgDefIdr>sese.023.001.11", "<MsgDefIdr>sese.024.001.12")
    assert "announces 'sese.024.001.12'" in str(problem_of(other))
    assert codes_of(problem_of(whole, me=2)) == {"NOT_A_PARTY", "NOT_OUR_ACCOUNT"}
    assert "headers of" in str(problem_of(whole.replace("head.001.001.03", "head.001.001.01")))


def test_a_text_too_long_for_the_schema_is_told_before_it_goes_out() -> None:
    from dataclasses import replace

    from tests.messages.world import SELL

    with pytest.raises(BadMessage, match="TxId") as caught:
        write(replace(SELL, own_reference="x" * 36), make_directory())
    assert codes_of(caught.value) == {"SCHEMA"}
