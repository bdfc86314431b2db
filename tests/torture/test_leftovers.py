"""A chapter renamed, merged or deleted: what is ours goes, what is not ours never does."""

from __future__ import annotations

import random

import pytest
from workshop import Workshop, contents, only_long, script

FOREIGN = {
    "notes.txt": "mine",
    "03 - 别人的.mp3": "mine, too",
    "00 - 序.lrc": "[00:00.00]mine",
    "web/style.css": "body {}",
    "web/ch99.mp3": "mine",
    "web/own/page.html": "<p>mine",
    "封面.jpg": "mine",
}


def leave(folder):
    for name, text in FOREIGN.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def assert_clean(shop, tmp_path, name):
    """What is there is what a build from nothing makes, and the files of somebody else."""
    fresh = Workshop(tmp_path / f"fresh{name}")
    fresh.write(shop.script.read_text(encoding="utf-8"))
    fresh.built()
    found = contents(shop.folder)
    for foreign, text in FOREIGN.items():
        assert (shop.folder / foreign).read_text(encoding="utf-8") == text
        del found[foreign]
    assert found == contents(fresh.folder)


def renamed(text):
    return text.replace("故事之2", "另一个故事")


def merged(text):
    return text.replace("\n二、故事之2\n", "")


def deleted(text):
    start, end = text.index("\n二、"), text.index("\n三、")
    return text[:start] + text[end:]


def another_title(text):
    return text.replace("经得起", "靠得住")


@pytest.mark.parametrize("edit", [renamed, merged, deleted, another_title])
def test_nothing_of_ours_is_left_and_nothing_of_others_goes(versions, tmp_path, edit):
    shop = versions.first.copied(tmp_path / "shop")
    leave(shop.folder)
    text = shop.script.read_text(encoding="utf-8")
    assert edit(text) != text
    shop.write(edit(text))

    assert shop.built()["synthesized"] <= 1
    assert_clean(shop, tmp_path, "")


@only_long
@pytest.mark.parametrize("seed", range(20))
def test_many_edits_in_a_row(tmp_path, seed):
    chance = random.Random(seed)
    shop = Workshop(tmp_path / "shop")
    shop.write(script(5, 1))
    shop.built()
    leave(shop.folder)
    for _ in range(6):
        shop.write(edited(chance, shop.script.read_text(encoding="utf-8")))
        shop.built()
    assert_clean(shop, tmp_path, seed)


def edited(chance, text):
    """Chapters dropped, moved or renamed by chance."""
    head, *chapters = text.split("\n\n")
    last = chapters.pop()
    if len(chapters) > 2 and chance.random() < 0.4:
        chapters.remove(chance.choice(chapters))
    if chance.random() < 0.4:
        chance.shuffle(chapters)
    if chance.random() < 0.6:
        place = chance.randrange(len(chapters))
        chapters[place] = chapters[place].replace(
            "故事", chance.choice(["故事", "往事", "心事"]), 1
        )
    return "\n\n".join([head, *chapters, last])
