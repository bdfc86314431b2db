"""``audiolecture completion``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from audiolecture.messages import _

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="What a shell needs to complete our commands.")
@click.argument("shell", metavar="[bash|zsh|fish]", type=click.Choice(SHELLS), required=False)
@click.pass_context
def command(ctx: click.Context, shell: str | None) -> None:
    """Print the script that lets a shell complete commands, options, scripts and voices.

    Without SHELL: for the one that you use.

    \b
    Example:
      echo 'eval "$(audiolecture completion bash)"' >> ~/.bashrc
      echo 'eval "$(audiolecture completion zsh)"' >> ~/.zshrc
      audiolecture completion fish > ~/.config/fish/completions/audiolecture.fish
    """
    from audiolecture.cli import shells  # noqa: PLC0415 - not for --help

    used = Path(os.environ.get("SHELL", "")).name
    chosen = shell or (used if used in SHELLS else "bash")
    click.echo(shells.source(chosen, ctx.find_root().command))
    if sys.stdout.isatty():
        click.echo(f"\n# {_('To use it:')} {_USE[chosen]}", err=True)


_USE = {
    "bash": """echo 'eval "$(audiolecture completion bash)"' >> ~/.bashrc""",
    "zsh": """echo 'eval "$(audiolecture completion zsh)"' >> ~/.zshrc""",
    "fish": "audiolecture completion fish > ~/.config/fish/completions/audiolecture.fish",
}
"""Commands: the same in every language."""
