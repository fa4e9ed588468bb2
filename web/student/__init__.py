"""What a student has done, as pages read and record it."""
