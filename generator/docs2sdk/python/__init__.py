"""From an action to Python: names, classes, docstrings, sheets for templates, texts in their final form."""
