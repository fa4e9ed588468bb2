"""The scripts and styles of the pages, and what builds them; installed are not these but the built files."""
