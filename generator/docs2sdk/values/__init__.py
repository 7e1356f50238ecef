"""Values of requests and responses: those of a page's examples, and sample values made from the schema."""
