"""Word files and slides of markup that the libraries for them do not write."""

# ruff: noqa: E501 - markup is read best as it is written

from __future__ import annotations

from writers import zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SPACES = (
    f'xmlns:w="{W}" xmlns:m="{M}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(**targets):
    """Of a part to others, by their kinds; their identifiers are r0, r1 and so on."""
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{DOC}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{RELS}">{rows}</Relationships>'


def word(body, **parts):
    """A document of that markup, and other parts of it: numbering, footnotes, styles."""
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(**{name: f"{name}.xml" for name in parts}),
    } | {
        f"word/{name}.xml": f"<w:{name} {SPACES}>{text}</w:{name}>" for name, text in parts.items()
    }
    return zipped(members)


def p(text, properties="", inside=""):
    """A paragraph of Word; ``inside`` follows its text."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r>{inside}</w:p>"


def slides(*shapes, listed=1):
    """A presentation of one slide with those shapes, which may be listed again and again."""
    row = '<p:sldId r:id="r0"/>' * listed
    tree = f"<p:sld {SPACES}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {SPACES}><p:sldIdLst>{row}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(slide="slides/one.xml"),
        "ppt/slides/one.xml": tree,
    }
    return zipped(members)


def shape(text, place=""):
    held = f'<p:nvPr><p:ph type="{place}"/></p:nvPr>' if place else ""
    return f"<p:sp>{held}<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp>"
