"""All that can be said against pages: findings that are known again, and those that are adopted."""
