"""``audiolecture init``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiolecture.cli import completing, options
from audiolecture.messages import N_, _, aside, at, language

if TYPE_CHECKING:
    from audiolecture.cli.console import Manner
    from audiolecture.newcourse import Answers, Part


@click.command("init", short_help="Begin a course: settings, a lexicon, a first lecture.")
@click.argument(
    "folder",
    metavar="[DIR]",
    type=click.Path(path_type=Path),
    default=".",
    shell_complete=completing.folders,
)
@click.option("--title", metavar="TEXT", help="Name of the course.  [default: the folder's name]")
@click.option("--author", metavar="TEXT", help="Who lectures.")
@click.option(
    "--voice",
    metavar="NAME",
    help="Who speaks; see 'audiolecture voices'.",
    shell_complete=completing.voices,
)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    title: str | None,
    author: str | None,
    voice: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Begin a course in DIR, or here: settings, a lexicon and a first lecture that builds.

    What is there already is left as it is.

    \b
    Example:
      audiolecture init 党课 --title 主题党课 --author 李老师
    """
    from audiolecture import config, newcourse  # noqa: PLC0415 - not for --help
    from audiolecture.cli import console  # noqa: PLC0415

    name = "" if voice is None else newcourse.voice_named(voice)
    given = newcourse.Answers((title or "").strip(), (author or "").strip(), name)
    is_new = not (folder / config.FILE_NAME).exists()
    if is_new and not yes and not as_json and sys.stdin.isatty():
        given = _asked(given, folder, said={"title": title, "author": author, "voice": voice})
    elif not given.title:
        given = newcourse.Answers(folder.resolve().name, given.author, given.voice)
    wanted = newcourse.parts(folder, given, language())
    newcourse.write(wanted)
    if as_json:
        console.print_json(_document(folder, wanted))
    else:
        _render(folder, wanted, console.manner(ctx))


def _asked(given: Answers, folder: Path, *, said: dict[str, str | None]) -> Answers:
    """The three questions, without those that flags have answered."""
    from audiolecture.newcourse import VOICES, Answers  # noqa: PLC0415 - as above

    title, author, voice = given.title, given.author, given.voice
    if said["title"] is None:
        title = click.prompt(
            _("Name of the course"), default=folder.resolve().name, prompt_suffix=_(": "), err=True
        )
    if said["author"] is None:
        author = click.prompt(
            _("Who lectures (may be left empty)"),
            default="",
            show_default=False,
            prompt_suffix=_(": "),
            err=True,
        )
    if said["voice"] is None:
        longest = max(map(len, VOICES))
        for number, name in enumerate(VOICES, 1):
            click.echo(f"  {number}  {name:<{longest}}  {_description(name)}", err=True)
        voice = click.prompt(
            _("Who speaks: a number, or the name of a voice"),
            default="1",
            value_proc=_voice,
            prompt_suffix=_(": "),
            err=True,
        )
    return Answers(title.strip(), author.strip(), voice)


def _voice(typed: str) -> str:
    """What was answered to the last question; click asks again after a BadParameter."""
    from audiolecture.errors import ConfigError  # noqa: PLC0415 - as above
    from audiolecture.newcourse import voice_named  # noqa: PLC0415

    try:
        return voice_named(typed)
    except ConfigError as error:
        raise click.BadParameter(error.message + aside(error.hint)) from error


def _description(voice: str) -> str:
    """A voice in a few words."""
    return _(_DESCRIPTIONS[voice])


_DESCRIPTIONS = {
    "zh-CN-YunyangNeural": N_("a man, as in the news; online"),
    "zh-CN-XiaoxiaoNeural": N_("a woman, warm; online"),
    "zh-CN-YunjianNeural": N_("a man, forceful; online"),
    "zh-CN-YunxiNeural": N_("a young man, lively; online"),
    "zh-CN-XiaoyiNeural": N_("a young woman, lively; online"),
    "zhm": N_("a man, a robot's voice; offline"),
    "zhf": N_("a woman, a robot's voice; offline"),
}


def _render(folder: Path, wanted: tuple[Part, ...], how: Manner) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - as above

    screen = console.screen(how)
    for part in wanted:
        sign, style, told = (
            ("·", "dim", _("is there already, left as it is"))
            if part.is_there
            else ("✓", "green", _("written"))
        )
        console.say(screen, f"{sign} {at(part.path, told)}", style=style)
    if how.quiet:
        return
    console.say(screen, _("Next:"))
    for line, why in _next(folder):
        console.say(screen, f"  {line:<22}  # {why}" if why else f"  {line}")


def _next(folder: Path) -> list[tuple[str, str]]:
    """The commands to go on with, and what they do."""
    from audiolecture.newcourse import SCRIPTS, scripts_folder  # noqa: PLC0415

    build = (
        "audiolecture build" if scripts_folder(folder).name == SCRIPTS else "audiolecture build ."
    )
    steps = [
        (build, _("makes the audio in output/")),
        ("audiolecture serve", _("listen, on this machine")),
    ]
    if folder.resolve() != Path.cwd():
        steps.insert(0, (f"cd {_quoted(str(folder))}", ""))
    return steps


def _quoted(name: str) -> str:
    """For a shell; a Chinese name needs no quotes."""
    import re  # noqa: PLC0415 - not for --help
    import shlex  # noqa: PLC0415

    return name if re.fullmatch(r"[\w./-]+", name) else shlex.quote(name)


def _document(folder: Path, wanted: tuple[Part, ...]) -> dict[str, object]:
    return {
        "folder": str(folder),
        "files": [
            {"path": str(part.path), "status": "kept" if part.is_there else "written"}
            for part in wanted
        ],
        "next": [line for line, __ in _next(folder)],
    }
