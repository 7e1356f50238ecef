"""Traces anything in the generated client to the page, the rule and the overlay behind it, and back."""
