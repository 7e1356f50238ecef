"""Samples of an action → its tables, and the rows of a page that samples contradict."""
