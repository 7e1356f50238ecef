"""Writes pages: an action → the page that is read as that action."""
