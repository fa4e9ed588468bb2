"""The lines of a call, in the program one at a time and as a list."""
