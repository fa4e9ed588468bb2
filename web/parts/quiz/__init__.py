"""The quiz, and the questions in it."""
