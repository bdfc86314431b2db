"""``audiolecture cache``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from audiolecture.cli import options
from audiolecture.messages import N_, _, counted

if TYPE_CHECKING:
    from audiolecture.store import Store
    from audiolecture.upkeep import Removal

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


@click.group("cache", short_help="The store of finished clips: info, prune, clear.")
def command() -> None:
    """Look after the store of finished clips.

    \b
    Example:
      audiolecture cache info
      audiolecture cache prune --limit 2GB
    """


@command.command("info")
@options.cache_dir
@options.as_json
@click.pass_context
def info(ctx: click.Context, cache_dir: str | None, as_json: bool) -> None:
    """Show how full the store is."""
    from audiolecture import upkeep  # noqa: PLC0415 - not for --help
    from audiolecture.cli import console  # noqa: PLC0415
    from audiolecture.store import KINDS  # noqa: PLC0415

    store = _folder(cache_dir)
    found = upkeep.entries(store)
    by_kind = {
        kind: {
            "entries": sum(entry.kind == kind for entry in found),
            "bytes": sum(entry.size for entry in found if entry.kind == kind),
            "needed": sum(entry.kind == kind and entry.needed for entry in found),
        }
        for kind in KINDS
    }
    outputs = [str(folder) for folder in upkeep.outputs(store)]
    if as_json:
        console.print_json({"folder": str(store.root), "kinds": by_kind, "outputs": outputs})
        return
    rows = [
        (_(kind), str(count["entries"]), size(count["bytes"]), str(count["needed"]))
        for kind, count in by_kind.items()
    ]
    screen = console.screen(console.manner(ctx))
    console.say(screen, str(store.root))
    headings = (N_("Kind"), N_("Entries"), N_("Size"), N_("In use"))
    screen.print(console.table(headings, rows, right="Entries,Size,In use"))
    for folder in outputs:
        console.say(screen, _("used by {folder}", folder=folder))


@command.command("prune")
@click.option(
    "--limit",
    metavar="SIZE",
    default="0",
    show_default=True,
    help="Size to come down to, such as 2GB.",
)
@options.cache_dir
def prune(limit: str, cache_dir: str | None) -> None:
    """Remove what was not used for longest. What a present output needs stays."""
    from audiolecture import upkeep  # noqa: PLC0415 - not for --help

    removal = upkeep.prune(_folder(cache_dir), _bytes(limit))
    click.echo(_told(removal))


def _sure(ctx: click.Context, param: click.Parameter, yes: bool) -> bool:
    """Whoever types the command is asked; where nobody can be, only ``--yes`` will do."""
    del param
    if yes or ctx.resilient_parsing:
        return True
    from audiolecture.errors import ConfigError  # noqa: PLC0415 - not for --help

    try:
        sure = click.confirm(_("Remove every finished clip?"))
    except click.Abort as error:
        click.echo()
        if sys.stdin.isatty():
            raise
        raise ConfigError(
            _("nobody can be asked here, and nothing was removed"),
            hint=_("to remove everything: {command}", command="audiolecture cache clear --yes"),
        ) from error
    if not sure:
        click.echo(_("nothing was removed"), err=True)
        ctx.exit(1)
    return True


@command.command("clear")
@click.option(
    "--yes",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_sure,
    help="Confirm the action without prompting.",
)
@options.cache_dir
def clear(cache_dir: str | None) -> None:
    """Remove everything; the next build synthesizes all anew."""
    from audiolecture import upkeep  # noqa: PLC0415 - not for --help

    removal = upkeep.clear(_folder(cache_dir))
    click.echo(_told(removal))


def _told(removal: Removal) -> str:
    return counted(
        "{count} entry removed, {size}",
        "{count} entries removed, {size}",
        removal.entries,
        size=size(removal.size),
    )


def _folder(cache_dir: str | None) -> Store:
    """The store, which must be a folder: what lies at an address is looked after there."""
    from audiolecture.errors import ConfigError  # noqa: PLC0415 - not for --help
    from audiolecture.remote import RemoteStore, open_store  # noqa: PLC0415

    store = open_store(cache_dir)
    if isinstance(store, RemoteStore):
        raise ConfigError(
            _("this command looks after a store in a folder only"),
            where=store.address,
            hint=_(
                "give the bucket a rule that lets objects expire: what is missing is made again"
            ),
        )
    return store


def _bytes(text: str) -> int:
    from audiolecture.config import size as bytes_of  # noqa: PLC0415 - not for --help

    try:
        return bytes_of(text)
    except ValueError as error:
        raise click.BadParameter(f"'{text}' {error}") from error


def size(count: int) -> str:
    """Bytes for people, in powers of ten."""
    for unit, letter in reversed(_UNITS.items()):
        if unit and count >= letter:
            return f"{count / letter:.1f} {unit.replace('K', 'k')}B"
    return f"{count} B"
