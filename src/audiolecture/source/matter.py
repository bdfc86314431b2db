"""Front matter: ``key: value`` lines between two lines of ``---`` at the top of a script.

Lists and longer texts stand below their key, as YAML has them; ``=`` and ``+++`` are taken, too.
What names a key of ours and cannot be understood is an error: it would be spoken otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from textwrap import dedent

from audiolecture.errors import SourceError
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
_LISTS = frozenset({"author", "voices", *CORRECTION_KEYS})
"""Keys that may have several values."""
_SHOWN = 40
"""Characters of a line that is named."""
_LINE = re.compile(r"([A-Za-z_-]+)\s*[:：=]\s*(.*)")
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
"""What front matter begins with, and what it ends with."""
_NEAR = 20
"""Lines at the top among which a key of ours shows that front matter is meant."""
_BLOCK = re.compile(r"[|>][+-]?")
"""In place of a value: it stands below."""

Matter = tuple[tuple[str, str], ...]


def split_matter(text: str, where: str) -> tuple[Matter, str, tuple[str, ...]]:
    """Take the front matter off a text with ``\\n`` line ends.

    Returns:
        The known keys with their values, the text with the front matter blanked out (so that
        line numbers stay true), and warnings.
    """
    lines = text.split("\n")
    end = _end(lines, where)
    if end is None:
        return (), text, ()
    known: dict[str, str] = {}
    unknown: dict[str, int] = {}
    for number, key, value in _entries(_inner(lines, end)):
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


def _entries(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The number of each key's line, the key, and its value with what stands below it."""
    number, key, values = 0, "", [""]
    for place, line in enumerate(lines, 2):
        match = None if _is_below(line) else _LINE.fullmatch(line.strip())
        if match:
            if key:
                yield number, key, _value(key, values)
            number, key, values = place, match[1].lower(), [match[2]]
        elif _is_below(line):
            values.append(line.strip().removeprefix("- "))
    if key:
        yield number, key, _value(key, values)


def _value(key: str, values: Sequence[str]) -> str:
    first = "" if _BLOCK.fullmatch(values[0].strip()) else values[0].strip().strip("\"'")
    below = values[1:] if key == "voices" else [part.strip("\"'") for part in values[1:]]
    if key in _LISTS and first.startswith("[") and first.endswith("]"):
        below = [part.strip().strip("\"'") for part in re.split("[,，]", first[1:-1])]
        first = ""
    parts = [first, *below]
    between = "、" if key == "author" else "; " if key in _LISTS else " "
    return between.join(part for part in parts if part)


def _is_below(line: str) -> bool:
    """Whether a line belongs to the key above it."""
    return bool(line.strip()) and (line[:1].isspace() or line.startswith("- "))


def _end(lines: Sequence[str], where: str) -> int | None:
    """Index of the closing line; a lone ``---`` rule is not front matter.

    Raises:
        SourceError: keys of ours stand in it, and something else or no end.
    """
    fences = _FENCES.get(lines[0].strip(), ())
    closing = (i for i, line in enumerate(lines[1:], 1) if line.strip() in fences)
    end = next(closing, None) if fences else None
    if not fences or end == 1:
        return None
    if end is None:
        inside = takewhile(lambda row: row[1].strip(), enumerate(lines[1:], 1))
        keys = list(takewhile(lambda row: _LINE.fullmatch(row[1].strip()), inside))
        if any(_is_ours(line) for _, line in keys):
            raise _unusable(where, keys[-1][0] + 1, _("the front matter has no end"))
        return None
    inner = _inner(lines, end)
    strange = _strange(inner)
    if strange is not None and (any(map(_is_ours, inner[:_NEAR])) or _is_data(inner)):
        text = inner[strange].strip()[:_SHOWN]
        message = _("this line of the front matter has no key: {text}", text=text)
        raise _unusable(where, strange + 2, message)
    return None if strange is not None or not any(map(_key, inner)) else end


def _is_data(lines: Sequence[str]) -> bool:
    """Whether they are YAML without keys of its own: a list, or braces."""
    written = [line for line in lines if line.strip()]
    return bool(written) and all(line.startswith(("- ", "[", "{")) for line in written)


def _inner(lines: Sequence[str], end: int) -> list[str]:
    """What stands between the first line and its end, without what it is indented by."""
    return dedent("\n".join(lines[1:end])).split("\n")


def _strange(lines: Sequence[str]) -> int | None:
    """The index of the first line that is no key, no comment, and does not stand below a key."""
    keyed = False
    for index, line in enumerate(lines):
        if _key(line):
            keyed = True
        elif line.strip() and not line.strip().startswith("#") and not (keyed and _is_below(line)):
            return index
    return None


def _key(line: str) -> str:
    match = None if line[:1].isspace() else _LINE.fullmatch(line.strip())
    return match[1].lower() if match else ""


def _is_ours(line: str) -> bool:
    return _key(line) in KEYS


def _unusable(where: str, number: int, message: str) -> SourceError:
    return SourceError(
        message,
        where=f"{where}:{number}",
        hint=_(
            "between two lines of ---, write one “key: value” a line, or take away the first ---"
        ),
    )


def _suggestion(key: str) -> str:
    close = closest(key, KEYS)
    return _(", did you mean '{name}'?", name=close) if close else ""
