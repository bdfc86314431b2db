import io
import zipfile
from datetime import UTC, datetime

from audiolecture.publish.archive import write_zip

ENTRIES = [("01 - e\u0301.mp3", b"one" * 1000), ("02 - 一、<b>😀.mp3", b"two")]
FIRST = datetime(2026, 5, 4, 23, 59, 58, tzinfo=UTC)


def archive() -> bytes:
    out = io.BytesIO()
    write_zip(out, iter(ENTRIES), folder="课", first=FIRST)
    return out.getvalue()


def test_stored_in_order_with_composed_names() -> None:
    with zipfile.ZipFile(io.BytesIO(archive())) as read:
        infos = read.infolist()
        assert read.testzip() is None
        assert [info.filename for info in infos] == ["课/01 - é.mp3", "课/02 - 一、<b>😀.mp3"]
        assert [read.read(info) for info in infos] == [content for _, content in ENTRIES]
    assert all(info.compress_type == zipfile.ZIP_STORED for info in infos)
    assert [info.date_time for info in infos] == [(2026, 5, 4, 23, 59, 58), (2026, 5, 5, 0, 0, 0)]
    assert all(info.flag_bits & 0x800 for info in infos)


def test_the_same_bytes_again() -> None:
    assert archive() == archive()
