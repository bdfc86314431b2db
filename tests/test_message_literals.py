"""Nothing that a person sees bypasses the catalogue: what the source code holds is looked at."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import audiolecture
from audiolecture import errors
from audiolecture.cli.terms import TERMS

PACKAGE = Path(audiolecture.__file__).parent
MODULES = [
    path.relative_to(PACKAGE).as_posix()
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent.name != "testing" and path.name != "tone.py"  # a test's engine
]
MARKERS = {"_": 1, "N_": 1, "counted": 2, "lazily": 1, "compile": 1}
"""How many arguments are messages, or patterns."""
BY_CLICK = {"help", "short_help", "prompt", "metavar"}
FAILURES = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
SINKS = dict.fromkeys(FAILURES, 0) | {
    "Finding": 2, "Problem": 2, "Symptom": 1, "Warned": 0, "UsageError": 0, "BadParameter": 0,
    "Retrying": 3, "PaceChanged": 2, "echo": 0,
}  # fmt: skip
"""What tells a person something, and the argument that is the first to hold words."""
PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z{]|[}] [a-z]{2,}")

NOT_SHOWN = (
    r"charset=|^<|^multipart/|^bytes |Content-Type|^GET, HEAD$|^img-src|^\d\d\d: ",  # the web
    r"^language variant|^formant |^\?settled |^r shei|^api atm|^Table of Contents$",  # data
    r"^bold [a-z]+$",  # styles
    r"^lameenc |^audiolecture:? [{]|^engine [{]|^store, entries$",  # keys, stamps, subjects
    r"^[a-z]+, [a-z, ]+$|^[A-Z ]+$|^Entries,Size",  # lists of names
    r"^(pip|audiolecture|cd|echo) |^ +(if|else) test",  # what is typed
    r"aim <= most|cannot be replaced$|^sherpa-onnx does not accept|cut short$",  # caught by us
    r"^audiolecture: file names cannot be Chinese|set LC_ALL=C.UTF-8|^permission denied$",
    r"became shorter",
    r"^says so$",
)


def words(node):
    """The text of a literal; what stands in an f-string's places is ``{}``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            each.value if isinstance(each, ast.Constant) else "{}" for each in node.values
        )
    return None


def name_of(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def literals(tree):
    """The literals of a module that are neither documentation nor a message of the catalogue."""
    apart = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            apart.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            apart.update(node.values)
        elif isinstance(node, ast.Call):
            for argument in node.args[: MARKERS.get(name_of(node), 0)]:
                apart.update(ast.walk(argument))
            apart.update(each.value for each in node.keywords if each.arg in BY_CLICK)
    return [node for node in ast.walk(tree) if words(node) is not None and node not in apart]


@cache
def parsed(module):
    return ast.parse((PACKAGE / module).read_text("utf-8"))


def is_shown(text):
    return text not in TERMS and not any(re.search(each, text) for each in NOT_SHOWN)


def test_sentences_come_from_the_catalogue():
    found = [
        (module, text)
        for module in MODULES
        for text in map(words, literals(parsed(module)))
        if PROSE.search(text) and is_shown(text)
    ]

    assert found == []


def said(tree):
    """The arguments that tell a person something."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and name_of(call) in SINKS:
            yield from call.args[SINKS[name_of(call)] :]
            yield from (e.value for e in call.keywords if e.arg in {"hint", "advice", "message"})


def test_what_tells_something_tells_it_in_the_readers_language():
    found = []
    for module in MODULES:
        plain = set(literals(parsed(module)))
        texts = [words(node) for node in said(parsed(module)) if node in plain]
        letters = [t for t in texts if re.search(r"[a-z]{2}", t.replace("{}", ""))]
        found += [(module, text) for text in letters if is_shown(text)]

    assert found == []


SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def own(scope):
    """The nodes of a function or comprehension without those of the scopes in it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, SCOPES):
            yield from own(node)


def hides(scope):
    """Whether a function or comprehension has ``_`` for a variable, and calls it."""
    nodes = list(own(scope))
    names = {node for node in nodes if isinstance(node, ast.Name) and node.id == "_"}
    called = {node.func for node in nodes if isinstance(node, ast.Call)}
    return bool(called & names) and any(isinstance(node.ctx, ast.Store) for node in names)


def test_nothing_that_looks_messages_up_hides_the_name():
    found = [
        (module, node.lineno)
        for module in MODULES
        for node in ast.walk(parsed(module))
        if isinstance(node, SCOPES) and hides(node)
    ]

    assert found == [], "call the loop's variable __"


def test_what_is_looked_for_is_found():
    """The tests above can fail."""
    tree = ast.parse(
        "def f(x):\n"
        "    for _ in x: _('fine')\n"
        "    raise SourceError('gone', hint=f'open {x} again')\n"
    )

    assert [words(node) for node in said(tree) if node in literals(tree)] == [
        "gone",
        "open {} again",
    ]
    assert [PROSE.search(words(n)) is not None for n in literals(tree)] == [False, True]
    assert hides(tree.body[0])


JOINED = re.compile(r"[}][:;] |[}], [{]| [(][{]")
"""A message put together with the stops and brackets of one language."""
NOT_JOINED = re.compile(r"^[{][}]: [{][}]$|^engine [{]|: [{]?zh-CN|^[{][}]: zh-CN")
"""``Type: what Python says``, subjects of JSON, and what is typed."""


def test_messages_are_put_together_by_the_language():
    found = [
        (module, text)
        for module in MODULES
        if module.startswith(("cli/", "doctor/", "build", "cast", "making", "source/"))
        for text in map(words, literals(parsed(module)))
        if JOINED.search(text) and not NOT_JOINED.search(text)
    ]

    assert found == []
