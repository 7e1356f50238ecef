"""Overlays: corrections of the pages, written by hand in TOML files, and how they are applied to a catalog."""
