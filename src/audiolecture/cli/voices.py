"""``audiolecture voices``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audiolecture.cli import completing, options
from audiolecture.messages import N_, _

if TYPE_CHECKING:
    from audiolecture.model import Voice


@click.command("voices", short_help="The voices of an engine.")
@click.option(
    "--engine",
    metavar="NAME",
    help="Only this engine.  [default: all]",
    shell_complete=completing.engines,
)
@click.option("--locale", default="zh", show_default=True, help="Beginning of the language tag.")
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

    offered, problems = run(_offered(engine, cache_dir))
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
                "problems": problems,
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
    for problem in problems:
        screen.print(f"! {problem}", style="yellow", markup=False)


async def _offered(
    only: str | None, cache_dir: str | None
) -> tuple[list[tuple[str, Voice]], list[str]]:
    """All voices, and what kept an engine from naming its own (an error if it was asked for)."""
    from audiolecture import config  # noqa: PLC0415
    from audiolecture.cast import Troupe  # noqa: PLC0415 - not for --help
    from audiolecture.engines import registry  # noqa: PLC0415
    from audiolecture.errors import AudioLectureError  # noqa: PLC0415
    from audiolecture.events import ignore  # noqa: PLC0415
    from audiolecture.remote import open_store  # noqa: PLC0415

    troupe = Troupe(open_store(cache_dir).root, ignore)
    settings = config.load(options.DEFAULT_SOURCE)
    found: list[tuple[str, Voice]] = []
    problems: list[str] = []
    for name in [only] if only else registry.names():
        try:
            engine = troupe.engine(name, settings)
            found.extend((name, voice) for voice in await engine.voices())
        except AudioLectureError as error:  # a setting of one engine hides no other
            if only:
                raise
            problems.append(str(error))
    await troupe.aclose()
    return found, problems
