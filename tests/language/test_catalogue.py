"""Every text that a person may see has a Chinese counterpart, with the same places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from actors.modules.middle_platform import MODULES
from cluster.cli.main import main
from cluster.cli.verify import CHECKS
from cluster.demo.words import WORDS
from cluster.language.catalogue import places, shape
from cluster.language.zh import chinese, texts
from cluster.verify.report import COUNTED
from tests.language.sources import ROOT, Text, helps, said, sentences

#: Files of which every sentence may reach a person who runs a command.
ROOMS = (
    "actors/host.py",
    *(f"actors/base/{name}.py" for name in ("batch", "canonical", "chain", "commit", "element", "excerpt")),
    *(f"actors/base/{name}.py" for name in ("keys", "merkle", "outcome", "receipt", "roster", "transport")),
    "actors/modules",
    "actors/parties",
    "cluster/analytics",
    "cluster/bench",
    "cluster/blueprint.py",
    "cluster/blueprint_file.py",
    "cluster/cli",
    "cluster/demo/checks.py",
    "cluster/demo/options.py",
    "cluster/demo/words.py",
    "cluster/hosts/failure.py",
    "cluster/hosts/local",
    "cluster/hosts/naming.py",
    "cluster/hosts/on_ray",
    "cluster/hosts/spec.py",
    *(f"cluster/legacy/{name}.py" for name in ("names", "protocol", "reconcile")),
    *(f"cluster/legacy/simulated/{name}.py" for name in ("back_end", "depository", "payments", "venue")),
    "cluster/market",
    "cluster/messages",
    "cluster/pricing",
    "cluster/storage",
    "cluster/verify",
    "cluster/wire",
)

KNOWN = {shape(template) for template in texts()}


def files(*rooms: str) -> Iterator[Path]:
    """The Python files of files and folders; parameters say what they are in both languages where they stand."""
    for room in rooms:
        path = ROOT / room
        found = [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))
        yield from (one for one in found if one.name != "parameters.py")


def is_told(sentence: str) -> bool:
    """Whether a finished sentence has a counterpart."""
    return chinese().tell(sentence) != sentence


def missing(found: Iterator[Text]) -> list[str]:
    """Those without a counterpart, with their place."""
    return [f"{text.place}: {text.template!r}" for text in found if text.template and not is_known(text)]


def is_known(text: Text) -> bool:
    """Whether a text has a counterpart: as a template, or as a sentence that one makes."""
    told = text.template.partition("  [")[0]  # without the remarks behind an option's help
    return shape(told) in KNOWN or ("{" not in told and is_told(told))


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_of_a_room_has_its_chinese(room: str) -> None:
    faults = [fault for path in files(room) for fault in missing(sentences(path))]
    assert not faults, "give them their Chinese in cluster/language/zh:\n" + "\n".join(faults)


def test_everything_that_is_said_has_its_chinese() -> None:
    faults = [fault for path in files("cluster", "notebooks/widgets") for fault in missing(said(path))]
    assert not faults, "give them their Chinese in cluster/language/zh:\n" + "\n".join(faults)


def test_every_parameter_is_told_in_both_languages() -> None:
    told = [one for module in MODULES for one in module.parameters]
    assert [one.name for one in told if one.zh.isascii()] == []
    assert {text for one in told for text in (one.unit, one.source) if not is_told(text)} == set()


def test_every_help_page_is_chinese() -> None:
    pages = helps(main, click.Context(main, info_name="lianjie", **main.context_settings))
    faults = [
        f"{text.place}: {text.template!r}" for text in pages if text.template and not is_told(text.template)
    ]
    assert not faults, "give them their Chinese in cluster/language/zh:\n" + "\n".join(faults)


def test_every_variant_says_in_chinese_what_is_broken() -> None:
    from cluster.simulator.variants import VARIANTS

    assert [one.says for one in VARIANTS.values() if shape(one.says) not in KNOWN] == []


def test_every_kind_of_check_has_a_name() -> None:
    assert set(CHECKS) == {*COUNTED, "identity"}
    assert [name for name in CHECKS.values() if name not in texts()] == []


def test_every_word_of_the_demo_has_its_chinese() -> None:
    assert [text for text in WORDS.values() if text not in texts()] == []


def test_a_translation_has_the_places_of_its_source() -> None:
    assert {english: zh for english, zh in texts().items() if places(english) != places(zh)} == {}


def test_a_finished_sentence_leads_back_to_its_template() -> None:
    faults = []
    for english, zh in texts().items():
        values = {name: f"<{at}>" for at, name in enumerate(sorted(places(english)))}
        plain = {text: re.sub(r"\{([a-z_]+):,\}", r"{\1}", text) for text in (english, zh)}
        told = chinese().tell(plain[english].format(**values))
        if told != plain[zh].format(**values):
            faults.append(f"{english!r} is told as {told!r}")
    assert faults == []


def test_a_translation_is_chinese() -> None:
    assert [english for english, zh in texts().items() if zh.isascii()] == []


def test_the_finder_finds_what_is_missing(tmp_path: Path) -> None:
    source = tmp_path / "some.py"
    lines = (
        '"""A docstring here."""',
        'assert x, "never so"',
        'raise E(f"{path} is quite unknown")',
        'say("odd")',
    )
    source.write_text("\n".join(lines), "utf-8")
    found = [*sentences(source), *said(source)]
    assert [text.template for text in found] == ["{} is quite unknown", "odd"]
    assert len(missing(iter(found))) == 2
