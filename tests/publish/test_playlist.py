import pytest

from audiolecture.publish.playlist import render_m3u8
from audiolecture.testing.publications import HOSTILE, hostile, lecture


def test_a_lecture() -> None:
    assert render_m3u8(lecture()) == (
        "#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:基层是最好的课堂\n"
        "#EXTINF:-1,李明远 - 开场\n01 - 开场.mp3\n"
        "#EXTINF:-1,李明远 - 一、坚定信念\n02 - 一、坚定信念.mp3\n"
        "#EXTINF:-1,李明远 - 结语\n03 - 结语.mp3\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_stay_on_their_lines(text: str) -> None:
    lines = render_m3u8(hostile(text)).splitlines()
    assert len(lines) == 7
    assert [line for line in lines if not line.startswith("#")] == lines[4::2]
