"""A local Telegram: a Bot API server that keeps the laws of the real one, and its people."""

REHEARSAL_TOKEN = "1000001:rehearsal"
"""The only token a rehearsal answers to. It is public, and worthless elsewhere."""
