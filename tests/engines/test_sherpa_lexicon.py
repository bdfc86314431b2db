from __future__ import annotations

from pathlib import Path

import pytest

from audiolecture.engines.sherpa_lexicon import Lexicon, read_lexicon, read_tokens


def lexicon(tmp_path: Path, lines: str, tokens: str = "") -> Lexicon:
    (tmp_path / "lexicon.txt").write_text(lines, "utf-8")
    names = tokens.split() or sorted(
        {token for line in lines.splitlines() for token in line.split()[1:]}
    )
    (tmp_path / "tokens.txt").write_text(
        "".join(f"{n} {i}\n" for i, n in enumerate(names)), "utf-8"
    )
    return read_lexicon([tmp_path / "lexicon.txt"], tmp_path / "tokens.txt")


@pytest.mark.parametrize(
    ("lines", "syllable", "tokens"),
    [
        ("你 n i3\n", "ni3", "n i3"),
        ("你 n i 3 3\n", "ni3", "n i 3 3"),  # Melo: tones after the tokens
        ("你 n i3\n拟 x x\n你 y y\n妮 n i1\n", "ni3", "n i3"),  # the first entry of a word
        ("旎 q q\n拟 n i3\n你 n i3\n", "ni3", "n i3"),  # the majority
        ("行 x ing2\n型 x ing2\n", "hang2", ""),
        ("孩 h ai2\n孩子 h ai2 z i0\n子 z i3\n", "zi5", "z i0"),  # neutral tone from a word
        ("孩 h ai 2 2\n孩子 h ai z i 2 2 5 5\n子 z i 3 3\n", "zi5", "z i 5 5"),
        ("海 h ai3\n孩子 h ai2 z i0\n子 z i3\n", "zi5", "z i3"),
        ("子 z i3\n", "zi5", "z i3"),  # or the character itself
        ("的 d e0\n", "de5", "d e0"),
        ("册 c e4\n二 e2\n", "ce2", "c e2"),  # another tone of it
        ("册 c e4\n", "ce2", ""),  # no such token
        ("你 n i3\n", "ng4", ""),
        ("恩 e n1\n", "n1", "e n1"),  # the nearest
        ("二 er4\n", "r4", "er4"),
        ("水 sh ui3\n随 sh ui2\n税 sh ui4\n", "shei4", "sh ui4"),
        ("姐 j ie3\n", "jie5", "j ie3"),  # any tone is nearer to the neutral one than silence
    ],
)
def test_what_says_a_syllable(tmp_path: Path, lines: str, syllable: str, tokens: str) -> None:
    found = lexicon(tmp_path, lines)
    name = found.syllable(syllable)
    assert " ".join(found.syllables[name]) == tokens if tokens else name is None


def test_a_word_with_an_unknown_token_is_not_used(tmp_path: Path) -> None:
    assert lexicon(tmp_path, "你 n i3\n好 h ao3\n", "n i3 h").syllable("hao3") is None


@pytest.mark.parametrize(
    ("word", "found"),
    [("Hello", ("hello",)), ("ab", ("a", "b")), ("ac", None), ("a-b", ("a", "b")), ("-", None)],
)
def test_latin_words(tmp_path: Path, word: str, found: tuple[str, ...] | None) -> None:
    assert lexicon(tmp_path, "HELLO h i3\na n i3\nb h\n你 n i3\n").word(word) == found


def test_the_coded_lexicon_has_a_character_for_each_syllable(tmp_path: Path) -> None:
    found = lexicon(tmp_path, "你 n i3\n妮 n i1\n你妮 n i3 n i1\nhello h i3\n")
    lines = [line.split(" ", 1) for line in found.coded().splitlines()]
    assert dict(lines) == {found.codes["ni3"]: "n i3", found.codes["ni1"]: "n i1", "hello": "h i3"}


def test_a_token_may_be_a_blank(tmp_path: Path) -> None:
    (tmp_path / "tokens.txt").write_text("a 0\n  1\n 2\n")
    assert read_tokens(tmp_path / "tokens.txt") == {"a": 0, " ": 2}


@pytest.mark.parametrize("text", ["", "\n", "a b\n", "a\n"])
def test_tokens_that_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "tokens.txt").write_text(text)
    with pytest.raises(ValueError, match=r"tokens\.txt"):
        read_tokens(tmp_path / "tokens.txt")
