"""A whole petition as one file, for another install: `writing` it, and `reading` it again (docs/archive-format.md)."""
