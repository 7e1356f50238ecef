"""Lint pages: findings with fingerprints, and the baseline of known ones."""
