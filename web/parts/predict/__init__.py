"""Predictions: the next step opens with its outcome covered, and asks for it."""
