"""A run in words: cells, tracker, sentences, and the lines of a call."""
