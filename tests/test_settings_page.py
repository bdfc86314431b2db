"""The page of settings says what the program reads: every key, and the defaults it has."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from audiolecture import config
from audiolecture.source.matter import KEYS

PAGE = Path(__file__).parents[1] / "docs/settings.md"


@pytest.fixture(scope="module")
def example():
    block = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    return tomllib.loads(block[1])


def test_the_example_is_accepted(example):
    settings = config.apply(config.Settings(), example, str(PAGE))

    assert dict(settings.voices)["引文"] == "zh-CN-YunyangNeural"


def test_every_setting_is_on_the_page(example):
    known = {field.name for field in fields(config.Settings)} - {"prosody"}

    assert known | {"rate", "pitch", "volume"} == set(example)


@pytest.mark.parametrize("table", ["pauses", "content", "outline"])
def test_the_tables_hold_the_defaults(example, table):
    defaults = getattr(config.Settings(), table)

    assert example[table] == {f.name: getattr(defaults, f.name) for f in fields(defaults)}


def test_single_settings_are_the_defaults(example):
    settings = config.apply(
        config.Settings(),
        {key: example[key] for key in ("engine", "formats", "loudness", "captions", "jobs")},
        str(PAGE),
    )

    assert settings == config.Settings()
    assert config.size(example["store_limit"]) == config.Settings().store_limit


def test_every_key_of_a_front_matter_is_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    rows = text.partition("## Front matter")[2].partition("##")[0]

    listed = re.findall(r"`([a-z]+)`", rows.partition("| about |")[2])

    assert sorted(listed) == sorted(KEYS)
