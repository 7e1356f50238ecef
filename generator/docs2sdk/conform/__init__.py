"""Answers that the API really gave, held against the tables of its pages."""
