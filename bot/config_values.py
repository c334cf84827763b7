"""Checks of single settings: what a value must be, and the remedy when it is not."""

from __future__ import annotations
