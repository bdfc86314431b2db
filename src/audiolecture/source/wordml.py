"""WordprocessingML beside the text: styles, outline levels, automatic numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiolecture.source.counting import written
from audiolecture.source.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 9
"""Outline levels and list levels of WordprocessingML."""
_BASED_MOST = 50
"""Styles one above the other; Word itself writes a handful."""

_HEADING = re.compile(r"(?:heading|标题|標題|überschrift|titre|见出し)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|標題|文档标题", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:(?:image|table|figure)\s)?caption|题注|題注|图注|图表标题", re.IGNORECASE
)
_CODE = re.compile(
    r"(?:source\s)?code(?:\sblock)?|html\s(?:preformatted|预设格式|預設格式)|preformatted text"
    r"|verbatim|代码(?:块|清单|示例)?|程式碼|源代码",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:toc|目录|目錄)\s*(?:heading|标题|\d)|table of (?:figures|authorities)", re.IGNORECASE
)
_PLACE = re.compile(r"%([1-9])")
_TIGHT = "、）)．。：:】]〕》"
"""A label that ends like this stands at its text without a space."""


def local(element: _Element) -> str:
    """An element's name without its namespace, of which there are two; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element | None, name: str = "val", default: str = "") -> str:
    """An attribute by its local name."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return default


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first child of that local name, or its first child, and so on."""
    for name in path:
        if element is None:
            return None
        element = next((item for item in element if local(item) == name), None)
    return element


def children(element: _Element | None) -> Iterator[_Element]:
    """The child elements, without comments."""
    yield from (item for item in (element if element is not None else ()) if local(item))


def math(formula: _Element) -> str:
    """The signs of a formula in a row."""
    return clean("".join(item.text or "" for item in formula.iter() if local(item) == "t"))


def is_on(element: _Element | None) -> bool:
    """Whether a toggle such as ``<w:vanish/>`` is there and not switched off."""
    return element is not None and attribute(element) not in {"0", "false", "off", "none"}


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says, with what it inherits."""

    name: str = ""
    level: int = 0
    """Heading level from 1; 0 for text."""
    number: str = ""
    """Which list numbers its paragraphs."""
    depth: int = 0
    """Level in that list, from 0."""
    above: tuple[str, ...] = ()
    """Names of the styles that it is based on."""

    @property
    def is_title(self) -> bool:
        """The title of the whole document."""
        return _TITLE.fullmatch(self.name.strip()) is not None

    @property
    def is_caption(self) -> bool:
        """What stands under a picture or over a table."""
        return any(_CAPTION.fullmatch(name.strip()) for name in (self.name, *self.above))

    @property
    def is_code(self) -> bool:
        """A line of a listing."""
        return any(_CODE.fullmatch(name.strip()) for name in (self.name, *self.above))

    @property
    def is_contents(self) -> bool:
        """A line of the table of contents."""
        return _CONTENTS.match(self.name.strip()) is not None


def read_styles(root: _Element | None) -> Mapping[str, Style]:
    """The paragraph styles by their identity; the default one under ``""`` too."""
    raw = {attribute(item, "styleId"): item for item in _named(root, "style")}
    own = {identity: _own(item) for identity, item in raw.items()}
    styles = {identity: _style(identity, own) for identity in own}
    for identity, item in raw.items():
        if attribute(item, "type") == "paragraph" and attribute(item, "default") in {"1", "true"}:
            styles[""] = styles[identity]
    return styles


def _named(root: _Element | None, name: str) -> Iterator[_Element]:
    yield from (item for item in (root if root is not None else ()) if local(item) == name)


def _own(item: _Element) -> tuple[Style, str]:
    """What a style says itself, and the identity of the one that it is based on."""
    name, properties = attribute(child(item, "name")), child(item, "pPr")
    listed = child(properties, "numPr")
    number, depth = attribute(child(listed, "numId")), integer(attribute(child(listed, "ilvl")))
    return Style(name, _level(name, properties), number, depth), attribute(child(item, "basedOn"))


def _style(identity: str, own: Mapping[str, tuple[Style, str]]) -> Style:
    """The first that says something, from the style up to what it is based on."""
    above: dict[str, Style] = {}
    while identity in own and identity not in above and len(above) < _BASED_MOST:
        above[identity], base = own[identity]
        identity = base
    line = tuple(above.values())
    return Style(
        line[0].name,
        next((style.level for style in line if style.level), 0),
        next((style.number for style in line if style.number), ""),
        next((style.depth for style in line if style.depth), 0),
        tuple(style.name for style in line[1:]),
    )


def _level(name: str, properties: _Element | None) -> int:
    stated = heading_level(properties)
    match = _HEADING.fullmatch(name.strip())
    return stated or (int(match[1]) if match else 0)


def heading_level(properties: _Element | None) -> int:
    """The level that ``outlineLvl`` states, from 1; 0 for text."""
    level = integer(attribute(child(properties, "outlineLvl")), default=LEVELS)
    return level + 1 if 0 <= level < LEVELS else 0


def integer(text: str, default: int = 0) -> int:
    """What an attribute says; ``default`` if that is no number, or one that nothing counts to."""
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else default


# ---------------------------------------------------------------- automatic numbers


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    legal: bool = False
    """All its numbers in ASCII digits."""
    restart: bool = True


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]
    """Levels that this list counts anew."""


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    lists: Mapping[str, _List]
    by_style: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Level of a style in a list, by list and style."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def label(self, number: str, depth: int, style: str = "") -> str:
        """The next label of a list, as it stands before the text; empty for a bullet.

        Args:
            number: the list (``numId``).
            depth: the level, from 0.
            style: identity of the paragraph's style, which may stand for a level.
        """
        chosen = self.lists.get(number)
        if chosen is None:
            return ""
        depth = self.by_style.get((chosen.abstract, style), depth)
        level = chosen.levels.get(depth)
        if level is None or not 0 <= depth < LEVELS:
            return ""
        counts = self._count(number, chosen, depth)

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = chosen.levels.get(place, _Level())
            form = "decimal" if level.legal and other.form != "none" else other.form
            return written(counts.get(place, other.start), form)

        if level.form in {"bullet", "none"}:
            return ""
        text = _PLACE.sub(shown, level.text)
        gap = "" if not text or level.suffix == "nothing" or text[-1] in _TIGHT else " "
        return text + gap

    def _count(self, number: str, chosen: _List, depth: int) -> dict[int, int]:
        counts = self._counts.setdefault(chosen.abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            for level, start in chosen.starts.items():
                counts[level] = start - 1
        for level in range(depth):
            counts.setdefault(level, chosen.levels.get(level, _Level()).start)
        start = chosen.levels[depth].start
        counts[depth] = counts.get(depth, start - 1) + 1
        for level in [level for level in counts if level > depth]:
            if chosen.levels.get(level, _Level()).restart:
                del counts[level]
        return counts


def read_numbering(root: _Element | None) -> Numbering:
    """The lists that ``numbering.xml`` defines."""
    abstract = {attribute(item, "abstractNumId"): item for item in _named(root, "abstractNum")}
    linked = {attribute(child(a, "styleLink")): a for a in reversed(abstract.values())}
    lists, by_style = {}, {}
    for item in _named(root, "num"):
        name = attribute(child(item, "abstractNumId"))
        if name not in abstract:
            continue
        levels = _levels(_linked(abstract[name], linked))
        starts = {}
        for override in _named(item, "lvlOverride"):
            depth = integer(attribute(override, "ilvl"))
            own = child(override, "lvl")
            if own is not None:
                levels[depth] = _level_of(own)
            start = child(override, "startOverride")
            if start is not None:
                starts[depth] = integer(attribute(start), 1)
        lists[attribute(item, "numId")] = _List(name, levels, starts)
        for level in _named(abstract[name], "lvl"):
            style = attribute(child(level, "pStyle"))
            if style:
                by_style[name, style] = integer(attribute(level, "ilvl"))
    return Numbering(lists, by_style)


def _linked(item: _Element, linked: Mapping[str, _Element]) -> _Element:
    """A list without levels of its own takes those of the list style that it names."""
    name = attribute(child(item, "numStyleLink"))
    return linked.get(name, item) if name else item


def _levels(item: _Element) -> dict[int, _Level]:
    return {integer(attribute(lvl, "ilvl")): _level_of(lvl) for lvl in _named(item, "lvl")}


def _level_of(item: _Element) -> _Level:
    form = child(item, "numFmt")
    if form is None:  # Word wraps formats of later versions; the fallback, which all know, is last
        form = next((each for each in reversed([*item.iter()]) if local(each) == "numFmt"), None)
    return _Level(
        attribute(form, default="decimal"),
        attribute(child(item, "lvlText")),
        integer(attribute(child(item, "start")), 1),
        attribute(child(item, "suff"), default="tab"),
        is_on(child(item, "isLgl")),
        attribute(child(item, "lvlRestart")) != "0",
    )
