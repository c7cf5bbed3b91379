"""Every reason that a party, a rule or a client gives has its Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster.language.catalogue import shape
from cluster.language.zh import texts
from tests.language.sources import ROOT, sentences

KNOWN = {shape(template) for template in texts()}
#: Words that only the log of a program shows.
UNSEEN = {"submit again", "submit elsewhere"}
ROOMS = [
    *sorted((ROOT / "actors" / "modules").glob("*.py")),
    *sorted((ROOT / "actors" / "parties").glob("*.py")),
    ROOT / "actors" / "parties" / "node" / "queries.py",
    *(ROOT / "cluster" / "market" / f"{name}.py" for name in ("assets", "deal", "line", "problems")),
    *(ROOT / "cluster" / "market" / f"{name}.py" for name in ("reading", "writing")),
    *sorted((ROOT / "cluster" / "market" / "clients").glob("*.py")),
]


@pytest.mark.parametrize("path", ROOMS, ids=[str(path.relative_to(ROOT)) for path in ROOMS])
def test_every_reason_has_its_chinese(path: Path) -> None:
    missing = [
        f"{text.place}: {text.template!r}"
        for text in sentences(path)
        if text.shape not in KNOWN and text.template not in UNSEEN and not text.template.startswith("<b>")
    ]
    assert not missing, "give them their Chinese in cluster/language/zh:\n" + "\n".join(missing)
