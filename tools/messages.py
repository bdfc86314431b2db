"""The catalogues of messages: taken from the code, brought up to date, compiled, examined.

``python tools/messages.py`` does the first three. The ``.po`` files are what people edit; the
``.mo`` files are made of them, here and when a wheel is built (``hatch_build.py``).
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "audiolecture"
LOCALE = "zh_CN"
FOLDER = PACKAGE / "locale" / LOCALE / "LC_MESSAGES"

SINGLE, PLURAL = {"_", "N_"}, {"ngettext", "counted"}  # the first is what click calls
SHOWN_BY_CLICK = {"help", "short_help", "prompt", "metavar"}
_PLACEHOLDER = re.compile(r"\{([a-z_0-9]*)(?:![rs])?(?::[^{}]*)?\}")

_PASSING = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid|Last-T|Language-T).*\n',
    re.MULTILINE,
)
"""Lines of the header that differ from run to run, or have nothing to say."""

Found = tuple[str | tuple[str, str], str]
"""A message, or its two English forms, and the file that it stands in."""


# ---------------------------------------------------------------- taken from the code


def of_package() -> Catalog:
    """Every message of ours: of the code, of the help texts, of the templates."""
    found = [item for path in sorted(PACKAGE.rglob("*.py")) for item in of_module(path)]
    found += [item for path in sorted(PACKAGE.rglob("*.html")) for item in _of_template(path)]
    return _catalogue(found)


def of_click() -> Catalog:
    """Every message of the installed click."""
    import click  # noqa: PLC0415 - not for hatch

    folder = Path(click.__file__).parent
    return _catalogue(
        (message, f"click/{path.name}")
        for path in sorted(folder.glob("*.py"))
        for message in _called(ast.parse(path.read_text("utf-8")))
    )


def of_module(path: Path) -> Iterator[Found]:
    """The messages of one module of ours."""
    tree, place = ast.parse(path.read_text("utf-8")), path.relative_to(PACKAGE).as_posix()
    messages = [*_called(tree), *(_help_texts(tree) if place.startswith("cli/") else ())]
    for message in messages:
        yield message, place


def _called(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = called_name(node)
            if name in SINGLE and node.args:
                yield from literals(node.args[0])
            elif name in PLURAL and len(node.args) > 1:
                yield from zip(literals(node.args[0]), literals(node.args[1]), strict=True)


def called_name(node: ast.Call) -> str:
    """``f`` of ``f(…)`` and of ``module.f(…)``."""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def literals(node: ast.AST) -> list[str]:
    """The text of a string constant, or of both that a condition chooses between."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _help_texts(tree: ast.AST) -> Iterator[str]:
    """What click shows of a command: `audiolecture.cli.help` looks it up."""
    from audiolecture.cli.help import paragraphs  # noqa: PLC0415 - not for hatch

    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in SHOWN_BY_CLICK:
                    yield from literals(keyword.value)
        if isinstance(node, ast.FunctionDef) and _is_command(node):
            yield from (text for text, __ in paragraphs(ast.get_docstring(node) or ""))


def _is_command(node: ast.FunctionDef) -> bool:
    calls = (call for call in node.decorator_list if isinstance(call, ast.Call))
    return any(called_name(call) in {"command", "group"} for call in calls)


def _of_template(path: Path) -> Iterator[Found]:
    from jinja2.ext import babel_extract  # noqa: PLC0415 - not for hatch

    source = BytesIO(path.read_bytes())
    for __, name, texts, __ in babel_extract(source, ("_", "counted"), (), {}):
        found = (texts,) if isinstance(texts, str) else texts
        message = found[0] if name == "_" else found[:2]
        yield message, path.relative_to(PACKAGE).as_posix()


def _catalogue(found: Iterator[Found] | list[Found]) -> Catalog:
    result = Catalog(project="audiolecture", fuzzy=False)
    for message, place in found:
        flags = ["python-brace-format"] if _PLACEHOLDER.search("".join(message)) else []
        result.add(message, locations=[(place, 0)], flags=flags)
    return result


# ---------------------------------------------------------------- the files


def read(name: str) -> Catalog:
    """The catalogue of a domain, as it lies in the source tree."""
    path = FOLDER / f"{name}.po"
    if not path.exists():
        return Catalog(locale=LOCALE, fuzzy=False)
    return read_po(BytesIO(path.read_bytes()), locale=LOCALE)


def update(name: str, template: Catalog, *, keep: bool) -> None:
    """Bring a ``.po`` up to date; what the code does not say any more goes, unless it is kept."""
    catalogue = read(name)
    known = [message for message in catalogue if message.id]
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    for message in known if keep else ():
        if message.id not in catalogue:
            catalogue.add(message.id, message.string, flags=message.flags)
    buffer = BytesIO()
    write_po(
        buffer, catalogue, width=99, omit_header=False, ignore_obsolete=True, sort_output=False,
        include_lineno=False,
    )  # fmt: skip
    _replace(FOLDER / f"{name}.po", _PASSING.sub(b"", buffer.getvalue()))


def compile_all(folder: Path = FOLDER) -> None:
    """Make the ``.mo`` beside every ``.po``."""
    for path in sorted(folder.glob("*.po")):
        buffer = BytesIO()
        write_mo(buffer, read_po(BytesIO(path.read_bytes()), locale=LOCALE))
        _replace(path.with_suffix(".mo"), buffer.getvalue())


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


# ---------------------------------------------------------------- examined


def problems(catalogue: Catalog, template: Catalog, *, keep: bool) -> Iterator[str]:
    """What is wrong with a catalogue, as the code stands."""
    for message in template:
        if message.id:
            yield from _message_problems(message, catalogue.get(message.id))
    for message in catalogue:
        if message.id and not keep and message.id not in template:
            yield f"obsolete: {message.id!r}"


def _message_problems(message: Message, known: Message | None) -> Iterator[str]:
    if known is None:
        yield f"missing: {message.id!r}"
        return
    strings = known.string if isinstance(known.string, tuple) else (known.string,)
    if not all(strings):
        yield f"not translated: {message.id!r}"
    elif known.fuzzy:
        yield f"fuzzy: {message.id!r}"
    else:
        original = message.id if isinstance(message.id, str) else message.id[-1]
        for string in strings:
            if _placeholders(string) != _placeholders(original):
                yield f"other placeholders: {message.id!r}: {string!r}"


def _placeholders(text: str) -> list[str]:
    return sorted(match[1] for match in _PLACEHOLDER.finditer(text))


DOMAINS = {"audiolecture": (of_package, False), "click": (of_click, True)}
"""Of each domain what is said, and whether what is not said any more stays: click has versions."""


def main() -> int:
    """Bring everything up to date and say what is left to translate."""
    left = 0
    for name, (extract, keep) in DOMAINS.items():
        template = extract()
        update(name, template, keep=keep)
        for problem in problems(read(name), template, keep=keep):
            sys.stdout.write(f"{name}.po: {problem}\n")
            left += 1
    compile_all()
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
