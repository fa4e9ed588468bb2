"""Exercises on a page: shown, answered, explained."""
