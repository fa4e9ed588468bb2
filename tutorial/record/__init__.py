"""A lesson made of an app while somebody uses it."""
