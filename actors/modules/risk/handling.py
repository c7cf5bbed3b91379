"""From a warning to its end: acknowledged, handled, evaluated by somebody else (监测、预警、处置、评估)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.base.digest import DIGEST_BYTES
from actors.ledger.business.assets import may
from actors.ledger.status import Status
from actors.modules.risk.book import books_of, oversees
from actors.modules.risk.commands import (
    AcknowledgeWarning,
    Action,
    EvaluateWarning,
    HandleWarning,
    RunSurvey,
    Verdict,
)
from actors.modules.risk.measures import why_not_overseen
from actors.modules.risk.state import Warned, WarningStanding
from actors.modules.risk.survey import survey
from actors.modules.risk.warned import close

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_surveyed(ledger: Ledger, institution: int, command: RunSurvey) -> list[Status]:
    """Every reason why the instance is not looked at now."""
    # AUTHORISE
    return why_not_overseen(ledger, command.instance, institution)


def run_survey(ledger: Ledger, _institution: int, command: RunSurvey) -> Status:
    """Look at it; warnings are raised, change and clear."""
    # APPLY
    survey(ledger, (command.instance,))
    # EMIT
    return Status.DONE


def _why_not_open(ledger: Ledger, institution: int, number: int) -> tuple[Warned | None, list[Status]]:
    one = books_of(ledger).warnings.get(number)
    if one is None:
        return None, [Status.WARNING_UNKNOWN]
    faults = [] if oversees(ledger, one.instance, institution) else [Status.NOT_PERMITTED]
    return one, faults + ([Status.WARNING_ENDED] if one.standing == WarningStanding.CLOSED else [])


def _why_no_note(note: bytes) -> list[Status]:
    return [] if len(note) in (0, DIGEST_BYTES) else [Status.DIGEST_INVALID]


def why_not_acknowledged(ledger: Ledger, institution: int, command: AcknowledgeWarning) -> list[Status]:
    """Every reason why the warning is not taken over."""
    # AUTHORISE
    one, faults = _why_not_open(ledger, institution, command.number)
    # VALIDATE
    taken = (WarningStanding.ACKNOWLEDGED, WarningStanding.HANDLED)
    if one is not None and one.standing in taken:
        faults.append(Status.WARNING_TAKEN)
    return faults


def acknowledge(ledger: Ledger, institution: int, command: AcknowledgeWarning) -> Status:
    """Note who handles it."""
    # APPLY
    warnings = books_of(ledger).warnings
    warnings.put(
        structs.replace(
            warnings[command.number],
            standing=WarningStanding.ACKNOWLEDGED,
            acknowledged_by=institution,
            acknowledged_ms=ledger.time_ms,
        )
    )
    # EMIT
    return Status.DONE


def why_not_handled(ledger: Ledger, institution: int, command: HandleWarning) -> list[Status]:
    """Every reason why the handling is not noted."""
    # AUTHORISE
    one, faults = _why_not_open(ledger, institution, command.number)
    # VALIDATE
    if one is not None and one.standing == WarningStanding.RAISED:
        faults.append(Status.WARNING_NOT_TAKEN)
    elif one is not None and one.acknowledged_by != institution:
        faults.append(Status.NOT_THE_OWNER)
    if command.action not in set(map(int, Action)):
        faults.append(Status.ACTION_UNKNOWN)
    return faults + _why_no_note(command.note)


def handle(ledger: Ledger, institution: int, command: HandleWarning) -> Status:
    """Note what was done."""
    # APPLY
    warnings = books_of(ledger).warnings
    warnings.put(
        structs.replace(
            warnings[command.number],
            standing=WarningStanding.HANDLED,
            handled_by=institution,
            handled_ms=ledger.time_ms,
            action=command.action,
            handling=command.note,
        )
    )
    # EMIT
    return Status.DONE


def why_not_evaluated(ledger: Ledger, institution: int, command: EvaluateWarning) -> list[Status]:
    """Every reason why the handling is not judged so."""
    one, faults = _why_not_open(ledger, institution, command.number)
    # AUTHORISE
    if not may(ledger, institution, "regulator") and Status.NOT_PERMITTED not in faults:
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if one is not None and one.standing in (WarningStanding.RAISED, WarningStanding.ACKNOWLEDGED):
        faults.append(Status.WARNING_NOT_HANDLED)
    elif one is not None and one.handled_by == institution:
        faults.append(Status.EVALUATOR_SAME)
    if command.verdict not in set(map(int, Verdict)):
        faults.append(Status.VERDICT_UNKNOWN)
    return faults + _why_no_note(command.note)


def evaluate(ledger: Ledger, institution: int, command: EvaluateWarning) -> Status:
    """End the warning and its measures; or, if the handling did not help, let it stand again."""
    # APPLY
    warnings = books_of(ledger).warnings
    one = structs.replace(
        warnings[command.number],
        evaluated_by=institution,
        evaluated_ms=ledger.time_ms,
        verdict=command.verdict,
        evaluation=command.note,
    )
    if command.verdict == Verdict.EFFECTIVE:
        close(ledger, one)
    else:
        warnings.put(structs.replace(one, standing=WarningStanding.RAISED))
    # EMIT
    return Status.DONE
