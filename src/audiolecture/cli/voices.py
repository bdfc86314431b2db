"""``audiolecture voices``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audiolecture.cli import completing, options
from audiolecture.errors import AudioLectureError
from audiolecture.messages import N_, _, at, counted, series, told

if TYPE_CHECKING:
    from audiolecture.model import Voice


@click.command("voices", short_help="The voices of an engine.")
@click.option(
    "--engine",
    metavar="NAME",
    help="Only this engine.  [default: all]",
    shell_complete=completing.engines,
)
@click.option(
    "--locale",
    metavar="LANG",
    default="zh",
    show_default=True,
    help="Only voices of this language, such as zh-CN.",
)
@options.cache_dir
@options.as_json
@click.pass_context
def command(
    ctx: click.Context, engine: str | None, locale: str, cache_dir: str | None, as_json: bool
) -> None:
    """List the voices that can speak a lecture.

    \b
    Example:
      audiolecture voices --engine edge --locale zh-CN
    """
    from asyncio import run  # noqa: PLC0415 - 50 ms, not for --help

    from audiolecture.cli import console  # noqa: PLC0415 - not for --help

    offered, problems, unused = run(_offered(engine, cache_dir))
    wanted = [
        (name, voice) for name, voice in offered if voice.locale.lower().startswith(locale.lower())
    ]
    if as_json:
        console.print_json(
            {
                "voices": [
                    {
                        "engine": name,
                        "name": voice.name,
                        "locale": voice.locale,
                        "gender": voice.gender,
                        "description": voice.description,
                    }
                    for name, voice in wanted
                ],
                "problems": [told(problem) for problem in problems.values()],
            }
        )
        return
    rows = [(name, v.name, v.locale, _(v.gender.lower()), _(v.description)) for name, v in wanted]
    screen = console.screen(console.manner(ctx))
    screen.print(
        console.table(
            (N_("Engine"), N_("Voice"), N_("Locale"), N_("Gender"), N_("Description")), rows
        )
    )
    idle = [name for name in problems if name in unused]
    for name, problem in problems.items():
        if name not in idle:
            console.say(screen, f"! {told(problem)}", style="yellow")
    if idle:
        hint = _("'audiolecture voices --engine {name}' says how", name=idle[0])
        subject = counted("engine {names}", "engines {names}", len(idle), names=series(idle))
        console.say(screen, f"· {at(subject, _('not set up'))} → {hint}", style="dim")


async def _offered(
    only: str | None, cache_dir: str | None
) -> tuple[list[tuple[str, Voice]], dict[str, AudioLectureError], frozenset[str]]:
    """All voices, and what kept an engine from naming its own (an error if it was asked for).

    The third are the engines that nobody has set up, which is no problem.
    """
    from audiolecture import config  # noqa: PLC0415
    from audiolecture.cast import Troupe  # noqa: PLC0415 - not for --help
    from audiolecture.engines import registry  # noqa: PLC0415
    from audiolecture.events import ignore  # noqa: PLC0415
    from audiolecture.remote import open_store  # noqa: PLC0415

    troupe = Troupe(open_store(cache_dir).root, ignore)
    settings = config.load(options.DEFAULT_SOURCE)
    found: list[tuple[str, Voice]] = []
    problems: dict[str, AudioLectureError] = {}
    for name in [only] if only else registry.names():
        try:
            engine = troupe.engine(name, settings)
            found.extend((name, voice) for voice in await engine.voices())
        except AudioLectureError as error:  # a setting of one engine hides no other
            if only:
                raise
            problems[name] = error
    await troupe.aclose()
    unused = (
        name
        for name in problems
        if registry.is_extra(name)
        and name != settings.engine
        and not settings.engine_settings(name)
    )
    return found, problems, frozenset(unused)
