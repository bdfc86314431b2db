"""The language of messages: which one is chosen, and that nothing is left untranslated."""

from __future__ import annotations

import os

import pytest

from audiolecture import messages
from audiolecture.messages import wanted


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
