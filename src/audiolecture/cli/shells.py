"""The scripts that shells read to complete our commands: click's, and paths besides.

click lets a shell look for files by itself, whatever they are called. Ours are looked for here, so
that only scripts are offered; what the shell still does is to quote them, and not to end a word
behind a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import click
from click.shell_completion import (
    BashComplete,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

_LINES = {  # the line of click's script that ours are put before, and ours
    "bash": (
        "        if [[ $type == 'dir' ]]; then\n",
        """        if [[ $type == 'path' ]]; then
            COMPREPLY+=("$value")
            compopt -o filenames
        elif [[ $type == 'dir' ]]; then
""",
    ),
    "zsh": (
        '        if [[ "$type" == "plain" ]]; then\n',
        """        if [[ "$type" == "path" && -d "$key" ]]; then
            compadd -U -q -S / -- "$key"
        elif [[ "$type" == "path" ]]; then
            compadd -U -- "$key"
        elif [[ "$type" == "plain" ]]; then
""",
    ),
    "fish": (
        '        if test $metadata[1] = "dir";\n',
        """        if test $metadata[1] = "path";
            test -d $metadata[2]; and echo $metadata[2]/; or echo $metadata[2];
        else if test $metadata[1] = "dir";
""",
    ),
}


class _Ours:
    """click looks for the program's own flags before the command; here they stand anywhere."""

    ordered: ClassVar[Callable[[Sequence[str]], list[str]]] = list

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()  # type: ignore[misc]
        return type(self).ordered(args), incomplete


class _Bash(_Ours, BashComplete):
    source_template: ClassVar[str] = BashComplete.source_template.replace(*_LINES["bash"])


class _Zsh(_Ours, ZshComplete):
    source_template: ClassVar[str] = ZshComplete.source_template.replace(*_LINES["zsh"])


class _Fish(_Ours, FishComplete):
    source_template: ClassVar[str] = FishComplete.source_template.replace(*_LINES["fish"])


_CLASSES: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def register(ordered: Callable[[Sequence[str]], list[str]]) -> None:
    """Have click answer the shells with our scripts.

    Args:
        ordered: puts the program's own flags before the command.
    """
    _Ours.ordered = staticmethod(ordered)
    for shell in _CLASSES.values():
        add_completion_class(shell)


def source(shell: str, program: click.Command) -> str:
    """The script that a shell reads."""
    name = "audiolecture"
    return _CLASSES[shell](program, {}, name, f"_{name.upper()}_COMPLETE").source()
