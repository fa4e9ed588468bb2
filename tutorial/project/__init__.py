"""Tasks of the lab: holds what a test demands against a run, and puts a solution's lines in disorder."""
