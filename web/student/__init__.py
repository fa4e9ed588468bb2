"""A student's state, as pages read and record it."""
