"""Many lessons: study them for the pages, check them together, follow them while somebody writes."""
