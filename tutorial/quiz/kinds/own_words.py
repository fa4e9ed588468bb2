"""A question to answer in one's own words. The page shows the author's words beside them."""

from __future__ import annotations

from tutorial.quiz.answered import Answered, Grade
from tutorial.quiz.kinds.kind import QuizKind

LONGEST_FREE = 300
"""How many characters a free text may have."""


class FreeKind(QuizKind):
    """A student writes a text; nobody calls the text right or wrong."""

    graded = False

    def valid(self, answered: Answered, given: str) -> bool:
        return 0 < len(given.strip()) <= LONGEST_FREE

    def grade(self, answered: Answered, given: str) -> Grade:
        return Grade(right=False)

    def tries(self, answered: Answered) -> int:
        return 1
