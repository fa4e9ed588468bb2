"""What an author may write: the lesson as typed, frozen data, and every mistake with its place in the file."""
