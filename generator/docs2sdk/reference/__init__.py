"""Writes the reference of a client and its guides as Markdown, with the settings of a static site generator."""
