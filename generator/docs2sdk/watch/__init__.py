"""Regenerates what a saved page touches, and says what changed."""
