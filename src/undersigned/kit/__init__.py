"""Pure rules and tools: no database, no HTTP."""
