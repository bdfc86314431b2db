"""The benchmarks: that their figures are what they say, and good where the cases are at hand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
NAMES = ("polyphony", "mandarin", "normalization")


@pytest.fixture
def benchmark(monkeypatch):
    """Imports a benchmark by its name, for this test only."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield importlib.import_module
    for name in NAMES:
        sys.modules.pop(name, None)


def test_scores(benchmark):
    polyphony = benchmark("polyphony")
    case = polyphony.Marked
    cases = [case("行", 0, "xing2"), case("行", 0, "xing2"), case("行", 0, "hang2")]
    answers = [("xing2", False), ("hang2", True), ("hang2", False)]

    assert polyphony.scores(cases, answers, polyphony._usual(cases)) == {
        "overall": "66.67", "minority": "100.00", "unmarked": "100.00", "marked": "33.3",
    }  # fmt: skip


def test_one_table_for_both_kinds_of_files(benchmark, tmp_path, capsys):
    polyphony, mandarin = benchmark("polyphony"), benchmark("mandarin")
    (tmp_path / "a.tsv").write_text("增长98.6%\t增长百分之九十八点六\n2个\t二个\n", "utf-8")
    (tmp_path / "b.tsv").write_text("他在银▁行▁。\thang2\n", "utf-8")
    (tmp_path / "c.sent").write_text("▁绿▁色\n", "utf-8")
    (tmp_path / "c.lb").write_text("lu:4\n", "utf-8")
    assert [c.pinyin for c in polyphony.read_cases(tmp_path / "c.sent")] == ["lv4"]

    assert mandarin.main([tmp_path / "a.tsv", tmp_path / "b.tsv"]) == 0

    out = capsys.readouterr().out.splitlines()
    rows = {(line.split()[0], line.split()[3]): line.split() for line in out[1:] if "ours" in line}
    assert rows["a.tsv", "ours"][4:9] == ["50.0", "100.0", "100.0", "0.0", "–"]
    assert rows["b.tsv", "ours"][4:10] == ["–", "–", "–", "–", "100.00", "–"]
    assert out[-1].startswith("spans that give back the text: 5002 of 5002")


@pytest.mark.parametrize("names", ["nemo_tn_zh/test_cases_*.txt", "lecture_tn.tsv"])
def test_at_least_97_percent_of_what_is_not_style(names, benchmark, shared):
    normalization = benchmark("normalization")
    paths = sorted((shared / "data").glob(names))
    if not paths:
        pytest.skip("the cases are not here")
    cases = [case for path in paths for case in normalization.read_cases(path)]
    kept = [c for c in cases if not any(style.covers(c) for style in normalization.STYLE)]
    misses = list(normalization.misses(kept))
    assert len(kept) > 50
    assert len(misses) <= 0.03 * len(kept), misses
