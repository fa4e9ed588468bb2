"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# A run in CI draws the same examples each time, so that a red build can be looked into; a run at the desk explores.
# Examples that start a program or a server have no time limit of their own: pytest-timeout has one for the test.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
