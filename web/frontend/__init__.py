"""Builds the scripts and styles of the pages. An installed package has only the built files."""
