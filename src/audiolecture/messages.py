"""What the program says, in the language of whoever reads it.

The English text in the code is the key of a message; ``locale/zh_CN`` holds the Chinese. A message
is looked up when it is shown or raised, never when a module is imported, so that it does not
matter what was imported before the language was known.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

LANGUAGES = ("zh", "en")
VARIABLE = "AUDIOLECTURE_LANG"
DOMAIN = "audiolecture"
FOLDER = Path(__file__).with_name("locale")

_CATALOGUES = {"zh": "zh_CN"}
_chosen = ""


class _Marked(str):
    """A message in English that can still be looked up, and what stands in its places."""

    __slots__ = ("message", "values")

    message: str
    values: dict[str, object]


def _(message: str, /, **values: object) -> str:
    """The message in the chosen language, with ``values`` in the places that bear their names."""
    if isinstance(message, _Marked):
        kept = {key: _(v) if isinstance(v, _Marked) else v for key, v in message.values.items()}
        message, values = message.message, kept | values
    text = _catalogue(language()).gettext(message) if message else ""  # "" is the file's header
    return text.format(**values) if values else text


def counted(one: str, many: str, count: int, /, **values: object) -> str:
    """``1 chapter``, ``5 chapters``: the form that goes with ``count``, which it is told."""
    text = _catalogue(language()).ngettext(one, many, count)
    return text.format(count=count, **values)


def at(where: object, message: str) -> str:
    """``where: message``, with the colon of the language."""
    return _("{where}: {message}", where=where, message=message)


def aside(text: str) -> str:
    """What stands in brackets behind something else, with the space before it, if there is one."""
    return _(" ({text})", text=text) if text else ""


def series(names: Iterable[object]) -> str:
    """``a, b, c``: names, one after the other."""
    return _(", ").join(map(str, names))


def several(sentences: Iterable[str]) -> str:
    """``one; two``: messages, one after the other."""
    return _("; ").join(sentences)


class _Explained(Protocol):
    message: str
    hint: str
    where: str


def told(error: _Explained) -> str:
    """An error of ours in one line: where, what, and in brackets what to do."""
    text = at(error.where, error.message) if error.where else error.message
    return text + aside(error.hint)


def N_(message: str, /, **values: object) -> str:  # noqa: N802 - as gettext's users call it
    """A message in English, to be kept or compared, that ``_`` looks up where it is shown."""
    marked = _Marked(message.format(**values) if values else message)
    marked.message, marked.values = message, values
    return marked


def language() -> str:
    """One of `LANGUAGES`: the chosen one, or else what the environment asks for."""
    return _chosen or wanted(os.environ)


def select(asked: str | None = None) -> str:
    """Speak ``asked``, or what the environment asks for; so do click and every child process.

    This is for the program: it changes what the whole process says and its environment.

    Returns:
        The language that is spoken from now on, one of `LANGUAGES`.
    """
    global _chosen  # noqa: PLW0603 - one process speaks one language
    _chosen = asked or wanted(os.environ)
    if asked:
        os.environ[VARIABLE] = asked
    # click takes its own words from the default domain, in the language that LANGUAGE names.
    gettext.textdomain("click" if _chosen in _CATALOGUES else "messages")
    if _chosen in _CATALOGUES:
        gettext.bindtextdomain("click", str(FOLDER))
        os.environ["LANGUAGE"] = _CATALOGUES[_chosen]
    return _chosen


def wanted(environment: os._Environ[str] | dict[str, str]) -> str:
    """The language that an environment asks for: ``AUDIOLECTURE_LANG``, then as for any program.

    As with GNU gettext, ``LANGUAGE`` is a list in order of preference, and the locale ``C`` means
    English whatever it says.
    """
    own = environment.get(VARIABLE, "")
    places = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    place = next(filter(None, places), "")
    asked = own or ("" if place in {"C", "POSIX"} else environment.get("LANGUAGE", "")) or place
    for name in asked.lower().split(":"):
        if name.startswith(LANGUAGES):
            return name[:2]
    return "en"


@lru_cache(maxsize=2)
def _catalogue(chosen: str) -> gettext.NullTranslations:
    if chosen not in _CATALOGUES:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [_CATALOGUES[chosen]], fallback=True)


def system_reason(error: OSError) -> str:
    """Why the system refused, in the words of `_SYSTEM` where it knows them."""
    told = (error.strerror or str(error)).lower()
    return _(told)  # of `_SYSTEM`; what is not in it stays as the system says it


_SYSTEM = (
    N_("address already in use"),
    N_("cannot assign requested address"),
    N_("connection refused"),
    N_("connection reset by peer"),
    N_("directory not empty"),
    N_("disk quota exceeded"),
    N_("file exists"),
    N_("file name too long"),
    N_("input/output error"),
    N_("is a directory"),
    N_("no space left on device"),
    N_("no such file or directory"),
    N_("not a directory"),
    N_("operation not permitted"),
    N_("permission denied"),
    N_("read-only file system"),
    N_("too many open files"),
)
