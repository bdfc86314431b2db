from io import BytesIO

import pytest
from PIL import Image, ImageChops

from audiolecture.publish.cover import render_cover
from audiolecture.publish.lettering import Box, drawable, fit, has_glyph
from audiolecture.testing.publications import HOSTILE

TITLE = "做一名热爱基层 扎根基层 奉献基层的合格党员"


def picture(*args: object, **options: int) -> Image.Image:
    return Image.open(BytesIO(render_cover(*args, **options)))


@pytest.mark.parametrize("size", [96, 600, 1400])
def test_a_square_jpeg_of_the_size_asked_for(size: int) -> None:
    image = picture(TITLE, "李明远", 3, size=size)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (size, size))


def test_the_same_bytes_again() -> None:
    assert render_cover(TITLE, "李明远", 3) == render_cover(TITLE, "李明远", 3)


def test_the_author_stands_to_the_left_of_the_number() -> None:
    with_both = picture(TITLE, "李明远", 3)
    author = ImageChops.difference(with_both, picture(TITLE, "", 3)).getbbox()
    number = ImageChops.difference(with_both, picture(TITLE, "李明远", 0)).getbbox()
    assert author[2] < number[0]


@pytest.mark.parametrize(
    "title", [TITLE, "课", "线性代数", "AI 与法律 Law and the Machine", "论" * 200]
)
def test_the_title_keeps_to_its_box(title: str) -> None:
    image = picture(title, "", 0)
    paper = image.getchannel("B").point(lambda value: 255 if value > 170 else 0)
    left, top, right, bottom = paper.getbbox()
    assert left >= 600 * 0.04
    assert right <= 600 * 0.95
    assert top >= 600 * 0.05
    assert bottom <= 600 * 0.70


def test_spaces_of_the_title_become_line_ends() -> None:
    lines, _ = fit(TITLE, Box(1008, 648), 228)
    assert lines == ["做一名热爱基层", "扎根基层", "奉献基层的合格党员"]


def test_a_missing_letter_silences_the_line_and_a_missing_symbol_itself() -> None:
    assert not has_glyph("龘")
    assert drawable("龘字") == ""
    assert drawable("😀 讲座\u202e") == "讲座"
    assert drawable("镕基") == "镕基"


def test_the_everyday_characters_are_all_there() -> None:
    everyday = bytes(
        byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
    ).decode("gb2312", "ignore")
    assert len(everyday) > 3700
    assert all(map(has_glyph, everyday))


@pytest.mark.parametrize("text", [*HOSTILE, ""])
def test_hostile_titles(text: str) -> None:
    assert picture(text, text, 128).size == (600, 600)
