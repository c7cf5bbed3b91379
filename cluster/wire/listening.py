"""Listening at a port, and why it cannot be."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

from cluster.wire.problems import WireProblem


async def listen(accept: Callable[[], asyncio.BaseProtocol], host: str, port: int) -> asyncio.Server:
    """Listen on ``host`` and ``port`` (0: any free one).

    Raises:
        WireProblem: it cannot, with the reason and the remedy.
    """
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(accept, host, port)
    except (OSError, OverflowError) as error:
        raise WireProblem(_sentence(error, host, port)) from None


def _sentence(error: OSError | OverflowError, host: str, port: int) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return (
            f"port {port} of {host} is in use; stop what listens there, or choose another (0: any free one)"
        )
    if code == errno.EACCES:
        return f"port {port} may not be used by this user; choose one from 1024 to 65535 (0: any free one)"
    if code == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host!r} is no address of this machine; choose one of its own, such as 127.0.0.1"
    if isinstance(error, OverflowError):
        return f"there is no port {port}; choose one from 1024 to 65535 (0: any free one)"
    return f"cannot listen on {host}, port {port}: {error}; choose another address"
