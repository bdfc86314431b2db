"""Settings: levels, checks, and errors that name everything at once."""

from __future__ import annotations

import pytest

from audiolecture import config
from audiolecture.config import Settings
from audiolecture.errors import ConfigError
from audiolecture.model import Prosody


@pytest.mark.parametrize(
    ("key", "value", "prosody"),
    [
        ("rate", "+10%", Prosody(rate=10)),
        ("rate", "-5", Prosody(rate=-5)),
        ("rate", 20, Prosody(rate=20)),
        ("pitch", "+5Hz", Prosody(pitch=5)),
        ("pitch", "-3hz", Prosody(pitch=-3)),
        ("volume", "-90%", Prosody(volume=-90)),
    ],
)
def test_prosody_is_read(key, value, prosody):
    assert config.apply(Settings(), {key: value}, "test").prosody == prosody


@pytest.mark.parametrize("value", ["fast", "+1.5%", "10Hz", "", "+201%", "-91%", "１０%5"])
def test_a_bad_rate_is_refused_with_an_example(value):
    with pytest.raises(ConfigError, match=r"'rate' must be a whole number .* as \+10%"):
        config.apply(Settings(), {"rate": value}, "test")


def test_what_is_not_given_stays():
    settings = config.apply(Settings(voice="a"), {"voice": None, "rate": "+1%"}, "test")

    assert settings.voice == "a"


def test_a_later_level_wins_field_by_field():
    first = config.apply(Settings(), {"rate": "+10%", "pitch": "+2Hz"}, "toml")
    second = config.apply(first, {"rate": "-10%"}, "flags")

    assert second.prosody == Prosody(rate=-10, pitch=2)


def test_all_problems_are_reported_at_once():
    values = {"vioce": "x", "rate": "fast", "pauses": {"paragraf": 3, "end": -1}}

    with pytest.raises(ConfigError) as caught:
        config.apply(Settings(), values, "audiolecture.toml")

    text = str(caught.value)
    assert "audiolecture.toml: " in text
    assert "'vioce', did you mean 'voice'?" in text
    assert "'rate'" in text
    assert "'pauses.paragraf', did you mean 'pauses.paragraph'?" in text
    assert "'pauses.end'" in text


def test_pauses_become_samples():
    settings = config.apply(Settings(), {"pauses": {"paragraph": 250}}, "test")

    assert settings.pauses.samples("paragraph") == 12_000
    assert settings.pauses.samples("sentence") == Settings().pauses.samples("sentence")


def test_engine_tables_reach_their_engine():
    settings = config.apply(Settings(), {"engines": {"edge": {"proxy": "http://p:1"}}}, "test")

    assert settings.engine_settings("edge") == {"proxy": "http://p:1"}
    assert settings.engine_settings("espeak") == {}


def test_the_course_file_stands_beside_content(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "audiolecture.toml").write_text('author = "李老师"\n', encoding="utf-8")

    for source in (tmp_path / "content", tmp_path / "content" / "lecture.txt"):
        assert config.load(source).author == "李老师"


def test_a_lecture_without_a_course_has_the_defaults(tmp_path):
    assert config.load(tmp_path / "lecture.txt") == Settings()


@pytest.mark.parametrize("text", ["voice = ", "[[voice]", "\udcff"])
def test_a_broken_file_is_named(tmp_path, text):
    path = tmp_path / "audiolecture.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(ConfigError) as caught:
        config.load(tmp_path)

    assert caught.value.where == str(path)


def test_formats_always_hold_mp3():
    assert config.apply(Settings(), {"formats": "m4b"}, "test").formats == ("mp3", "m4b")
    with pytest.raises(ConfigError, match="formats"):
        config.apply(Settings(), {"formats": "wav"}, "test")


def test_a_bare_chinese_name_is_told_to_be_quoted(tmp_path):
    text = '[voices]\n主持人 = "zh-CN-XiaoxiaoNeural"\n'
    (tmp_path / "audiolecture.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="line 2") as caught:
        config.load(tmp_path / "lecture.txt")

    assert '"主持人" = …' in caught.value.hint


def test_other_broken_toml_is_not_explained_by_names(tmp_path):
    text = 'author = "李老师"\nvoice = \n'
    (tmp_path / "audiolecture.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="line 2") as caught:
        config.load(tmp_path / "lecture.txt")

    assert caught.value.hint == ""


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"voice": ["a"]}, "'voice' must be a text"),
        ({"voice": True}, "'voice' must be a text"),
        ({"base_url": "example.org/x"}, "'base_url' must be an address such as https://"),
        ({"formats": 7}, "'formats' must be a list"),
        ({"voices": 7}, "'voices' must be a table of speakers and voices"),
        ({"voices": "主持人"}, "'voices' must name a voice for each speaker"),
        ({"voices": {"主持人": ""}}, "'voices' must name a voice for each speaker"),
        ({"pauses": 500}, "'pauses' must be a table"),
        ({"engines": {"tone": "loud"}}, "'engines.tone' must be a table"),
    ],
)
def test_a_value_of_another_kind_is_refused(values, told):
    with pytest.raises(ConfigError, match=told):
        config.apply(Settings(), values, "test")


@pytest.mark.parametrize(
    "voices", ["主持人 = a; 嘉宾：b", {"主持人": "a", "嘉宾": " b "}, "主持人: a；；嘉宾=b；"]
)
def test_voices_of_speakers_are_a_table_or_a_line(voices):
    settings = config.apply(Settings(), {"voices": voices}, "test")

    assert settings.voices == (("主持人", "a"), ("嘉宾", "b"))
