"""The alarm clock: APScheduler wakes the sweep, the heartbeat and the nightly housekeeping.

It holds no reminder: those are rows of our own, so nothing is lost when the machine is off.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

HEARTBEAT_SECONDS = 30

Job = Callable[[], Awaitable[None]]


class Schedule:
    """Runs jobs at their times, each one never twice at once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._scheduler = AsyncIOScheduler(
            timezone=zone,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def every(self, seconds: int, job: Job) -> None:
        """Run a job again and again."""
        self._scheduler.add_job(job, IntervalTrigger(seconds=seconds, timezone=self._zone))

    def nightly(self, hour: int, minute: int, job: Job) -> None:
        """Run a job once a day, after 03:00, where no clock change skips or doubles a day."""
        trigger = CronTrigger(hour=hour, minute=minute, timezone=self._zone)
        self._scheduler.add_job(job, trigger)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; a job that runs is finished by its own task."""
        self._scheduler.shutdown(wait=False)
