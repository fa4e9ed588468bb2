"""Ask the run for the answer to a question, and grade a student's answer."""
