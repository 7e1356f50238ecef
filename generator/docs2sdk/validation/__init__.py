"""Validation of examples and recorded responses against the tables of their pages."""
