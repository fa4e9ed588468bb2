"""Read a lesson file into a Lesson, or report every mistake with its place in the file."""
