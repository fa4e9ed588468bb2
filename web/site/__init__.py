"""The shell of the site: the application, its addresses and headers, its files and its server."""
