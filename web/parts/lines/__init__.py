"""The lines of a call: read one at a time in the program, and listed."""
