"""The tree keeps the style of the house, and each rule catches what it is there to catch."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from tests.tidy import code, tree, words

CodeRule = Callable[[PurePosixPath, str], list[str]]

CODE_RULES: list[CodeRule] = [
    code.docstrings,
    code.file_size,
    code.prints,
    code.sleeps,
    code.floats,
    code.shells,
]
TEXT_RULES: list[CodeRule] = [words.left_overs, words.machine_paths, words.lock_hosts, words.kernelspecs]


def _name(rule: CodeRule) -> str:
    return rule.__name__


@pytest.mark.parametrize("rule", CODE_RULES, ids=_name)
def test_code_keeps_the_rule(rule: CodeRule) -> None:
    faults = [fault for path in tree.python() for fault in rule(path, tree.text(path) or "")]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("rule", TEXT_RULES, ids=_name)
def test_text_keeps_the_rule(rule: CodeRule) -> None:
    texts = ((path, tree.text(path)) for path in tree.tracked())
    faults = [fault for path, text in texts if text is not None for fault in rule(path, text)]
    assert not faults, "\n" + "\n".join(faults)


def test_every_link_leads_somewhere() -> None:
    tracked = frozenset(map(str, tree.tracked()))
    pages = [path for path in tree.tracked() if path.suffix == ".md"]
    faults = [fault for path in pages for fault in words.links(path, tree.text(path) or "", tracked)]
    assert not faults, "\n" + "\n".join(faults)


def test_the_top_level_holds_only_what_was_asked_for() -> None:
    assert not {fault for path in tree.tracked() for fault in words.top_level(path)}


def test_every_part_of_the_product_has_tests() -> None:
    tests = frozenset(str(path) for path in tree.python() if path.parts[0] == "tests")
    faults = [fault for path in tree.python() for fault in words.mirror(path, tests)]
    assert not faults, "\n" + "\n".join(faults)


def test_nine_files_in_ten_are_of_the_usual_size() -> None:
    sizes = {str(path): (tree.text(path) or "").count("\n") for path in tree.python()}
    long = {path: lines for path, lines in sizes.items() if lines > code.FILE_LINES_USUAL}
    assert len(long) * 10 <= len(sizes), long


def test_nine_functions_in_ten_are_of_the_usual_size() -> None:
    lengths = [length for path in tree.python() for length in code.functions(tree.text(path) or "")]
    long = [length for length in lengths if length > code.FUNCTION_LINES_USUAL]
    assert len(long) * 10 <= len(lengths)


# Each rule against a planted violation, and against the same thing done well.

PLANTED: list[tuple[CodeRule, str, str, str]] = [
    (code.docstrings, "actors/a.py", "x = 1\n", '"""A."""\n\nx = 1\n'),
    (code.docstrings, "cluster/a.py", '"""A."""\n\ndef f(): ...\n', '"""A."""\n\ndef _f(): ...\n'),
    (
        code.docstrings,
        "lianjie.py",
        '"""A."""\n\nclass C:\n    """C."""\n    async def f(self): ...\n',
        '"""A."""\n\nclass C:\n    """C."""\n    async def f(self):\n        """F."""\n',
    ),
    (code.file_size, "tests/a.py", "x = 1\n" * 501, "x = 1\n" * 500),
    (code.prints, "cluster/hosts/a.py", "print(1)\n", "log(1)\n"),
    (code.prints, "actors/a.py", "if x:\n    print(1)\n", "printer(1)\n"),
    (code.sleeps, "tests/a.py", "import time\ntime.sleep(1)\n", "import time\ntime.monotonic()\n"),
    (code.sleeps, "cluster/a.py", "from time import sleep\n", "from time import monotonic\n"),
    (code.floats, "actors/ledger/a.py", "x = 0.5\n", "x = 5\n"),
    (code.floats, "actors/base/a.py", "x = y / 2\n", "x = y // 2\n"),
    (code.floats, "actors/base/a.py", "x /= 2\n", "x //= 2\n"),
    (code.floats, "actors/modules/a.py", "x = float(y)\n", "x = int(y)\n"),
    (code.floats, "actors/consensus/a.py", "x = np.float64(y)\n", "x = np.int64(y)\n"),
    (code.shells, "actors/parties/a.py", "import threading\n", "import asyncio\n"),
    (code.shells, "actors/parties/a.py", "from concurrent.futures import Future\n", "from x import Future\n"),
    (code.shells, "actors/parties/a.py", "await asyncio.sleep(1)\n", "await host.sync()\n"),
    (
        code.shells,
        "actors/parties/a.py",
        "from asyncio import as_completed\n",
        "from asyncio import Future\n",
    ),
    (code.shells, "actors/parties/a.py", "asyncio.wait(x)\n", "event.wait()\n"),
    (code.shells, "actors/parties/a.py", "loop.run_in_executor(None, f)\n", "host.compute(f)\n"),
    (words.left_overs, "docs/a.md", "TO" + "DO: more\n", "Todo lists are the venue's.\n"),
    (words.left_overs, "Makefile", "# FIX" + "ME\n", "# fixed\n"),
    (words.machine_paths, "docs/a.md", "see /wo" + "rk/main\n", "see docs/work/main\n"),
    (words.machine_paths, "tests/a.py", 'x = "/tm' + 'p/x"\n', "x = tmp_path\n"),
    (words.machine_paths, "tests/a.py", 'x = "/home' + '/me"\n', 'x = "https://example.org/home/me"\n'),
    (words.lock_hosts, "requirements/a.lock", "--index-url x\n", "a==1 --hash=sha256:00\n"),
    (words.lock_hosts, "requirements/a.lock", "a @ https://h/a.whl\n", "a==1 ; sys_platform != 'win32'\n"),
    (
        words.kernelspecs,
        "notebooks/a.ipynb",
        json.dumps({"metadata": {}}),
        json.dumps({"metadata": {"kernelspec": {"name": "python3"}}}),
    ),
]


@pytest.mark.parametrize(("rule", "path", "bad", "good"), PLANTED)
def test_a_planted_violation_is_caught(rule: CodeRule, path: str, bad: str, good: str) -> None:
    assert rule(PurePosixPath(path), bad)
    assert not rule(PurePosixPath(path), good)


def test_rules_for_ground_floors_and_shells_leave_the_rest_alone() -> None:
    assert not code.floats(PurePosixPath("cluster/bench/a.py"), "x = 0.5\n")
    assert not code.shells(PurePosixPath("cluster/hosts/local/a.py"), "import threading\n")
    assert not code.prints(PurePosixPath("cluster/cli/a.py"), "print(1)\n")


def test_an_entry_beside_the_allowed_ones_is_caught() -> None:
    assert words.top_level(PurePosixPath("utils/a.py"))
    assert not words.top_level(PurePosixPath("actors/base/keys.py"))


def test_a_link_that_leads_nowhere_is_caught() -> None:
    tracked = frozenset({"docs/spec/records.md", "README.md"})
    page = PurePosixPath("docs/adr/a.md")
    assert words.links(page, "see [records](../spec/record.md)", tracked)
    good = "[a](../spec/records.md) [b](../../README.md#trust) [c](https://example.org) [d](#here)"
    assert not words.links(page, good, tracked)


def test_a_file_without_tests_is_caught() -> None:
    tests = frozenset({"tests/base/test_keys.py", "tests/test_market.py", "tests/base/helpers.py"})
    assert words.mirror(PurePosixPath("actors/ledger/kernel.py"), tests)
    assert words.mirror(PurePosixPath("actors/helpers.py"), tests)
    assert not words.mirror(PurePosixPath("actors/base/merkle.py"), tests)
    assert not words.mirror(PurePosixPath("cluster/market.py"), tests)
    assert not words.mirror(PurePosixPath("cluster/__init__.py"), tests)


def test_a_long_function_is_measured() -> None:
    assert code.functions("def f():\n    x = 1\n    return x\n\nasync def g(): ...\n") == [3, 1]
