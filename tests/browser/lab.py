"""JupyterLab on this machine, and a browser that can reach nothing else."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, Route, async_playwright

ROOT = Path(__file__).parents[2]
START_S = 60


@dataclass
class Lab:
    """A running JupyterLab over the folder ``root``."""

    url: str
    token: str
    root: Path


@dataclass
class Watched:
    """A page, and what it should not have done: requests that left the machine, errors on its console."""

    page: Page
    strayed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@asynccontextmanager
async def lab(root: Path, **environment: str) -> AsyncIterator[Lab]:
    """JupyterLab over ``root``, with the notebooks of the project in it; ends with the block.

    ``environment``: variables of its kernels besides those of this process.
    """
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, root / path.name)
    port, token = free_port(), secrets.token_hex(16)
    homes = {
        name: str(root / ".jupyter" / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    }
    settings = {
        "--ServerApp.root_dir": root,
        "--ServerApp.port": port,
        "--ServerApp.port_retries": 0,
        "--ServerApp.ip": "127.0.0.1",
        "--IdentityProvider.token": token,
        "--LabApp.expose_app_in_browser": True,
        "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    arguments = [f"{name}={value}" for name, value in settings.items()]
    config = Path(homes["JUPYTER_CONFIG_DIR"]) / "labconfig"
    config.mkdir(parents=True)
    (config / "page_config.json").write_text(
        '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}'
    )
    env = {**os.environ, **homes, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(root / ".ipython")}
    env |= environment
    with (root / "lab.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", *arguments),
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        await _listening(port, process, root / "lab.log")
        yield Lab(f"http://127.0.0.1:{port}", token, root)
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int, process: asyncio.subprocess.Process, log: Path) -> None:
    for _ in range(START_S * 5):
        assert process.returncode is None, log.read_text()
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.2)
            continue
        writer.close()
        return
    raise TimeoutError(log.read_text())


@asynccontextmanager
async def browser() -> AsyncIterator[BrowserContext]:
    """Debian's Chromium, without a window."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield await chromium.new_context(viewport={"width": 1400, "height": 1300}, locale="en-GB")
        await chromium.close()


async def open_notebook(context: BrowserContext, at: Lab, name: str) -> Watched:
    """The notebook ``name`` in a page that reaches this machine alone."""
    watched = Watched(await context.new_page())

    async def only_here(route: Route) -> None:
        if route.request.url.startswith((at.url, at.url.replace("http", "ws"), "data:", "blob:")):
            await route.continue_()
        else:
            watched.strayed.append(route.request.url)
            await route.abort()

    await context.route("**/*", only_here)
    watched.page.on(
        "console", lambda told: watched.errors.append(told.text) if told.type == "error" else None
    )
    await watched.page.goto(f"{at.url}/lab/tree/{name}?token={at.token}")
    await watched.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    await watched.page.get_by_text("| Idle").wait_for(timeout=60_000)
    return watched


async def command(page: Page, name: str, arguments: dict[str, Any] | None = None) -> None:
    """Have JupyterLab begin to do ``name``."""
    call = "([name, args]) => { window.jupyterapp.commands.execute(name, args); }"
    await page.evaluate(call, [name, arguments or {}])
