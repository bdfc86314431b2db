"""Every failure a user can cause: one clear line, a non-zero exit code, nothing lost."""

from __future__ import annotations

import os

import pytest


def one_line(result, code):
    """The message; there is no traceback and nothing on standard output."""
    assert (result.code, result.out) == (code, ""), result
    assert "Traceback" not in result.err
    lines = [line for line in result.err.splitlines() if line.startswith("audiolecture: ")]
    assert len(lines) == 1, result.err
    return lines[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.txt", b"", "the file is empty"),
        ("blank.txt", " \n\u3000\n".encode(), "there is nothing to say in this file"),
        ("binary.txt", bytes(range(256)) * 40, "this is not a text file"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "this is not a text file"),
        ("dots.txt", "……。。。——\n***\n".encode(), "there is nothing to say in this file"),
    ],
)
def test_a_script_that_cannot_be_spoken(run, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)

    message = one_line(run("build", path, "--engine", "tone"), 1)

    assert message == f"audiolecture: {path}: {said}"
    assert not (tmp_path / "output").exists()


def test_a_missing_script(run):
    assert "没有.txt" in one_line(run("build", "没有.txt", "--engine", "tone"), 1)


def test_an_unknown_engine_is_corrected(run, lecture):
    result = run("build", lecture, "--engine", "espaek")

    assert "espaek" in one_line(result, 2)
    assert "espeak" in result.err.replace("espaek", "")
    assert "tone" not in result.err


def test_an_unknown_voice_is_corrected(run, lecture, tmp_path):
    result = run("build", lecture, "--engine", "tone", "--voice", "lwo")

    assert "no voice 'lwo'" in one_line(result, 2)
    assert "low" in result.err
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("rate", ["fast", "+1000%", "10 Hz"])
def test_a_bad_rate(run, lecture, rate):
    assert "rate" in one_line(run("build", lecture, "--rate", rate), 2)


def test_an_output_folder_of_somebody_else(run, lecture, tmp_path):
    folder = tmp_path / "output" / "课"
    folder.mkdir(parents=True)
    (folder / "thesis.doc").write_text("mine")

    message = one_line(run("build", lecture, "--engine", "tone"), 1)

    assert str(folder.relative_to(tmp_path)) in message
    assert os.listdir(folder) == ["thesis.doc"]


def test_an_output_that_is_a_file(run, lecture, tmp_path):
    (tmp_path / "output").write_text("mine")

    assert "output" in one_line(run("build", lecture, "--engine", "tone"), 1)
    assert (tmp_path / "output").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_output_folder(run, lecture, tmp_path):
    (tmp_path / "output").mkdir(mode=0o555)

    assert "cannot be written" in one_line(run("build", lecture, "--engine", "tone"), 1)


def test_an_unknown_setting_is_corrected(run, lecture, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('voise = "x"\n')

    assert "did you mean 'voice'?" in one_line(run("build", lecture, "--engine", "tone"), 2)


def test_a_broken_lexicon_is_named_with_its_line(run, lecture, tmp_path):
    (tmp_path / "lexicon.tsv").write_text("# 注\n参与\tcan1\n", encoding="utf-8")

    assert "lexicon.tsv:2" in one_line(run("build", lecture, "--engine", "tone"), 1)


@pytest.mark.parametrize(
    "title",
    [r"a/b\c:d*e?f\"g<h>i|j", "😀 表情", "很长的标题" * 40, "..", "CON", "a" * 300],
)
def test_any_title_gives_safe_file_names(run, tmp_path, title):
    path = tmp_path / "lecture.md"
    path.write_text(f"# 题目\n\n开头的话。\n\n## {title}\n\n正文一句。\n", encoding="utf-8")

    result = run("build", path, "--engine", "tone", "--json")

    assert result.code == 0, result.err
    folder = tmp_path / "output" / "lecture"
    assert {file.parent for file in folder.rglob("*")} == {folder, folder / "web"}
    for name in [*os.listdir(folder), *os.listdir(folder / "web")]:
        assert len(name.encode()) <= 255
        assert not set(name) & set('"*/:<>?\\|')
