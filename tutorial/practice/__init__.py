"""Exercises that are made from a trace, new for each seed; nobody writes them."""
