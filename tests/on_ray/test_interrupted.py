"""Whoever is interrupted while Ray starts leaves none of it running."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from cluster.hosts.on_ray import instance
from cluster.hosts.on_ray.instance import RayInstance, Settings, start_instance


async def test_an_instance_that_comes_after_the_interruption_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    directory = tmp_path / "lj-late"

    def late(settings: Settings) -> RayInstance:
        begun.set()
        go_on.wait()
        directory.mkdir()
        return RayInstance("127.0.0.1:9", "", str(directory))

    monkeypatch.setattr(instance, "_start", late)
    starting = asyncio.create_task(start_instance(Settings()))
    await asyncio.to_thread(begun.wait)
    starting.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not directory.exists()
