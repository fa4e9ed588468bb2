"""The checks: one module for each kind of thing that a lesson says and its run must bear out."""
