"""The local server that shows what was built to a browser or a phone."""
