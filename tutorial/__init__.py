"""Lessons: what they say, running them, and the questions their traces answer."""
