"""What a build will do and why. Pure: a script, the settings and what is stored in; a plan out.

Keys are sha256 over canonical JSON and carry content only, never a position, a file name or a time:
inserting, deleting or moving a paragraph costs at most one clip.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

from audiolecture.manifest import ChapterRecord, Manifest
from audiolecture.messages import _, counted
from audiolecture.model import Prosody, Utterance
from audiolecture.script import ChapterScript, Script

RENDERING = 1
"""Raised when the same inputs would be written to different bytes of an MP3, LRC or playlist."""

SYLLABLES_PER_SECOND = 4.2
"""Pace of a lecture voice with its pauses, for estimates (espeak-ng and Edge both lie near it)."""

Action = Literal["kept", "encode", "synthesize"]
Status = Literal["new", "changed", "missing", "kept"]


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest(value: Any) -> str:
    """sha256 (hex) of ``value`` as canonical JSON."""
    return _sha256(_canonical(value))


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the part of the keys that is the same for a whole lecture."""

    engine: str
    revision: str
    voice: str
    prosody: Prosody
    clip_revisions: Mapping[str, str]
    """By voice; names trimming, level, sample rate, bit rate and encoder."""


def speech_key(utterance: Utterance, engine: str, revision: str) -> str:
    """The key of an engine's reply: everything that decides how it sounds."""
    prosody = [utterance.prosody.rate, utterance.prosody.pitch, utterance.prosody.volume]
    said = ["speech", engine, revision, utterance.voice, prosody, utterance.spoken]
    return _sha256(f"{_canonical(said)[:-1]},{_syllables(utterance.readings)}]")


def _syllables(readings: tuple[str, ...]) -> str:
    """Readings as canonical JSON: ten hours have 160,000, and the encoder takes its time."""
    if not any(readings):
        return "[]"
    plain = "".join(readings).isalnum()
    return '["' + '","'.join(readings) + '"]' if plain else _canonical(readings)


def clip_key(speech: str, clip_revision: str) -> str:
    """The key of a clip made of the speech with that key."""
    return digest(["clip", speech, clip_revision])


@dataclass(frozen=True, slots=True)
class Labels:
    """What is written on the files of a lecture."""

    title: str
    author: str
    album: str
    language: str
    date: str
    summary: str
    number: int
    cover: str
    """Key of the cover picture."""
    captions: str = "sentences"
    """What has a time in the captions: ``sentences``, or ``words`` too."""
    marked: bool = False
    """The files have chapter marks: all of a lecture, or none (Audiobookshelf asks for it)."""


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """What happens to one utterance, and why."""

    speech: str
    clip: str
    action: Action
    reason: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """What happens to one chapter, and why."""

    number: int
    title: str
    stem: str
    key: str
    status: Status
    reason: str
    clips: tuple[ClipPlan, ...]
    body: str = ""
    """Key of what is heard and when, whatever the tags say."""
    again: str = ""
    """The published file that sounds exactly so: only its tags have to be written anew."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build of one lecture will do."""

    chapters: tuple[ChapterPlan, ...]
    stale: tuple[str, ...] = ()
    """Files of ours that no longer belong."""

    @property
    def changes(self) -> bool:
        """Whether a chapter does not stay as it is."""
        return any(chapter.status != "kept" for chapter in self.chapters)

    @property
    def fresh(self) -> int:
        """How many clips are to be made."""
        return sum(clip.action != "kept" for clip in self.clips())

    def clips(self) -> Iterator[ClipPlan]:
        """The clips of all chapters, in order."""
        for chapter in self.chapters:
            yield from chapter.clips

    def to_synthesize(self) -> dict[str, ClipPlan]:
        """One clip for each speech that the engine is to be asked for, by speech key."""
        return {clip.speech: clip for clip in self.clips() if clip.action == "synthesize"}


@dataclass(frozen=True, slots=True)
class Known:
    """What there is before the build."""

    speeches: Container[str] = frozenset()
    clips: Container[str] = frozenset()
    manifest: Manifest | None = None
    files: Mapping[str, bool] = field(default_factory=dict)
    """For each file of the manifest that is there: whether it is as we left it."""


def make_plan(
    script: Script, stems: tuple[str, ...], labels: Labels, speaker: Speaker, known: Known
) -> Plan:
    """Compare what is wanted with what there is.

    Args:
        script: what is to be said.
        stems: a file name without ending for each chapter.
        labels: what is written on the files.
        speaker: who says it.
        known: what is stored and published.
    """
    chapters = tuple(
        _chapter(number, chapter, stem, len(stems), labels, speaker, known)
        for number, (chapter, stem) in enumerate(zip(script.chapters, stems, strict=True), 1)
    )
    written = {f"{chapter.stem}.mp3" for chapter in chapters if chapter.status != "kept"}
    chapters = tuple(
        replace(chapter, again="")
        if chapter.again in written - {f"{chapter.stem}.mp3"}
        else chapter
        for chapter in chapters
    )
    return Plan(chapters, tuple(_stale(stems, known.manifest)))


def _chapter(
    number: int,
    chapter: ChapterScript,
    stem: str,
    total: int,
    labels: Labels,
    speaker: Speaker,
    known: Known,
) -> ChapterPlan:
    clips = tuple(_clips(chapter, speaker, known))
    body = body_key(chapter, tuple(clip.clip for clip in clips))
    key = chapter_key(number, total, chapter.title, body, labels)
    status, reason = _status(stem, key, clips, known)
    again = _same_sound(body, stem, labels, known) if status in {"new", "changed"} else ""
    if again:
        reason = _("only what the tags say changed")
    return ChapterPlan(number, chapter.title, stem, key, status, reason, clips, body, again)


def body_key(chapter: ChapterScript, clips: tuple[str, ...]) -> str:
    """The key of what is heard in a chapter and of its captions: clips, pauses, text, sections."""
    speakers = [line.speaker for line in chapter.lines]
    return digest(
        [
            RENDERING,
            chapter.text,
            list(clips),
            [chapter.pause_before, *(line.pause_after for line in chapter.lines)],
            [[section.title, section.line, section.offset] for section in chapter.sections],
            [_captions(line.utterance) for line in chapter.lines],
            *([speakers] if any(speakers) else []),
        ]
    )


def chapter_key(number: int, total: int, title: str, body: str, labels: Labels) -> str:
    """The key of a chapter's files: what is heard, and what the tags say."""
    said = [getattr(labels, name) for name in labels.__dataclass_fields__]
    return digest([number, total, title, body, said])


def _same_sound(body: str, stem: str, labels: Labels, known: Known) -> str:
    """An intact file of ours with this sound, which the build will not overwrite meanwhile.

    Times of words are kept nowhere but in the clips.
    """
    chapters = known.manifest.chapters if known.manifest else ()
    names = [chapter.mp3 for chapter in chapters if chapter.body == body]
    names = [name for name in names if known.files.get(name)]
    if labels.captions != "sentences" or not names:
        return ""
    own = f"{stem}.mp3"
    return own if own in names else names[0]


def _captions(utterance: Utterance) -> list[Any]:
    """What decides the captions besides the clip: the same sound may be written in two ways."""
    changed = [[s.start, s.end, len(s.spoken)] for s in utterance.spans if s.kind != "text"]
    return [utterance.written, changed, utterance.sentences]


def _clips(chapter: ChapterScript, speaker: Speaker, known: Known) -> Iterator[ClipPlan]:
    for line in chapter.lines:
        speech = speech_key(line.utterance, speaker.engine, speaker.revision)
        clip = clip_key(speech, speaker.clip_revisions[line.utterance.voice])
        action, reason = _action(speech, clip, speaker, known)
        yield ClipPlan(speech, clip, action, reason, line.line, line.utterance.written)


def _action(speech: str, clip: str, speaker: Speaker, known: Known) -> tuple[Action, str]:
    if clip in known.clips:
        return "kept", _("in the store")
    if speech in known.speeches:
        return "encode", _("the audio settings changed")
    return "synthesize", _why_new(speech, speaker, known.manifest)


def _why_new(speech: str, speaker: Speaker, manifest: Manifest | None) -> str:
    if manifest is None or not manifest.chapters:
        return _("not built before")
    if manifest.engine != speaker.engine:
        return _(
            "the engine changed from {before} to {now}",
            before=manifest.engine,
            now=speaker.engine,
        )
    if manifest.revision != speaker.revision:
        return _("the engine {engine} was updated", engine=speaker.engine)
    if manifest.voice != speaker.voice:
        return _(
            "the voice changed from {before} to {now}", before=manifest.voice, now=speaker.voice
        )
    if manifest.prosody != speaker.prosody:
        return _("rate, pitch or volume changed")
    built = {item.speech for chapter in manifest.chapters for item in chapter.utterances}
    return _("gone from the store") if speech in built else _("new or changed text or reading")


def _status(stem: str, key: str, clips: tuple[ClipPlan, ...], known: Known) -> tuple[Status, str]:
    manifest = known.manifest
    record = manifest.file(f"{stem}.mp3") if manifest else None
    if manifest is None or record is None:
        return "new", _("no such chapter yet")
    if record.key != key:
        fresh = sum(clip.action == "synthesize" for clip in clips)
        before = _built_clips(stem, manifest)
        moved = before != tuple(clip.clip for clip in clips)
        if fresh:
            told = counted(
                "{count} utterance to synthesize", "{count} utterances to synthesize", fresh
            )
            return "changed", told
        told = _("utterances moved or removed" if moved else "text, pauses or tags changed")
        return "changed", told
    names = [record.name, f"{stem}.lrc", *_web_files(stem, manifest)]
    wrong = [name for name in names if not known.files.get(name)]
    if wrong:
        return "missing", _("{name} is gone or was altered", name=wrong[0])
    return "kept", _("nothing changed")


def _web_files(stem: str, manifest: Manifest) -> list[str]:
    """The chapter's files in ``web/``, which bear the name that the manifest gives them."""
    mine = (chapter for chapter in manifest.chapters if chapter.mp3 == f"{stem}.mp3")
    webs = [chapter.web for chapter in mine if chapter.web]
    names = [file.name for file in manifest.files]
    return [name for name in names for web in webs if name.startswith(f"web/{web}.")]


def _built_clips(stem: str, manifest: Manifest) -> tuple[str, ...]:
    for chapter in manifest.chapters:
        if chapter.mp3 == f"{stem}.mp3":
            return tuple(item.clip for item in chapter.utterances)
    return ()


def _stale(stems: tuple[str, ...], manifest: Manifest | None) -> Iterator[str]:
    if manifest:
        wanted = {f"{stem}{ending}" for stem in stems for ending in (".mp3", ".lrc")}
        for chapter in manifest.chapters:
            yield from (name for name in (chapter.mp3, chapter.lrc) if name not in wanted)


def published(plan: ChapterPlan, manifest: Manifest | None) -> ChapterRecord | None:
    """The record of the chapter that stands in the output folder under the planned name."""
    name = f"{plan.stem}.mp3"
    chapters = manifest.chapters if manifest else ()
    return next((chapter for chapter in chapters if chapter.mp3 == name), None)
