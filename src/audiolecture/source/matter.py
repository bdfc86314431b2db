"""Front matter: ``key: value`` lines between two lines of ``---`` at the top of a script."""

from __future__ import annotations

import re
from itertools import islice

from audiolecture.messages import _, at, counted
from audiolecture.suggestions import closest

LECTURE_KEYS = ("title", "author", "album", "date", "number", "summary", "language")
CONTENT_KEYS = ("code", "tables", "formulae", "links", "images", "captions", "notes")
"""The settings of the table ``[content]``."""
CORRECTION_KEYS = ("chapters", "sections", "text", "skip", "closing")
"""Lines, by number or by their beginning, with ``;`` between."""
OUTLINE_KEYS = (*CONTENT_KEYS, *CORRECTION_KEYS, "split")
"""What decides the outline, and what of a script is spoken."""
SETTING_KEYS = ("engine", "voice", "voices", "rate", "pitch", "volume", "format")
KEYS = LECTURE_KEYS + OUTLINE_KEYS + SETTING_KEYS

_WARNED_OF = 10
"""Unknown keys that are named one by one."""
_VOICE = re.compile(r"[^\s:：=]{1,20}\s*[:：=]\s*\S+")
"""Below ``voices:``, indented: a speaker and the voice."""
_LINE = re.compile(r"([A-Za-z_-]+)\s*[:：]\s*(.*)")

Matter = tuple[tuple[str, str], ...]


def split_matter(text: str, where: str) -> tuple[Matter, str, tuple[str, ...]]:
    """Take the front matter off a text with ``\\n`` line ends.

    Returns:
        The known keys with their values, the text with the front matter blanked out (so that
        line numbers stay true), and warnings.
    """
    lines = text.split("\n")
    end = _end(lines)
    if end is None:
        return (), text, ()
    known: dict[str, str] = {}
    unknown: dict[str, int] = {}
    for number, line in enumerate(lines[1:end], 2):
        if line[:1].isspace() and "voices" in known and _VOICE.fullmatch(line.strip()):
            known["voices"] += f"; {line.strip()}"
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            continue
        key, value = match[1].lower(), match[2].strip().strip("\"'")
        if key in KEYS:
            known[key] = value
        else:
            unknown.setdefault(key, number)
    warnings = [
        at(f"{where}:{number}", _("unknown key '{key}'", key=key) + _suggestion(key))
        for key, number in islice(unknown.items(), _WARNED_OF)
    ]
    if len(unknown) > _WARNED_OF:
        more = counted(
            "{count} more unknown key", "{count} more unknown keys", len(unknown) - _WARNED_OF
        )
        warnings.append(at(where, more))
    return tuple(known.items()), "\n".join([""] * (end + 1) + lines[end + 1 :]), tuple(warnings)


def outline_settings(matter: Matter) -> dict[str, object]:
    """The settings of ``[content]`` and ``[outline]`` in a front matter, and the speakers."""
    voices = dict(matter).get("voices")
    return {
        "voices": voices,
        "content": {key: value for key, value in matter if key in CONTENT_KEYS},
        "outline": {key: value for key, value in matter if key == "split"},
    }


def _end(lines: list[str]) -> int | None:
    """Index of the closing line; a lone ``---`` rule is not front matter."""
    if lines[0].strip() != "---":
        return None
    for index, line in enumerate(lines[1:], 1):
        if line.strip() in {"---", "..."}:
            return index if index > 1 else None
        stripped = line.strip()
        voice = line[:1].isspace() and _VOICE.fullmatch(stripped)
        if stripped and not (voice or stripped.startswith("#") or _LINE.match(stripped)):
            return None
    return None


def _suggestion(key: str) -> str:
    close = closest(key, KEYS)
    return _(", did you mean '{name}'?", name=close) if close else ""
