"""What is kept: explicit SQL on SQLite, one file a noun, one transaction a turn."""
