"""A Ray that does not start in time is told with what it wrote last, and nothing of it is left."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from actors.host import HostProblem
from cluster.hosts.on_ray import instance
from cluster.hosts.on_ray.instance import Settings, start_instance
from cluster.language import Say


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a Ray whose command is still running when its time is over."""
    made = tmp_path / "lj-late"
    made.mkdir()

    def hangs(command: list[str], *, timeout: float, **_: Any) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(instance, "_own_directory", lambda: made)
    monkeypatch.setattr(subprocess, "run", hangs)
    return made


def write(directory: Path, name: str, text: str, at_s: int) -> None:
    """A log, last written ``at_s``."""
    logs = directory / "session_latest" / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    (logs / name).write_text(text)
    os.utime(logs / name, (at_s, at_s))


async def told() -> str:
    """What the caller hears."""
    with pytest.raises(HostProblem) as problem:
        await start_instance(Settings())
    return str(problem.value)


async def test_the_end_of_the_log_that_was_written_last_is_told(directory: Path) -> None:
    write(directory, "raylet.out", "one\ntwo\n\nthree\nno memory is left\n", 20)
    write(directory, "gcs_server.out", "ready\n", 10)
    write(directory, "raylet.err", "\n", 30)
    write(directory, "dashboard_agent.log", "loading modules\n", 40)
    said = await told()
    assert said.startswith(
        "Ray did not start within 120 s, the machine may be short of processors or memory: "
    )
    assert said.endswith(" Its last words: raylet.out: two three no memory is left")
    assert Say("zh")(said).startswith("Ray 在 120 秒内没有启动")
    assert not directory.exists()


async def test_tables_between_the_entries_of_a_log_are_left_out(directory: Path) -> None:
    write(
        directory, "gcs_server.out", "[1] begins\n[2] waits\n\ncalls 2, mean 3 ms\ncalls 4, mean 5 ms\n", 10
    )
    assert (await told()).endswith(" Its last words: gcs_server.out: [1] begins [2] waits")


async def test_a_ray_that_wrote_nothing_says_so(directory: Path) -> None:
    said = await told()
    assert said.endswith(" Its last words: it wrote nothing")
    assert Say("zh")(said).endswith("没有任何输出")
    assert not directory.exists()
