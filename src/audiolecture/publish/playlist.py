"""The ``.m3u8`` playlist of a lecture's chapters."""

from __future__ import annotations

from audiolecture.model import SAMPLE_RATE, Publication
from audiolecture.publish.text import one_line


def render_m3u8(publication: Publication) -> str:
    """An extended M3U in UTF-8: the chapters in order, by their file names in the same folder."""
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{one_line(publication.title)}"]
    for track in publication.tracks:
        seconds = (track.timeline.samples + SAMPLE_RATE // 2) // SAMPLE_RATE
        name = " - ".join(filter(None, (publication.author, track.timeline.title)))
        lines += [f"#EXTINF:{seconds},{one_line(name)}", f"{track.stem}.mp3"]
    return "\n".join(lines) + "\n"
