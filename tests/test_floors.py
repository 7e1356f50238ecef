"""The house's statics: a room imports lower floors only, every library has one room, and only the command line prints."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import trees

ROOT = Path(__file__).resolve().parent.parent

# From the ground up: wings (sub-packages, "" for the rooms beside them), and in each of them its floors.  A new room gets a
# place on the lowest floor of its wing that is above all that it imports.
HOUSE = [
    (
        "",
        "counting likeness text",
        "installed interrupts literals places protocol refusals reserved",
        "config diagnostics digests schema workers",
        "folders names schema_json",
        "cache",
    ),
    (
        "pages",
        "enumerations facts layout markdown",
        "cells columns files",
        "sources stray_rows",
        "groups inputs sections",
        "lookalikes models",
        "many_actions open_blocks",
        "prose_pages structure",
        "page sides",
        "error_codes",
        "interpret",
        "reading",
        "page_cache",
    ),
    (
        "values",
        "example_text json_offsets sample_values",
        "base64_values coercion",
        "examples",
    ),
    # What compares values with tables; what reads recordings is further up.
    ("validation", "mismatches", "request response", "examples"),
    (
        "catalog",
        "election lost_pages path_patterns toml_places",
        "overlay_keys",
        "overlays",
        "amendments catalog",
        "corrected page_names removal unread_pages",
        "hiding selection",
        "corrections subset",
        "assembly",
    ),
    (
        "python",
        "docs entries shapes",
        "classes error_module formatting given_names",
        "action_module action_tests",
        "plan",
        "render renames",
        "rendering",
        "shared_files",
    ),
    (
        "build",
        "manifest",
        "disk",
        "plan",
        "build",
        "changes",
        "report transaction",
        "context",
        "rebuild",
        "run",
    ),
