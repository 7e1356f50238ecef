"""What changed in meaning between two sets of pages: pure comparison of schemas, and what that does to Python."""
