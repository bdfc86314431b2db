"""Words of the machine's documents that people see, too: JSON has them as they stand here."""

from __future__ import annotations

from audiolecture.messages import N_

TERMS = (
    # what a build did or will do with a file, and with a lecture
    N_("written"),
    N_("kept"),
    N_("failed"),
    N_("new"),
    N_("changed"),
    N_("missing"),
    N_("built"),
    N_("unchanged"),
    # what is in the store
    N_("speech"),
    N_("clip"),
    N_("cover"),
    N_("level"),
    # what a check found: `checking.problem.Kind`
    N_("manifest"),
    N_("unfinished"),
    N_("altered"),
    N_("orphan"),
    N_("stale"),
    N_("text"),
    N_("cues"),
    N_("length"),
    N_("sound"),
    N_("loudness"),
    N_("peak"),
    N_("tags"),
    N_("captions"),
    N_("chapters"),
    N_("playlist"),
    N_("page"),
    N_("feed"),
    N_("bundle"),
    # what a paragraph is: `source.rules.Role`
    N_("title"),
    N_("byline"),
    N_("opening"),
    N_("chapter"),
    N_("section"),
    N_("point"),
    N_("heading"),
    N_("closing"),
    N_("left out"),
    # what is left out: the kinds of `model.Omission`
    N_("code"),
    N_("table"),
    N_("formula"),
    N_("image"),
    N_("caption"),
    N_("note"),
    N_("link"),
    N_("html"),
    N_("slide"),
    N_("hidden slide"),
    N_("speaker"),
    N_("skip"),
    N_("page furniture"),
    N_("table of contents"),
    N_("contents or cover"),
    # voices
    N_("female"),
    N_("male"),
    # what doctor looked at
    N_("store"),
    N_("output"),
    N_("engines"),
    N_("entries"),
    N_("endpoint"),
    N_("proxy"),
    N_("clock"),
    N_("service"),
)
