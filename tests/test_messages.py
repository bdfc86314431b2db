"""The language of messages: which one is chosen, and that nothing is left untranslated."""

from __future__ import annotations

import os
import pickle
import re

import pytest

from audiolecture import memory as memories
from audiolecture import messages
from audiolecture.config import Pauses
from audiolecture.errors import ConfigError
from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.memory import Memory
from audiolecture.messages import wanted
from audiolecture.model import Block, Chapter, Lecture, Override, Prosody
from audiolecture.script import Delivery, write_script


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "fr:en:zh"}, "en"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "AUDIOLECTURE_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "AUDIOLECTURE_LANG": "zh"}, "zh"),
    ],
)
def test_the_environment_chooses_the_language(environment, language):
    assert wanted(environment) == language


def test_a_language_is_spoken_once_it_is_chosen(monkeypatch):
    monkeypatch.delenv("AUDIOLECTURE_LANG")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    messages.select()

    assert messages._("permission denied") == "没有权限"
    assert messages._("what no catalogue knows") == "what no catalogue knows"
    assert messages._("") == ""


def test_a_message_that_was_kept_is_looked_up_where_it_is_shown(speaking):
    kept = messages.N_("stands for what is not speech ({kind})", kind=messages.N_("table"))

    assert kept == "stands for what is not speech (table)"
    assert messages._(kept) == kept
    assert messages._(messages.N_("line {line}"), line=3) == "line 3"
    with speaking("zh"):
        assert messages._(kept) == "这里是不念的内容（表格）"
        assert messages._(pickle.loads(pickle.dumps(kept))) == messages._(kept)


def test_the_number_chooses_the_form(speaking):
    def told(number):
        return messages.counted("{count} chapter", "{count} chapters", number)

    assert (told(1), told(2)) == ("1 chapter", "2 chapters")
    with speaking("zh"):
        assert (told(1), told(2)) == ("1 章", "2 章")


def test_what_was_asked_for_holds_for_child_processes_too(monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    messages.select("zh")

    assert wanted(os.environ) == "zh"


def test_why_the_system_refused_is_told_in_the_language(monkeypatch):
    error = PermissionError(13, "Permission denied")
    assert messages.system_reason(error) == "permission denied"

    messages.select("zh")

    assert messages.system_reason(error) == "没有权限"


@pytest.mark.parametrize("name", ["audiolecture", "click"])
def test_every_message_is_translated(catalogues, name):
    extract, keep = catalogues.DOMAINS[name]

    wrong = list(catalogues.problems(catalogues.read(name), extract(), keep=keep))

    assert not wrong, "make messages takes new ones into the .po files; then translate them there"


def test_what_a_memory_keeps_is_told_in_the_language_of_now(speaking):
    block = Block("text", "他慢慢地走来。", 3, (Override(3, 4, ("de5",)),))
    lecture = Lecture("课", (Chapter("body", "课", (block,)),))
    delivery = Delivery("v", Prosody(), readings=False)

    def warnings(known):
        return write_script(lecture, Lexicon(()), delivery, Pauses(), known).warnings

    memory = Memory()
    assert "cannot be told" in warnings(memory)[0]
    with speaking("zh"):
        remembered = memories.parse(memories.render(memory))
        assert "这个音色无法指定读音" in warnings(remembered)[0]
        assert not remembered.changed


HALF = re.compile(r"[一-鿿”）] ?[(:;,?!]|[):;,?!] ?[一-鿿“（]")
"""A stop or bracket of Latin width beside a Chinese character."""


@pytest.mark.parametrize("name", ["audiolecture", "click"])
def test_chinese_has_chinese_stops_and_brackets(catalogues, name):
    strings = [
        string
        for message in catalogues.read(name)
        if message.id
        for string in (message.string if isinstance(message.string, tuple) else [message.string])
    ]

    assert [string for string in strings if HALF.search(string)] == []


def test_an_error_is_told_in_one_line(speaking):
    error = ConfigError("没有音色", hint="请另选一个", where="voice")

    assert messages.told(error) == str(error) == "voice: 没有音色 (请另选一个)"
    with speaking("zh"):
        assert messages.told(error) == "voice：没有音色（请另选一个）"
        assert messages.series(["一", 2]) == "一、2"
        assert messages.several(["一", "二"]) == "一；二"
    assert messages.aside("") == ""
