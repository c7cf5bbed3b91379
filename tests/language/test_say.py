"""Saying a sentence in English or Chinese, also one that was made elsewhere."""

from __future__ import annotations

import pytest

from cluster.language import Say, default_language
from cluster.language.catalogue import Catalogue, places, shape

ZH = Catalogue(
    {
        "{name} is absent": "缺少 {name}",
        "{name} is absent; create it": "缺少 {name}；请创建",
        "{count:,} bytes": "{count:,} 字节",
        "entry {name}: {text}": "条目 {name}：{text}",
        "it is torn": "已截断",
        "{size} bytes of {name}": "{name} 的 {size} 字节",
    }
)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("it is torn", "已截断"),
        ("7 is absent", "缺少 7"),
        ("a is absent; b is absent", "缺少 a；缺少 b"),
        ("a is absent; create it; it is torn", "缺少 a；请创建；已截断"),
        ("12,345 bytes", "12,345 字节"),
        ("entry 5: it is torn", "条目 5：已截断"),
        ("entry 5: a is absent; it is torn", "条目 5：缺少 a；已截断"),
        ("3 bytes of x", "x 的 3 字节"),
        ("nobody knows this; nor this", "nobody knows this; nor this"),
        ("{braces} is absent", "缺少 {braces}"),
    ],
)
def test_a_finished_sentence_is_told_with_its_values(sentence: str, told: str) -> None:
    assert ZH.tell(sentence) == told


def test_a_template_is_filled_and_its_sentences_are_told() -> None:
    assert ZH.fill("{count:,} bytes", {"count": 1234}) == "1,234 字节"
    assert ZH.fill("entry {name}: {text}", {"name": "it is torn", "text": "it is torn"}) == (
        "条目 it is torn：已截断"
    )


def test_english_is_said_as_it_stands() -> None:
    say = Say("en")
    assert say("{count:,} bytes", count=1234) == "1,234 bytes"
    assert say("a {b}") == "a {b}"


def test_chinese_comes_from_the_catalogue() -> None:
    assert Say("zh")("Options") == "选项"
    assert Say("zh")("Error: {text}", text="Missing command.") == "错误：缺少命令。"


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        Say("fr")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_HK"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_locale_decides_where_nobody_said(environment: dict[str, str], language: str) -> None:
    assert default_language(environment) == language


def test_shape_and_places_of_a_template() -> None:
    assert shape("{a:,} of {b}") == shape("{x} of {y!r}") != shape("{x} of {y}s")
    assert places("{a:,} of {b}") == {"a", "b"}


def test_faults_of_a_file_are_told_line_by_line() -> None:
    faults = ("f.yaml, line 3: weight 9; give 1 to 4", "f.yaml, line 4, column 2: a whole number")
    told = Say("zh")("\n".join(faults))
    assert told == "f.yaml 第 3 行：权重 9；请给出 1 至 4\nf.yaml 第 4 行第 2 列：整数"
