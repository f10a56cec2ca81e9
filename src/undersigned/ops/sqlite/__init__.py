"""SQLite with a queue for those who write; Django's database backend otherwise."""
