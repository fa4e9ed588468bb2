"""The lab: a lesson's program, changed by a student and run in the student's browser."""
