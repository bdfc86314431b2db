"""Whether finished files are what they should be: facts are gathered first, then judged purely."""
