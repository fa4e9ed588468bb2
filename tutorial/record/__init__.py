"""Make a lesson of an app while somebody uses it."""
