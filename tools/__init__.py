"""Setting up the checkout and checking it: for those who work on Stepwire, not part of what is installed."""
