"""A host as a value: what was read from it, each thing with its origin, and no secret in it."""
