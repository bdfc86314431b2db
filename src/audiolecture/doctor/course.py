"""The course: its settings, its scripts and lexicons, its output folder."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from audiolecture import config
from audiolecture.config import Settings
from audiolecture.doctor.finding import Finding, explained
from audiolecture.engines import registry
from audiolecture.errors import AudioLectureError
from audiolecture.lexicons import read_lexicon
from audiolecture.messages import N_, _, at, counted, series
from audiolecture.output import leftovers
from audiolecture.source.corrections import SUFFIX
from audiolecture.source.course import lectures_in
from audiolecture.suggestions import closest
from audiolecture.upkeep import RECENT

_LEXICON = ".lexicon.tsv"


@dataclass(frozen=True, slots=True)
class Course:
    """What was found where scripts are."""

    folder: Path
    settings: Settings
    scripts: tuple[Path, ...]
    findings: tuple[Finding, ...]


def look(folder: Path) -> Course:
    """Look at the course in ``folder``; whatever is wrong with it is a finding, no error."""
    findings = []
    settings = Settings()
    try:
        settings = config.load(folder)
        config.store_limit(settings)
        findings += [Finding(N_("settings"), "ok", str(_settings_file(folder)))]
    except AudioLectureError as error:
        findings += [explained(N_("settings"), error)]
    findings += _strangers(settings)
    scripts = _scripts(folder)
    findings += _told(folder, scripts)
    findings += _lexicons(folder, scripts)
    return Course(folder, settings, scripts, tuple(findings))


def _settings_file(folder: Path) -> Path | str:
    path = config.course_folder(folder) / config.FILE_NAME
    return path if path.is_file() else _("no {name}, as usual", name=config.FILE_NAME)


def _strangers(settings: Settings) -> Iterator[Finding]:
    """Tables for engines that are not there."""
    known = registry.names(include_hidden=True)
    for name, _table in settings.engines:
        if name not in known:
            close = closest(name, known, cutoff=0.5)
            advice = _("did you mean [engines.{name}]?", name=close) if close else ""
            told = _("[engines.{name}]: no engine has this name", name=name)
            yield Finding(N_("settings"), "note", told, advice or _("install what brings it"))


def _scripts(folder: Path) -> tuple[Path, ...]:
    with suppress(OSError):
        return lectures_in(folder)
    return ()


def _told(folder: Path, scripts: Sequence[Path]) -> Iterator[Finding]:
    if scripts:
        told = counted(
            "{count} script in {folder}", "{count} scripts in {folder}", len(scripts), folder=folder
        )
        yield Finding(N_("scripts"), "ok", told)
    else:
        advice = _("put one there, or begin a course with 'audiolecture init'")
        yield Finding(N_("scripts"), "note", _("none in {folder}", folder=folder), advice)


def _lexicons(folder: Path, scripts: Sequence[Path]) -> Iterator[Finding]:
    """What cannot be read, what contradicts itself, and what belongs to no script."""
    told: set[str] = set()
    for script in scripts or [folder / "nothing"]:
        try:
            notes = read_lexicon(script).notes
        except AudioLectureError as error:
            found = [explained(N_("lexicon"), error)]
        else:
            found = [Finding(N_("lexicon"), "note", note) for note in notes]
        yield from (item for item in found if item.message not in told)
        told.update(item.message for item in found)
    stems = {script.stem for script in scripts}
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            suffix = next((end for end in (_LEXICON, SUFFIX) if path.name.endswith(end)), "")
            if suffix and path.name.removesuffix(suffix) not in stems:
                yield _lonely(path, suffix, stems)


def _lonely(path: Path, suffix: str, stems: set[str]) -> Finding:
    close = closest(path.name.removesuffix(suffix), stems, cutoff=0.5)
    advice = _("rename it {name}", name=close + suffix) if close else _("remove or rename it")
    return Finding(N_("lexicon"), "note", _("{file} belongs to no script", file=path), advice)


def left_in(output: Path) -> Iterator[Finding]:
    """What killed builds left in the output folders."""
    before = time.time() - RECENT
    found = [path for path in leftovers(output) if path.stat().st_mtime < before]
    if not found:
        return

    def mend() -> str:
        for path in found:
            path.unlink(missing_ok=True)
        return counted("{count} file removed", "{count} files removed", len(found))

    told = counted("{count} unfinished file", "{count} unfinished files", len(found))
    where = series(sorted({str(path.parent) for path in found})[:3])
    yield Finding(
        N_("output"),
        "note",
        at(told, where),
        _("'audiolecture doctor --fix' removes them"),
        mend,
    )
