"""The press: compiles documents in a thread of its own, so that no turn waits for one.

The compiler releases Python's lock while it works. One thread: it takes one document at a time, and
what it remembers from one to the next is what makes the next one quick. Compiler, templates and
fonts are loaded there at the first document: a bot that makes none pays nothing for them.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bot.documents.errors import DocumentError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.documents.build import Builder
    from bot.documents.library import Library
    from bot.documents.plain import Said


class Press:
    """Use `await press.make(data)` from the loop; `close` when the bot ends."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._builder: Builder | None = None
        self._library: Library | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")

    async def make(self, data: str) -> bytes:
        """Return the PDF of a paper given as JSON. Raises DocumentError."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._make, data)

    async def read(self, data: str, before: str | None = None) -> Said:
        """Say a paper in words, and what differs from the version before. Raises DocumentError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._read, data, before)

    def _read(self, data: str, before: str | None) -> Said:
        from bot.documents.papers import PAPER
        from bot.documents.plain import say_all

        try:
            earlier = PAPER.validate_json(before) if before else None
            return say_all(PAPER.validate_json(data), earlier, self._texts())
        except ValueError as error:  # it would show what people wrote
            raise DocumentError("its data cannot be read") from error

    def _texts(self) -> Library:
        from bot.documents.town import library_of

        if self._library is None:
            self._library = library_of(self._config)
        return self._library

    def _make(self, data: str) -> bytes:
        from bot.documents.build import Builder
        from bot.documents.papers import PAPER
        from bot.documents.town import library_of

        builder, self._builder = self._builder, None
        try:
            if builder is None:
                self._library = library_of(self._config)
                builder = Builder(self._library)
            made = builder.build(PAPER.validate_json(data))
        except DocumentError:
            raise
        except ValueError as error:  # it would show what people wrote
            raise DocumentError("its data cannot be read") from error
        except OSError as error:
            raise DocumentError(f"its files cannot be handled: {error.strerror}") from error
        except BaseException as error:  # a compiler that breaks off does not take the bot with it
            raise DocumentError("the compiler broke off") from error
        self._builder = builder  # after a failure the next one starts afresh
        return made

    def close(self) -> None:
        """Take no more work; a document in hand is finished, another is made at the next start."""
        self._thread.shutdown(wait=False, cancel_futures=True)
