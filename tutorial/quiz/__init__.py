"""What the run answers to a question, and whether a student's answer is right."""
