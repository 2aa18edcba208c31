"""Bring your own: look at a stranger's files or tables, guess what they are, write a source."""
