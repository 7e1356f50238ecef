"""docs2sdk: read Markdown API documentation, write a typed Python SDK with its tests.

The rooms of this package stand on floors (see ARCHITECTURE.md); each imports lower floors only.
"""

__version__ = "0.1.0"
