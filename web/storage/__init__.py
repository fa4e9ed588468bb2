"""The database: students' events in SQLite or PostgreSQL. Pages know nothing of it."""
