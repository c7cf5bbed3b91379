"""The market is watched: what is found at the close of a date, what follows by itself, and how a warning ends."""

from __future__ import annotations

import msgspec
import pytest

from actors.base.canonical import Canonical
from actors.ledger import commands, records
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.instruments.commands import BondClass
from actors.modules.middle_platform import ledger_from_image
from actors.modules.risk import commands as c
from actors.modules.risk.commands import Action, Verdict
from actors.modules.risk.parameters import HALT_BOND, HALT_PLATFORM, PARAMETERS, STOP_BUYING, WHOLE
from actors.modules.risk.state import Level, Subject, Warned, WarningStanding, Watched
from tests.ledger.market import (
    BOND,
    BUYER,
    CCDC,
    CFETS,
    CSRC,
    FUND,
    NOTE,
    OWNER_SELLER,
    PBC,
    SELLER,
    SHCH,
    Desk,
    acc,
)
from tests.modules.risk.watch import (
    HERE,
    HERE_DECLARE,
    deal,
    next_date,
    platform,
    reset,
    risk,
    sell_back,
    warnings,
)
from tests.modules.trading.floor import DECLARE, OWNER_DEALER, TODAY, TOMORROW, changed, roster, sound, terms

GOOD = [Status.QUEUED]
NOTE_DIGEST = b"n" * 32


def of(desk: Desk, watched: Watched, instance: int = HERE) -> dict[Subject, tuple[int, int]]:
    """Level and value by subject."""
    return {one.subject: (one.level, one.value) for one in warnings(desk, watched, instance)}


def survey(desk: Desk) -> None:
    """Look at the platform now."""
    assert desk.do(CFETS, c.RunSurvey(HERE)) == [Status.DONE]


# What is found.


def test_an_owner_with_a_large_share_of_an_issue_is_found_at_the_close() -> None:
    """Of 1,500,000 units the bank holds 66.66 %, the dealer 33.33 %."""
    desk = platform()
    assert warnings(desk, Watched.ISSUE_SHARE) == []
    desk.do(CFETS, commands.CloseDate(TODAY))
    found = of(desk, Watched.ISSUE_SHARE)
    assert found[Subject(owner=OWNER_SELLER, asset=BOND)] == (Level.RED, 6_666)
    assert found[Subject(owner=OWNER_DEALER, asset=BOND)] == (Level.ORANGE, 3_333)
    (one, *_) = [one for one in warnings(desk, Watched.ISSUE_SHARE) if one.owner == OWNER_SELLER]
    assert (one.threshold, one.raised_ms, one.standing) == (
        5_000,
        desk.ledger.time_ms,
        WarningStanding.RAISED,
    )


def test_shares_over_several_accounts_of_one_owner_add_up_and_nominees_count_for_nobody() -> None:
    desk = platform(issue_share_yellow=3_400, issue_share_orange=9_000, issue_share_red=9_500)
    second = acc(CCDC, 77)
    desk.send(
        CCDC,
        records.open_account(second, OWNER_DEALER),
        records.transfer(SELLER, second, BOND, 50_000),
    )
    survey(desk)
    found = of(desk, Watched.ISSUE_SHARE)
    assert found[Subject(owner=OWNER_DEALER, asset=BOND)] == (Level.YELLOW, 550_000 * WHOLE // 1_500_000)


def test_one_issuers_part_of_a_portfolio() -> None:
    """Portfolios of ¥100m and more: the bank's is all of one issuer's bonds, the dealer's ¥50m is too small."""
    desk = platform()
    survey(desk)
    assert of(desk, Watched.PORTFOLIO_SHARE) == {
        Subject(owner=OWNER_SELLER, name="issuer"): (Level.RED, 10_000)
    }


def test_leverage_is_what_is_held_over_what_is_not_pledged() -> None:
    """A third of ¥100m is earmarked: 1.5 times."""
    desk = platform(leverage_yellow=14_990)
    mark = records.earmark(
        reference=9,
        account=SELLER,
        contra=BUYER,
        asset=BOND,
        quantity=333_333,
        expiry_s=desk.now_s + 3_600,
    )
    assert desk.one(CCDC, mark) is Status.EARMARKED
    survey(desk)
    assert of(desk, Watched.LEVERAGE) == {Subject(owner=OWNER_SELLER): (Level.ORANGE, 14_999)}


def test_a_month_in_which_much_of_an_issuers_debt_falls_due_is_a_wall() -> None:
    """A bill of ¥300m that matures in 2026-09, beside ¥201m of later bonds: 59.88 %, seen six months ahead."""
    desk = platform(maturity_months=5, maturity_floor_fen=30_000_000_000)
    bill = msgspec.structs.replace(terms(30, "CND1000801T", BondClass.TREASURY), maturity=20260925)
    assert set(desk.do(CCDC, commands.RegisterAsset(30, "269930", 1, 10_000, True), bill)) == {Status.DONE}
    assert desk.one(CCDC, records.issue(SELLER, 30, 3_000_000)).good
    survey(desk)
    assert of(desk, Watched.MATURITY_WALL) == {}
    reset(desk, 2, maturity_months=6, maturity_floor_fen=30_000_000_001)
    survey(desk)
    assert of(desk, Watched.MATURITY_WALL) == {}
    reset(desk, 3, maturity_months=6, maturity_floor_fen=30_000_000_000)
    survey(desk)
    assert of(desk, Watched.MATURITY_WALL) == {Subject(name="issuer", other=202609): (Level.ORANGE, 5_988)}
    (reading,) = [one for one in risk(desk).readings if one.instance == HERE]
    assert reading.due_year == 30_000_000_000


def test_fails_of_the_day_are_counted_and_those_carried_over_are_fails_too() -> None:
    desk = platform()
    assert deal(desk, 1) == GOOD
    assert deal(desk, 2, quantity=1_000_000) == GOOD, "the bank holds 900,000: it waits, short"
    desk.do(CFETS, commands.CloseDate(TODAY))
    assert of(desk, Watched.FAILS) == {Subject(): (Level.RED, 5_000)}
    (reading,) = [one for one in risk(desk).readings if one.instance == HERE]
    assert (reading.settled, reading.failed) == (1, 1)
    assert sound(desk)


def test_a_reading_tells_the_state_of_the_platform() -> None:
    desk = platform()
    deal(desk, 1)
    desk.do(CFETS, commands.CloseDate(TODAY))
    (one,) = [row for row in risk(desk).readings if row.instance == HERE]
    assert (one.date, one.bonds, one.outstanding) == (TODAY, 3, (1_500_000 + 510_000) * 10_000)
    assert (one.holders, one.turnover, one.due_year) == (5, 995_829_006, 0)
    assert one.red == sum(row.level == Level.RED for row in risk(desk).warnings if row.instance == HERE)


def test_no_more_than_the_gravest_are_raised_at_once() -> None:
    desk = platform(findings_max=1)
    survey(desk)
    (one,) = warnings(desk, Watched.ISSUE_SHARE)
    assert one.value == max(9_803, 6_666)


# What follows by itself.


def test_buying_is_stopped_at_red_and_starts_again_when_the_share_has_fallen() -> None:
    desk = platform(issue_share_measures=STOP_BUYING, issue_share_red=6_700)
    survey(desk)
    assert sell_back(desk, 1, quantity=1_000) != [Status.BUYING_STOPPED], "66.66 % is orange"
    reset(desk, 2, issue_share_measures=STOP_BUYING, issue_share_red=6_000)
    survey(desk)
    assert sell_back(desk, 2, quantity=1_000) == [Status.BUYING_STOPPED]
    assert deal(desk, 3, quantity=200_000) == GOOD, "selling is open"
    survey(desk)
    (one,) = [row for row in warnings(desk, Watched.ISSUE_SHARE) if row.owner == OWNER_SELLER]
    assert (one.level, one.measures, one.value) == (Level.ORANGE, 0, 5_340), (
        "the thousand that waited came back"
    )
    assert sell_back(desk, 4, quantity=1_000) == GOOD


def test_trading_of_the_bond_or_of_the_platform_is_halted_at_red() -> None:
    desk = platform(issue_share_measures=HALT_BOND, issue_share_red=6_000)
    survey(desk)
    assert why_refused(desk.ledger, CFETS, HERE_DECLARE) == [Status.TRADING_HALTED]
    assert changed(HERE_DECLARE, asset=NOTE) and deal(desk, 1, asset=NOTE) != [Status.TRADING_HALTED]
    reset(desk, 2, fails_measures=HALT_PLATFORM)
    survey(desk)
    assert why_refused(desk.ledger, CFETS, HERE_DECLARE) == []
    assert deal(desk, 2, quantity=1_100_000) == GOOD
    desk.do(CFETS, commands.CloseDate(TODAY), commands.OpenDate(TOMORROW))
    assert deal(desk, 3, day=TOMORROW) == [Status.TRADING_HALTED]
    # The market beside the platform goes on.
    assert desk.do(CFETS, changed(DECLARE, day=TOMORROW)) == [Status.DONE]


def test_a_portfolio_or_an_issuer_may_be_stopped_as_a_whole() -> None:
    desk = platform(portfolio_share_measures=STOP_BUYING)
    survey(desk)
    (stop,) = risk(desk).stops
    assert (stop.owner, stop.asset, stop.issuer) == (OWNER_SELLER, 0, "issuer")
    assert sell_back(desk, 1, quantity=1_000) == [Status.BUYING_STOPPED]


def test_a_market_without_a_platform_is_watched_and_nothing_is_done_by_itself() -> None:
    desk = platform()
    desk.do(CFETS, commands.CloseDate(TODAY))
    assert of(desk, Watched.ISSUE_SHARE, 0)[Subject(owner=OWNER_SELLER, asset=BOND)] == (Level.RED, 6_666)
    assert (len(risk(desk).stops), len(risk(desk).halts)) == (0, 0)


# By hand.


def test_who_oversees_the_platform_halts_and_resumes_stops_and_allows() -> None:
    desk = platform()
    assert desk.do(CFETS, c.HaltTrading(HERE, BOND)) == [Status.DONE]
    assert deal(desk, 1) == [Status.TRADING_HALTED]
    assert desk.do(PBC, c.ResumeTrading(HERE, BOND)) == [Status.DONE]
    assert desk.do(CSRC, c.StopBuying(HERE, 0, 0, "issuer")) == [Status.DONE]
    assert deal(desk, 2) == [Status.BUYING_STOPPED]
    assert desk.do(CSRC, c.AllowBuying(HERE, 0, 0, "issuer")) == [Status.DONE]
    assert deal(desk, 3) == GOOD


# From warning to end.


def warned(desk: Desk) -> Warned:
    """The bank's warning, raised now."""
    survey(desk)
    return next(one for one in warnings(desk, Watched.ISSUE_SHARE) if one.owner == OWNER_SELLER)


def test_a_warning_is_acknowledged_handled_and_evaluated_by_somebody_else() -> None:
    desk = platform(issue_share_measures=STOP_BUYING)
    number = warned(desk).number
    assert desk.do(CFETS, c.AcknowledgeWarning(number)) == [Status.DONE]
    assert desk.do(CFETS, c.HandleWarning(number, Action.TALKED, NOTE_DIGEST)) == [Status.DONE]
    assert desk.do(PBC, c.EvaluateWarning(number, Verdict.EFFECTIVE, NOTE_DIGEST)) == [Status.DONE]
    one = risk(desk).warnings[number]
    assert (one.acknowledged_by, one.handled_by, one.evaluated_by) == (CFETS, CFETS, PBC)
    assert (one.action, one.handling, one.verdict, one.evaluation) == (1, NOTE_DIGEST, 1, NOTE_DIGEST)
    assert (one.standing, one.measures) == (WarningStanding.CLOSED, 0)
    assert sell_back(desk, 1, quantity=1_000) == GOOD, "the stop ended with the warning"
    survey(desk)
    assert warned(desk).number == number, "the list begins with the one that has ended"
    assert len([row for row in warnings(desk, Watched.ISSUE_SHARE) if row.owner == OWNER_SELLER]) == 2


def test_handling_that_did_not_help_is_done_again_and_so_is_what_gets_worse() -> None:
    desk = platform(issue_share_red=6_700)
    number = warned(desk).number
    desk.do(CFETS, c.AcknowledgeWarning(number), c.HandleWarning(number, Action.REDUCED))
    assert desk.do(CSRC, c.EvaluateWarning(number, Verdict.INEFFECTIVE)) == [Status.DONE]
    assert risk(desk).warnings[number].standing == WarningStanding.RAISED
    desk.do(CFETS, c.AcknowledgeWarning(number), c.HandleWarning(number, Action.REDUCED))
    reset(desk, 2, issue_share_red=6_600)
    survey(desk)
    one = risk(desk).warnings[number]
    assert (one.level, one.standing) == (Level.RED, WarningStanding.RAISED)


def test_what_has_cleared_is_still_evaluated_and_what_comes_back_is_raised_again() -> None:
    desk = platform(issue_share_yellow=6_000, issue_share_orange=7_000, issue_share_red=8_000)
    number = warned(desk).number
    assert deal(desk, 1, quantity=200_000) == GOOD
    survey(desk)
    assert risk(desk).warnings[number].cleared_ms == desk.ledger.time_ms
    desk.do(CFETS, c.AcknowledgeWarning(number))
    assert sell_back(desk, 2, quantity=200_000) == GOOD
    survey(desk)
    one = risk(desk).warnings[number]
    assert (one.cleared_ms, one.standing, one.value) == (0, WarningStanding.RAISED, 6_666)


@pytest.mark.parametrize(
    ("by", "command", "faults"),
    [
        (FUND, c.RunSurvey(HERE), "NOT_PERMITTED"),
        (CFETS, c.RunSurvey(8), "INSTANCE_UNKNOWN"),
        (CFETS, c.AcknowledgeWarning(999), "WARNING_UNKNOWN"),
        (FUND, c.AcknowledgeWarning(1), "NOT_PERMITTED"),
        (FUND, c.HandleWarning(1, 9, b"x"), "NOT_PERMITTED WARNING_NOT_TAKEN ACTION_UNKNOWN DIGEST_INVALID"),
        (
            CFETS,
            c.EvaluateWarning(1, 9, b"x"),
            "NOT_PERMITTED WARNING_NOT_HANDLED VERDICT_UNKNOWN DIGEST_INVALID",
        ),
        (FUND, c.HaltTrading(HERE, 999), "NOT_PERMITTED ASSET_UNKNOWN"),
        (CFETS, c.ResumeTrading(HERE, BOND), "NOT_HALTED"),
        (FUND, c.StopBuying(HERE, 0), "NOT_PERMITTED STOP_INVALID"),
        (CFETS, c.StopBuying(HERE, 1, 999, "x" * 201), "ASSET_UNKNOWN STOP_INVALID TEXT_INVALID"),
        (CFETS, c.AllowBuying(HERE, 1), "NOT_STOPPED"),
    ],
)
def test_what_makes_no_sense_is_refused(by: int, command: Canonical, faults: str) -> None:
    desk = platform()
    survey(desk)
    assert [one.name for one in why_refused(desk.ledger, by, command)] == faults.split()


def test_steps_out_of_turn_are_refused_and_measures_of_warnings_are_not_ended_by_hand() -> None:
    desk = platform(issue_share_measures=STOP_BUYING | HALT_BOND)
    number = warned(desk).number
    stop = next(one for one in risk(desk).stops if one.owner == OWNER_SELLER)
    refused = why_refused(desk.ledger, CFETS, c.AllowBuying(HERE, stop.owner, stop.asset))
    assert refused == [Status.MEASURE_OF_WARNING]
    assert why_refused(desk.ledger, CFETS, c.ResumeTrading(HERE, BOND)) == [Status.MEASURE_OF_WARNING]
    assert why_refused(desk.ledger, CFETS, c.HaltTrading(HERE, BOND)) == [Status.HALTED_ALREADY]
    again = c.StopBuying(HERE, stop.owner, stop.asset)
    assert why_refused(desk.ledger, CFETS, again) == [Status.STOPPED_ALREADY]
    desk.do(PBC, c.AcknowledgeWarning(number))
    assert why_refused(desk.ledger, CFETS, c.AcknowledgeWarning(number)) == [Status.WARNING_TAKEN]
    assert why_refused(desk.ledger, CFETS, c.HandleWarning(number, 1)) == [Status.NOT_THE_OWNER]
    desk.do(PBC, c.HandleWarning(number, Action.TALKED))
    assert why_refused(desk.ledger, PBC, c.EvaluateWarning(number, 1)) == [Status.EVALUATOR_SAME]
    desk.do(CSRC, c.EvaluateWarning(number, 1))
    assert why_refused(desk.ledger, CSRC, c.EvaluateWarning(number, 1)) == [Status.WARNING_ENDED]


# The whole.


def test_everything_survives_in_an_image_and_goes_on_alike() -> None:
    desk = platform(issue_share_measures=STOP_BUYING)
    deal(desk, 1, day=TOMORROW)
    next_date(desk, TODAY, TOMORROW)
    again = ledger_from_image(desk.ledger.image(), roster())
    assert again.image() == desk.ledger.image()
    other = Desk(again)
    other.now_ms, other.sequences = desk.now_ms, dict(desk.sequences)
    for one in (desk, other):
        deal(one, 2, day=TOMORROW, quantity=30_000)
        next_date(one, TOMORROW, 20260325)
    assert again.image() == desk.ledger.image()
    assert sound(desk)


def test_evaluated_warnings_and_old_readings_leave() -> None:
    desk = platform(kept_days=1)
    number = warned(desk).number
    desk.do(CFETS, c.AcknowledgeWarning(number), c.HandleWarning(number, Action.TALKED))
    desk.do(PBC, c.EvaluateWarning(number, Verdict.EFFECTIVE))
    next_date(desk, TODAY, TOMORROW)
    desk.commit(after_ms=2 * 86_400_000)
    next_date(desk, TOMORROW, 20260326)
    assert number not in risk(desk).warnings
    desk.do(CFETS, commands.CloseDate(20260326))
    assert sorted({one.date for one in risk(desk).readings if one.instance == HERE}) == [20260326]


def test_only_who_oversees_reads_warnings() -> None:
    desk = platform()
    one = warned(desk)
    seen_by = risk(desk).warnings.seen_by
    assert [by for by in (CCDC, SHCH, CFETS, PBC, CSRC, FUND) if seen_by(desk.ledger, by, one)] == [
        CFETS,
        PBC,
        CSRC,
    ]


def test_every_parameter_is_explained_in_both_languages_and_has_a_source() -> None:
    for one in PARAMETERS:
        assert one.low <= one.default <= one.high
        assert one.en.isascii() and one.unit and one.source
        assert not one.zh.isascii()
    assert len({one.name for one in PARAMETERS}) == len(PARAMETERS)


def test_a_survey_of_ten_thousand_owners_raises_no_more_than_it_should() -> None:
    desk = platform(issue_share_yellow=1)
    owners = range(20_000, 30_000)
    accounts = [acc(CCDC, number) for number in owners]
    for at in range(0, 10_000, 1_000):
        opened = [records.open_account(one, one & 0xFFFF) for one in accounts[at : at + 1_000]]
        assert {one.good for one in desk.send(CCDC, *opened)} == {True}
        paid = [records.transfer(SELLER, one, BOND, 90) for one in accounts[at : at + 1_000]]
        assert {one.good for one in desk.send(CCDC, *paid)} == {True}
    survey(desk)
    found = of(desk, Watched.ISSUE_SHARE)
    assert found[Subject(owner=OWNER_SELLER, asset=BOND)][1] == 100_000 * WHOLE // 1_500_000
    assert len(found) <= 100 and sound(desk)
