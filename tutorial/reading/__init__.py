"""A lesson file becomes a Lesson, or every mistake in it is told at its place."""
