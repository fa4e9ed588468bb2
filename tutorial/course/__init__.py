"""Many lessons: studied for the pages, checked together, followed while they are written."""
