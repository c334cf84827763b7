"""What can keep a document from being made; each message is one line for an operator."""

from __future__ import annotations


class DocumentError(Exception):
    """A document cannot be made; one line names the template, the place in it and the reason."""


class LibraryError(DocumentError):
    """A template, a text or a clause cannot be used; one line names the file and the remedy."""
