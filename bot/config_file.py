"""Reading the settings: one TOML file, any key of which the environment may override.

Nothing happens at import; every fault is one line that names the file, the key and the remedy.
"""

from __future__ import annotations
