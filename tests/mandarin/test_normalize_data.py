"""The benchmark's own measure on the public and lecture cases, where they are at hand."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AUDIOLECTURE_SHARED", ROOT.parent / "shared")) / "data"

GROUPS = {
    "public": sorted((DATA / "nemo_tn_zh").glob("test_cases_*.txt")),
    "lectures": sorted(DATA.glob("lecture_tn.tsv")),
}


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "normalization", ROOT / "benchmarks" / "normalization.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("group", GROUPS)
def test_at_least_97_percent_of_what_is_not_style(group: str, benchmark: ModuleType) -> None:
    if not GROUPS[group]:
        pytest.skip("the cases are not here")
    cases = [case for path in GROUPS[group] for case in benchmark.read_cases(path)]
    kept = [case for case in cases if not any(style.covers(case) for style in benchmark.STYLE)]
    misses = list(benchmark.misses(kept))
    assert len(kept) > 50
    assert len(misses) <= 0.03 * len(kept), misses


def test_spans_give_back_five_thousand_sentences(benchmark: ModuleType) -> None:
    assert all(map(benchmark.gives_back, benchmark.generated(5000)))
