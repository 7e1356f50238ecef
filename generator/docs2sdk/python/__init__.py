"""Generates Python: classes, docstrings, template contexts, and rendered, verified files."""
