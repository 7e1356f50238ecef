"""docs2sdk: read Markdown API documentation, write a typed Python SDK with its tests.

The modules of this package form layers (see ARCHITECTURE.md); each imports lower layers only.
"""

__version__ = "0.1.0"
