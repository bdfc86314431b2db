"""How Sphinx makes the site and the manual page; ``make docs`` calls it."""

from __future__ import annotations

from audiolecture import __version__

project = "audiolecture"
author = "the audiolecture authors"
release = version = __version__
project_copyright = "GPL-3.0-or-later"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["man.md"]  # the manual page is made by itself, with other patterns

default_role = "code"  # single back quotes in docstrings are names
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": True, "show-inheritance": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"audiolecture {release}"
html_show_copyright = False

man_pages = [("man", "audiolecture", "lecture scripts become tagged MP3 chapters", [author], 1)]

highlight_language = "none"
nitpicky = False  # the standard library's names are not looked up: nothing is fetched
