"""All that a lesson says, held against its run."""
