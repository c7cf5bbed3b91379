"""What the commands of a running market share: which market is meant, its password, and what is told when none runs."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
import platformdirs

if TYPE_CHECKING:
    from cluster.market import Market

#: Exit status of a command that needs a running market, and finds none.
NOT_RUNNING: Final = 3
DEFAULT_BLUEPRINT: Final = "treasury"
#: What a market's directory has once there is one in it.
_MARKS: Final = ("blueprint.json", "founded")
_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
_Result = TypeVar("_Result")


class NobodyThere(click.ClickException):
    """The market that a command is about does not run."""

    exit_code = NOT_RUNNING

    def __init__(self, directory: Path) -> None:
        super().__init__(f"no market runs over {directory}; start it: {command(directory, 'up')}")


def market_options(command: _Decorated) -> _Decorated:
    """``--data`` and ``--password-file``, in which a command is told its market."""
    password = click.option(
        "--password-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="File that holds the password of the market's keys, if you keep it apart.",
    )
    data = click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The market's directory.  [default: the one market in your data directory]",
    )
    return data(password(command))


def markets() -> Path:
    """Where markets are kept whose directory nobody named."""
    return Path(platformdirs.user_data_dir("lianjie")) / "markets"


def default_directory(name: str = DEFAULT_BLUEPRINT) -> Path:
    """The directory of the market of this name, where nobody named one."""
    return markets() / name


def meant(data: Path | None) -> Path:
    """The directory of the market that a command is about.

    Raises:
        UsageError: nobody named it, and there are several.
    """
    if data is not None:
        return data.absolute()
    found = sorted(one.parent for one in markets().glob(f"*/{_MARKS[0]}"))
    if len(found) > 1:
        raise click.UsageError(
            f"there are several markets ({', '.join(one.name for one in found)}) in {markets()}; "
            "name one by its directory: --data DIR"
        )
    return found[0] if found else default_directory()


def holds_market(directory: Path) -> bool:
    """Whether a market was started in ``directory`` and can be opened, or could not be finished."""
    return (directory / _MARKS[0]).exists()


def was_founded(directory: Path) -> bool:
    """Whether the market in ``directory`` was started to its end."""
    return all((directory / one).exists() for one in _MARKS)


def password_in(file: Path | None) -> str | None:
    """The password in ``file``, without the end of its line; None for no file.

    Raises:
        UsageError: it cannot be read, or is empty.
    """
    if file is None:
        return None
    try:
        password = file.read_text("utf-8").rstrip("\r\n")
    except OSError as problem:
        raise click.UsageError(f"{file}: {problem.strerror}; name a file that you may read") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{file} is not UTF-8 text; name the file that holds the password") from None
    if not password:
        raise click.UsageError(f"{file} is empty; write the password into it")
    return password


def command(directory: Path, *words: str) -> str:
    """The command line of ``words`` about the market in ``directory``, to be typed."""
    where = () if directory.absolute() == default_directory() else ("--data", str(directory))
    return shlex.join(("lianjie", *words, *where))


@asynccontextmanager
async def joined(directory: Path, password: str | None) -> AsyncIterator[Market]:
    """The market that runs over ``directory``, left at the end.

    Raises:
        NobodyThere: none does.
    """
    from cluster.market import Market, NotRunning

    try:
        market = await Market.join(directory, password=password)
    except NotRunning:
        raise NobodyThere(directory) from None
    try:
        yield market
    finally:
        if market.joined:
            await market.leave()


def to_its_end(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run on a loop of its own."""
    return asyncio.run(work)


def run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run to the end; what a person can cause becomes a sentence.

    Raises:
        UsageError: bad use. ClickException: everything else, in a sentence. KeyboardInterrupt: Ctrl-C, after ``work``
        was cancelled and cleared up.
    """
    from actors.base.keys import KeyProblem
    from actors.host import HostProblem
    from cluster.blueprint import BlueprintProblem
    from cluster.kernel_cache import use_kernel_cache
    from cluster.market.problems import MarketProblem, UnknownParty

    use_kernel_cache()
    try:
        return to_its_end(work)
    except (BlueprintProblem, UnknownParty) as problem:
        raise click.UsageError(str(problem)) from None
    except (HostProblem, KeyProblem, MarketProblem) as problem:
        raise click.ClickException(str(problem)) from None
