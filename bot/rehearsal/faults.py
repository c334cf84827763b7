"""What goes wrong in a real month, at a switch: 429, 502, lost answers, slowness, an outage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.rehearsal.refusals import Refusal, too_many_requests

FOREVER = -1


@dataclass
class _Refusing:
    method: str | None
    refusal: Refusal
    times: int


@dataclass
class _Losing:
    method: str | None
    times: int


class Faults:
    """The switchable faults of one server; a `times` of FOREVER lasts until `clear`."""

    def __init__(self) -> None:
        self.is_offline = False
        self.delay = 0.0
        self._refusing: list[_Refusing] = []
        self._losing: list[_Losing] = []
        self._when_cut: list[Callable[[], None]] = []

    def rate_limit(self, method: str | None = None, retry_after: int = 3, times: int = 1) -> None:
        """Answer the next `times` calls of a method (None: of any but getUpdates) with 429."""
        self._refusing.append(_Refusing(method, too_many_requests(retry_after), times))

    def bad_gateway(self, times: int = FOREVER, method: str | None = None) -> None:
        """Answer the next `times` calls with 502."""
        self._refusing.append(_Refusing(method or "*", Refusal(502, "Bad Gateway"), times))

    def lost_answer(self, method: str | None = None, times: int = 1) -> None:
        """Carry out the next `times` calls of a method, then drop the connection unanswered."""
        self._losing.append(_Losing(method, times))

    def slow(self, seconds: float) -> None:
        """Let every answer wait `seconds`; 0 ends it."""
        self.delay = seconds

    def offline(self, on: bool = True) -> None:  # noqa: FBT001, FBT002  (a switch)
        """Drop every connection of the bot; people can go on writing meanwhile."""
        self.is_offline = on
        for cut in self._when_cut if on else ():
            cut()

    def cuts_line(self) -> bool:
        """Tell whether the bot's connections are dropped at this moment."""
        return self.is_offline

    def clear(self) -> None:
        """End every fault."""
        self.is_offline, self.delay = False, 0.0
        self._refusing.clear()
        self._losing.clear()

    def planned(self) -> int:
        """Return how many calls are still to be refused or left unanswered; FOREVER counts one."""
        refused = sum(abs(fault.times) for fault in self._refusing)
        return refused + sum(abs(fault.times) for fault in self._losing)

    def on_cut(self, act: Callable[[], None]) -> None:
        """Call `act` when the line is cut, so that calls in progress are dropped too."""
        self._when_cut.append(act)

    def refusal(self, method: str) -> Refusal | None:
        """Return the refusal that a call now meets, counting it."""
        for fault in self._refusing:
            if _meets(fault.method, method):
                fault.times -= 1
                if fault.times == 0:
                    self._refusing.remove(fault)
                return fault.refusal
        return None

    def loses_answer(self, method: str) -> bool:
        """Tell whether the answer of a call is lost now, counting it."""
        for fault in self._losing:
            if _meets(fault.method, method):
                fault.times -= 1
                if fault.times == 0:
                    self._losing.remove(fault)
                return True
        return False


def _meets(wanted: str | None, method: str) -> bool:
    # Reading is not limited by the platform, and a fault is meant for what the bot says.
    if wanted is None:
        return method.lower() != "getupdates"
    return wanted == "*" or wanted.lower() == method.lower()
