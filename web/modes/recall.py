"""Recall: the lesson's cards, answered from memory, each when it is due."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.review.review import REVIEW

RECALL = Mode(key="recall", name="Recall", about="Answer from memory what is due", minutes=3, parts=(REVIEW,))
