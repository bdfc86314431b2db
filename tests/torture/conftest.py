"""A lecture before and after an edit, built once by nobody disturbed."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from workshop import Workshop, contents, script

OLD = script()
NEW = OLD.replace("202户", "二百零四户").replace("有301户", "有三百户")


@dataclass(frozen=True)
class Versions:
    """Both builds, and how long they took."""

    first: Workshop
    second: Workshop
    """The first, edited and built again."""
    cold: float
    rebuild: float

    @property
    def old(self):
        return contents(self.first.folder)

    @property
    def new(self):
        return contents(self.second.folder)

    @property
    def needed(self):
        """The speeches that the edited script needs."""
        manifest = (self.second.folder / "manifest.json").read_text(encoding="utf-8")
        return frozenset(key for key in self.second.speeches() if key in manifest)

    def copy(self, place):
        """The first, edited and not yet built again."""
        shop = self.first.copied(place)
        shop.write(NEW)
        return shop

    def fresh(self, place):
        """The edited script, and nothing else."""
        shop = Workshop(place)
        shop.write(NEW)
        return shop


@pytest.fixture(scope="session")
def versions(tmp_path_factory):
    first = Workshop(tmp_path_factory.mktemp("old"))
    first.write(OLD)
    cold = timed(first)
    second = first.copied(tmp_path_factory.mktemp("new") / "shop")
    second.write(NEW)
    return Versions(first, second, cold, timed(second))


def timed(shop):
    """Build and say how long it took; processes of their own are what is killed later."""
    begun = time.monotonic()
    done = shop.build()
    assert done.code == 0, done.err
    return time.monotonic() - begun
