from __future__ import annotations
import struct
from dataclasses import dataclass
from io import BytesIO


@dataclass(frozen=True, slots=True)
class Tags:
    title: str
    album: str = ""
    artist: str = ""
    album_artist: str = ""
    composer: str = ""
    track: int = 0
    tracks: int = 0
    disc: int = 0
    date: str = ""
    genre: str = "Audiobook"
    language: str = "zho"
    comment: str = ""
    lyrics: str = ""
    cover: bytes = b""
    replaygain_gain: float | None = None
    replaygain_peak: float | None = None
    chapters: tuple = ()
    synced_lyrics: tuple = ()


def render(t: Tags) -> bytes:
    from mutagen import id3

    f = id3.ID3()
    e = 1
    for c, v in (
        (id3.TIT2, t.title),
        (id3.TALB, t.album),
        (id3.TPE1, t.artist),
        (id3.TPE2, t.album_artist),
        (id3.TCOM, t.composer),
        (id3.TRCK, f"{t.track}/{t.tracks}"),
        (id3.TYER, t.date[:4]),
        (id3.TCON, t.genre),
        (id3.TLAN, t.language),
    ):
        if v:
            f.add(c(encoding=1, text=[v]))
    f.add(id3.USLT(encoding=1, lang="zho", desc="", text=t.lyrics))
    f.add(id3.APIC(encoding=0, mime="image/jpeg", type=3, desc="", data=t.cover))
    for i, (n, a, b) in enumerate(t.chapters):
        f.add(
            id3.CHAP(
                element_id=f"ch{i}",
                start_time=a,
                end_time=b,
                sub_frames=[id3.TIT2(encoding=1, text=[n])],
            )
        )
    out = BytesIO()
    f.save(out, v1=0, v2_version=3, v23_sep="; ", padding=lambda i: 0)
    return out.getvalue()
