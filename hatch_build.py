"""Compiles the catalogues of messages when a wheel is built, an editable one too."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Makes the ``.mo`` files, which are not in git, of the ``.po`` files, which are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatch before it gathers the files."""
        del version, build_data
        runpy.run_path(str(Path(self.root) / "tools" / "messages.py"))["compile_all"]()
