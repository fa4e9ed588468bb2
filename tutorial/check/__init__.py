"""Hold all that a lesson says against its run."""
