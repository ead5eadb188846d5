"""The database and the journal in it."""
