"""BICs, LEIs, ISINs and the market's code, as a YAML file: what the ledger does not know of itself.

Used with a market, numbers and faces come from the ledger. Used alone, the file must give them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec
import yaml

from cluster.messages.directory import (
    Directory,
    InstrumentFact,
    PartyFact,
    why_no_bic,
    why_no_isin,
    why_no_lei,
)


class CodesProblem(ValueError):
    """A file of codes that cannot be used; ``faults``: every reason."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


class PartyCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes of one institution; ``number``: in the roster."""

    bic: str = ""
    lei: str = ""
    number: int = 0


class InstrumentCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes of one security; ``number`` on the ledger, ``face`` of a unit in yuan."""

    isin: str = ""
    number: int = 0
    face: str = ""


class MoneyCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The currency that a money is counted in."""

    currency: str = "CNY"
    number: int = 0


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in the file: each thing by its name or code on the ledger; ``mic``: of the place of trade."""

    mic: str = ""
    parties: dict[str, PartyCodes] = {}
    instruments: dict[str, InstrumentCodes] = {}
    money: dict[str, MoneyCodes] = {}


def load_codes(path: str | Path) -> Codes:
    """The codes in a YAML file.

    Raises:
        CodesProblem: it cannot be read, or has faults; all of them.
    """
    try:
        content = yaml.safe_load(Path(path).read_text("utf-8"))
        codes = msgspec.convert(content or {}, Codes)
    except OSError as problem:
        raise CodesProblem([f"{path}: the file cannot be read: {problem.strerror or problem}"]) from None
    except (UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as problem:
        reason = " ".join(str(problem).split())
        raise CodesProblem([f"{path} is no file of codes: {reason}"]) from None
    faults = why_bad(codes)
    if faults:
        raise CodesProblem(f"{path}: {one}" for one in faults)
    return codes


def why_bad(codes: Codes) -> list[str]:
    """Every fault: a code of the wrong form, one code for two things."""
    faults = [
        *(why_no_bic(one.bic) for one in codes.parties.values() if one.bic),
        *(why_no_lei(one.lei) for one in codes.parties.values() if one.lei),
        *(why_no_isin(one.isin) for one in codes.instruments.values() if one.isin),
        *_repeated((name, (one.bic, one.lei)) for name, one in codes.parties.items()),
        *_repeated((name, (one.isin,)) for name, one in codes.instruments.items()),
    ]
    if codes.mic and not (len(codes.mic) == 4 and codes.mic.isascii() and codes.mic.isalnum()):
        faults.append(f"{codes.mic!r} is no market identifier code: write four letters and digits, like XCFE")
    return [one for one in faults if one]


def directory_of_codes(codes: Codes, me: str = "") -> Directory:
    """A directory from a file alone, as the institution ``me`` sees it.

    Raises:
        CodesProblem: a number or a face is missing, or ``me`` is not among the parties; all faults.
    """
    faults: list[str] = []
    numbers = [(name, party.number) for name, party in codes.parties.items()]
    numbers += [(name, bond.number) for name, bond in codes.instruments.items()]
    numbers += [(name, money.number) for name, money in codes.money.items()]
    faults += [f"{name} has no number; give the one on the ledger" for name, one in numbers if one <= 0]
    if me and me not in codes.parties:
        faults.append(f"no party {me!r} in the file; it has {', '.join(codes.parties) or '-'}")
    parties = [PartyFact(one.number, name, one.bic, one.lei) for name, one in codes.parties.items()]
    securities = [
        InstrumentFact(one.number, name, _face_fen(name, one.face, faults), one.isin)
        for name, one in codes.instruments.items()
    ]
    coins = [
        InstrumentFact(one.number, name, 1, is_money=True, currency=one.currency)
        for name, one in codes.money.items()
    ]
    if faults:
        raise CodesProblem(faults)
    number = codes.parties[me].number if me else 0
    return Directory(parties, [*securities, *coins], me=number, mic=codes.mic)


def _face_fen(name: str, face: str, faults: list[str]) -> int:
    try:
        fen = Decimal(face).scaleb(2)
    except InvalidOperation:
        fen = Decimal(0)
    if fen <= 0 or fen != fen.to_integral_value():
        faults.append(f"the face {face!r} of {name} is no amount in yuan; write it like '100'")
        return 1
    return int(fen)


def _repeated(named: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Codes that stand beside two names."""
    first: dict[str, str] = {}
    faults = []
    for name, codes in named:
        for code in filter(None, codes):
            if first.setdefault(code, name) != name:
                faults.append(f"{code} is given to both {first[code]} and {name}; keep one")
    return faults
