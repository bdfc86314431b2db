"""The proof sheet in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from audiolecture.mandarin.lexicon import parse_lexicon
from audiolecture.model import Block, Chapter, Lecture
from audiolecture.publish.proof import read_sentences
from audiolecture.publish.proofpage import Sheet, render_proof

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

TEXT = (
    "2012—2022年，他慢慢地在行里站住了脚，这事了结不了，还得靠大家参与。",
    "重庆银行的行长说：“长大了才行。”",
    "这一行的人都行。" * 40,
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, speaking: Any) -> str:
    blocks = tuple(Block("text", text, line) for line, text in enumerate(TEXT, 1))
    lecture = Lecture("把根扎深", (Chapter("body", "一、开头", blocks),))
    lexicon = parse_lexicon("了结\tliao3 jie2\n还得\thai2 dei3\n", "l.tsv")
    sentences = tuple(read_sentences(lecture, lexicon))
    path: Path = tmp_path_factory.mktemp("proof") / "proof.html"
    sheet = Sheet(lecture, sentences, ("lexicon.tsv", "a.lexicon.tsv"), ("l.tsv:1: unused",))
    with speaking("zh"):
        path.write_text(render_proof(sheet), "utf-8")
    return path.as_uri()


@pytest.fixture
def page(page: Page, address: str) -> Page:
    page.goto(address)
    return page


VISIBLE = """[...document.querySelectorAll('#text [id] rt')]
  .filter((rt) => getComputedStyle(rt).display !== 'none').length"""


def test_the_switch_shows_pinyin_over_more_and_less(page: Page) -> None:
    counts = {}
    for name in ("存疑", "多音字", "全部", "不注"):
        page.locator(".switch label", has_text=name).click()
        if name == "多音字":  # all that is near is written at once, when first asked for
            page.locator("#text ruby.y").first.wait_for(state="attached")
        counts[name] = page.evaluate(VISIBLE)

    assert counts["不注"] == 0 < counts["存疑"] < counts["多音字"] < counts["全部"]


def test_pinyin_stands_over_its_own_character(page: Page) -> None:
    page.locator(".switch label", has_text="全部").click()
    page.locator("#s1").scroll_into_view_if_needed()
    page.locator("#s1 ruby.y").first.wait_for()
    pairs = page.evaluate(
        "[...document.querySelectorAll('#s1 ruby')].map((r) => r.textContent).join(' ')"
    )

    assert "银yín" in pairs
    assert "庆qìng" in pairs
    assert "说shuō" in pairs


def test_a_line_is_copied_with_its_tab_and_counted(page: Page) -> None:
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
        "document.execCommand = () => { window.copied = document.activeElement.value; }; }"
    )
    buttons = page.locator(".case [data-line]")
    buttons.first.click()
    page.locator("#basket").wait_for()

    assert page.evaluate("window.copied").count("\t") == 1
    assert page.locator("#picked").inner_text() == "1"
    page.locator("#all").click()
    assert page.evaluate("window.copied").endswith("\n")
    page.locator("#reset").click()
    assert not page.locator("#basket").is_visible()


def test_a_case_leads_to_its_place_in_the_text(page: Page) -> None:
    link = page.locator(".quote a").first
    target = link.get_attribute("href")
    link.click()

    assert page.locator(f"{target}:target").bounding_box()["y"] < 800


# Every width and every scheme; what a scheme does is the same at either width.
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_accessibility(
    browser: Browser, address: str, violations: Any, width: int, scheme: str
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme,
                           bypass_csp=True)  # fmt: skip
    tab.goto(address)
    tab.locator(".case [data-line]").first.click()
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.close()
