"""The ``.m3u8`` playlist of a lecture's chapters.

It says nothing of durations (-1), which players read from the files: so an edit of a chapter leaves
the playlist as it was.
"""

from __future__ import annotations

from audiolecture.model import Publication
from audiolecture.publish.text import one_line


def render_m3u8(publication: Publication) -> str:
    """An extended M3U in UTF-8: the chapters in order, by their file names in the same folder."""
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{one_line(publication.title)}"]
    for track in publication.tracks:
        name = " - ".join(filter(None, (publication.author, track.timeline.title)))
        lines += [f"#EXTINF:-1,{one_line(name)}", f"{track.stem}.mp3"]
    return "\n".join(lines) + "\n"
