"""From the bytes of pages to what each of them says: reading, Markdown, the grammar, what prose says."""
