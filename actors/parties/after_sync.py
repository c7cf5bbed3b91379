"""What is done once the disk has it: calls that wait for a sync, in order, any number of them for one sync."""

from __future__ import annotations

from collections.abc import Callable

from actors.host import Host, StorageProblem


class AfterSync:
    """Calls that wait until everything appended before them is durable."""

    def __init__(self, host: Host, failed: Callable[[StorageProblem], None]) -> None:
        """Nothing waits. ``failed`` is told why the disk cannot sync; what waits then is never called."""
        self._host = host
        self._failed = failed
        self._waiting: list[Callable[[], None]] = []
        self._syncing = False

    def __call__(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once everything appended so far is durable."""
        self._waiting.append(callback)
        if not self._syncing:
            self._syncing = True
            self._host.spawn(self._sync(), "sync")

    async def _sync(self) -> None:
        try:
            while self._waiting:
                due, self._waiting = self._waiting, []
                await self._host.store.sync()
                for callback in due:
                    callback()
        except StorageProblem as problem:
            self._failed(problem)
            raise
        finally:
            self._syncing = False
