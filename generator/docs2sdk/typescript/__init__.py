"""Schema → TypeScript: interfaces, definitions, services and tests of a client."""
