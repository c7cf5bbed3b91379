"""What a survey counts: holdings by owner and bond, portfolios, pledges, maturities. Vectorised, exact integers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from actors.ledger.business.assets import ASSETS_MAX
from actors.ledger.layout import Rows
from actors.ledger.records import Class
from actors.modules.instruments.state import Instrument
from actors.modules.risk.holdings import NOBODYS

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_EXACT = 1 << 62


class Holdings(NamedTuple):
    """One line per owner and bond, by owner, then bond: units held, face held, face pledged of it (on collateral
    accounts, or earmarked).

    Faces are int64 fen, or Python integers where they could be larger.
    """

    owner: Rows
    asset: Rows
    units: Rows
    face: Rows
    pledged: Rows


def holdings(ledger: Ledger, terms: Mapping[int, Instrument]) -> Holdings:
    """All holdings of bonds with terms; omnibus and issuance accounts hold for nobody."""
    rows, faces = ledger.standing(), _faces_of(ledger, terms)
    wanted = (faces[rows["asset"].astype(np.int64)] > 0) & ~np.isin(rows["class_"], NOBODYS)
    rows = rows[wanted]
    rows = rows[np.lexsort((rows["asset"], rows["owner"]))]
    owners, assets = rows["owner"], rows["asset"].astype(np.int64)
    first = np.ones(owners.size, bool)
    first[1:] = (owners[1:] != owners[:-1]) | (assets[1:] != assets[:-1])
    starts = np.flatnonzero(first)
    if not starts.size:
        return Holdings(owners, assets, assets, assets, assets)
    quantities = rows["available"] + rows["earmarked"]
    bound = np.where(rows["class_"] == Class.COLLATERAL, quantities, rows["earmarked"])
    units, pledged = np.add.reduceat(quantities, starts), np.add.reduceat(bound, starts)
    assets = assets[starts]
    return Holdings(owners[starts], assets, units, *_faces(faces[assets], units, pledged))


def _faces_of(ledger: Ledger, terms: Mapping[int, Instrument]) -> Rows:
    """Face of a unit in fen (int64) by asset number, 0 for what has no terms."""
    faces = np.zeros(ASSETS_MAX + 1, np.int64)
    for number in terms:
        asset = ledger.asset(number)
        assert asset is not None, "terms are of registered bonds"
        faces[number] = asset.face_fen
    return faces


def _faces(faces: Rows, units: Rows, pledged: Rows) -> tuple[Rows, Rows]:
    """Faces in fen, whose sum over all lines is exact."""
    if int(faces.max()) * int(units.max()) * units.size >= _EXACT:
        faces = faces.astype(object)
    return units * faces, pledged * faces


def _owners(found: Holdings) -> Rows:
    """Where the lines of each owner begin."""
    first = np.ones(found.owner.size, bool)
    first[1:] = found.owner[1:] != found.owner[:-1]
    return np.flatnonzero(first)


def holders(found: Holdings) -> tuple[int, int]:
    """How many owners there are, and the largest one's face."""
    starts = _owners(found)
    return starts.size, int(np.add.reduceat(found.face, starts).max()) if starts.size else 0


class Portfolio(NamedTuple):
    """All bonds of one owner: face, pledged face, and the issuer with the largest part of it."""

    owner: int
    face: int
    pledged: int
    issuer: str
    largest: int


def portfolios(found: Holdings, issuers: Mapping[int, str], floor_fen: int) -> list[Portfolio]:
    """Portfolios of at least ``floor_fen`` of face, by owner. ``issuers``: by bond."""
    if not found.owner.size:
        return []
    starts = _owners(found)
    ends = np.append(starts[1:], found.owner.size)
    totals, pledged = np.add.reduceat(found.face, starts), np.add.reduceat(found.pledged, starts)
    lines: list[Portfolio] = []
    for at in np.flatnonzero(totals >= floor_fen).tolist():
        by_issuer: dict[str, int] = {}
        part = slice(int(starts[at]), int(ends[at]))
        for asset, face in zip(found.asset[part].tolist(), found.face[part].tolist(), strict=True):
            by_issuer[issuers[asset]] = by_issuer.get(issuers[asset], 0) + int(face)
        issuer = min(by_issuer, key=lambda name: (-by_issuer[name], name))
        owner = int(found.owner[starts[at]])
        lines.append(Portfolio(owner, int(totals[at]), int(pledged[at]), issuer, by_issuer[issuer]))
    return lines


class Wall(NamedTuple):
    """Face of one issuer that falls due in one month, and all that it has outstanding."""

    issuer: str
    month: int
    due: int
    outstanding: int


def outstanding(ledger: Ledger, asset: int) -> int:
    """Face of the bond that is issued, fen."""
    known = ledger.asset(asset)
    return known.issued * known.face_fen if known is not None and not known.merged_into else 0


def walls(ledger: Ledger, terms: Mapping[int, Instrument], last_month: int) -> list[Wall]:
    """What each issuer repays in each month up to ``last_month`` (YYYYMM), by issuer and month."""
    total: dict[str, int] = {}
    due: dict[tuple[str, int], int] = {}
    for asset, one in sorted(terms.items()):
        face, month = outstanding(ledger, asset), one.maturity // 100
        total[one.issuer] = total.get(one.issuer, 0) + face
        if month <= last_month and face:
            due[one.issuer, month] = due.get((one.issuer, month), 0) + face
    return [Wall(issuer, month, face, total[issuer]) for (issuer, month), face in sorted(due.items())]
