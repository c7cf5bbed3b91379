"""``lianjie``: the command. Each subcommand lives in its own file and is loaded when it is first asked for."""

from __future__ import annotations

from importlib import import_module, metadata

import click

from cluster.cli.language import Group, language_option

#: Subcommand → its module and attribute, and one line of help that needs no import.
COMMANDS = {
    "up": ("cluster.cli.up", "up", "Start a market on Ray, or go on with a stopped one."),
    "down": ("cluster.cli.down", "down", "Stop a running market."),
    "status": ("cluster.cli.status", "status", "How every party of a running market is."),
    "top": ("cluster.cli.top", "top", "A running market, live, with rates a second."),
    "node": ("cluster.cli.node", "node", "Kill, cut off or slow a validator of a running market."),
    "platform": ("cluster.cli.platform", "platform", "Platforms: plans, proposals, approvals, stages."),
    "demo": ("cluster.cli.demo", "demo", "Run one real week of the treasury market, on this machine."),
    "bench": ("cluster.cli.bench", "bench", "Measure what is settled, beside what this machine allows."),
    "receipt": ("cluster.cli.receipt", "receipt", "Check one receipt offline, step by step."),
    "verify": ("cluster.cli.verify", "verify", "Derive everything again from one node's disk."),
    "message": ("cluster.cli.message", "message", "Check and show ISO 20022 messages."),
    "simulate": ("cluster.cli.simulate", "simulate", "Try to break the ledger under seeds."),
}


class LazyGroup(Group):
    """Loads a subcommand when it is used, so that one that is broken or heavy does not burden the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        try:
            command = getattr(import_module(module), name)
        except ImportError as problem:
            raise click.ClickException(
                f"'{cmd_name}' cannot be loaded: {problem}. Install the project again, with the extra it needs"
            ) from None
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in ``--help``, without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


def _version() -> str:
    try:
        return metadata.version("lianjie")
    except metadata.PackageNotFoundError:
        from lianjie import __version__

        return __version__


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="lianjie")
@language_option
def main(lang: str) -> None:
    """链结 Lianjie: a capital-market ledger that institutions run together.

    Begin with `lianjie demo`. Each command explains itself: `lianjie demo --help`.
    """
