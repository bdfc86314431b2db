"""Audio at the level of samples, frames and tags. The only package that knows codecs."""
