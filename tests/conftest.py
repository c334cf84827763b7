"""How the property tests search: anew at every run on a developer's machine, the same way in CI.

A search that finds something new is for the person who can mend it, not for whoever happens to
land next. No test fails for being slow.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
