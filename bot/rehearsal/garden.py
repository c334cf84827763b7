"""The story of the railwaymen's garden, its first chapter: an idea, a convention, the work.

Read it from top to bottom; what the people write stands in `garden_words`, the years that follow in
`garden_years`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rehearsal.garden_words import GardenWords
from bot.rehearsal.narrator import Side
from bot.rehearsal.stage import Cast
from bot.rehearsal.story_words import Words
from bot.rehearsal.theatre import Place, Player, StoryError, Theatre

GARDEN = "2026-001"

_LINK = re.compile(r"\?start=([A-Za-z0-9_-]+)")

A_MINUTE = timedelta(seconds=61)
"""After this a decision cannot be undone any more, and its letter leaves."""


@dataclass
class Garden:
    """Everything the story needs: who plays, what they write, and what time it is."""

    theatre: Theatre
    words: GardenWords
    camille: Player
    sam: Player
    group: Player
    adam: Player
    elise: Player
    now: datetime
    zone: ZoneInfo
    moment: Callable[[datetime], str]
    hands: list[Player]

    @classmethod
    def enter(
        cls,
        theatre: Theatre,
        cast: Cast,
        words: tuple[Words, GardenWords],
        now: datetime,
        zone: ZoneInfo,
        moment: Callable[[datetime], str],
    ) -> Garden:
        """Come on stage: three phones and the group are watched. Élise has the bot on hers."""
        frame, own = words
        phones = [
            theatre.watch(Place(frame.phone.format(name=one.name), Side.RESIDENTS, one))
            for one in (cast.camille, cast.sam)
        ]
        heading = frame.group.format(title=cast.group.title)
        group = theatre.watch(Place(heading, Side.STAFF, cast.elise, cast.group))
        private = theatre.watch(
            Place(frame.staff_phone.format(name=cast.elise.name), Side.STAFF, cast.elise)
        )
        camille, sam = (
            Player(theatre, cast.camille, phones[0]),
            Player(theatre, cast.sam, phones[1]),
        )
        return cls(
            theatre,
            own,
            camille,
            sam,
            Player(theatre, cast.elise, group),
            Player(theatre, cast.adam, group),
            Player(theatre, cast.elise, private),
            now,
            zone,
            moment,
            [sam, camille],
        )

    async def on(self, day: date, words: str = "", hour: int = 10) -> None:
        """Let time pass until an hour of a day; say so when there are words."""
        goal = datetime.combine(day, time(hour), self.zone)
        step, self.now = goal - self.now, goal
        await self.theatre.later(step, words.format(moment=self.moment(goal)))


async def tell(garden: Garden) -> None:
    """From the first word to the thanks of the town."""
    await garden.theatre.narrator.tell(
        garden.words.opening.format(moment=garden.moment(garden.now))
    )
    await _an_idea(garden)
    await _promises(garden)
    await _the_town_says_yes(garden)
    await _a_convention(garden)
    await _the_work(garden)
    await _the_report(garden)


async def _an_idea(garden: Garden) -> None:
    camille, sam, words = garden.camille, garden.sam, garden.words
    await camille.starts(then="adult")
    await camille.presses("set yes", then="title")
    await camille.says(words.title, then="description")
    await garden.theatre.narrator.tell(words.form)
    with garden.theatre.aside():
        await camille.says(words.description, then="category")
        await camille.presses("set garden", then="place")
        await camille.says(words.place, then="photos")
        await camille.presses("done", "tick all", "done", then="bearer_kind")
        await camille.presses("set association", then="bearer_name")
        await camille.says(words.association, then="association_number")
        await camille.presses("unknown", then="display_name")
        await camille.says(words.camille, then="lives_in_commune")
        await camille.presses("set lives", "skip", then="support_proof")
        await camille.says(words.support, then="honesty_declared")
        await camille.presses("set yes", "set with_name", then="-")
    await camille.presses("send")
    camille.sees(GARDEN)
    garden.group.sees(GARDEN, words.place)
    with garden.theatre.aside():  # she has the bot on her own phone too, and no idea to present
        await garden.elise.starts(then="adult")
        await garden.elise.presses("set yes")
        await garden.elise.says("/cancel")

    await garden.theatre.narrator.tell(words.invite)
    with garden.theatre.aside():
        await camille.says("/invite")
        await camille.presses("people invite")
        said = "\n".join(view.text for view in camille.person.messages())
        links = _LINK.findall(said)
        if not links:
            raise StoryError("Camille gets no link to invite with")
        await sam.starts("adult", links[-1])
        await sam.presses("set yes")
    await sam.presses("set yes", then="name")
    await sam.says(words.sam, then="named")
    await sam.presses("set yes")
    camille.sees("Sam")


async def _promises(garden: Garden) -> None:
    camille, words = garden.camille, garden.words
    await garden.group.presses("card take", on=GARDEN)
    camille.sees("Élise")
    await garden.theatre.narrator.tell(words.promises)
    with garden.theatre.aside():
        await camille.presses("home promise", then="people_count")
        await camille.says(words.people, then="minors_involved")
        await camille.presses("set no", then="start_wish")
        await camille.says(words.start, then="duration_weeks")
        await camille.says(words.weeks, then="work_steps")
        await camille.presses("add", then="what")
        await camille.says(words.labour, then="month")
        await camille.says(words.start, then="work_steps")
        await camille.presses("done", "add", "set labour", then="what")
        await camille.says(words.labour, then="hours")
        await camille.says(words.hours, then="month")
        await camille.presses("skip", "done", "add", "set plants", then="what")
        await camille.says(words.plants, then="quantity")
        await camille.presses("skip", "skip", "done", "set yes", "done", then="upkeep_plan")
        await camille.presses(*["open 0", "drop"] * 3, "add", then="task")  # not what is proposed
        await camille.says(words.watering, then="frequency")
        await camille.presses("set monthly", *(f"tick m{month}" for month in range(4, 11)))
        await camille.presses("done", "set bearer", "add", then="task")
        await camille.says(words.hedge, then="frequency")
        await camille.presses(
            "set yearly", "tick m2", "done", "set bearer", "done", then="term_wish"
        )
        await camille.says(words.years, then="standin_name")
        await camille.says(words.sam, then="standin_contact")
        await camille.presses("skip", "set town", *["set no"] * 6, "set yes", "set yes", "skip")
    await camille.presses("send")
    camille.sees(words.title)


async def _the_town_says_yes(garden: Garden) -> None:
    with garden.theatre.aside():
        await garden.group.presses("card accept", on=GARDEN)
        await garden.adam.presses("card confirm", on=GARDEN)
    await garden.theatre.later(A_MINUTE, garden.words.decided)
    garden.now += A_MINUTE
    garden.camille.sees(garden.words.title)


async def _a_convention(garden: Garden) -> None:
    group, words = garden.group, garden.words
    await garden.theatre.narrator.tell(words.checklist)
    with garden.theatre.aside():
        await group.presses("agreement open", on=GARDEN)
        await group.presses("agreement basis", "agreement basisis association_occupancy")
        await group.presses("agreement act", then="ref")
        await group.says(words.act, then="day")
        await group.says(words.act_day)
        await group.presses("agreement term", then="start")
        await group.says(words.term_start, then="years")
        await group.says(words.years)
        await group.presses("agreement insurer", "agreement charter", "agreement certificate")
    await group.presses("agreement send")
    await garden.theatre.narrator.tell(words.to_sign)
    await _sign(garden.camille, words.camille)
    with garden.theatre.aside():
        await _sign(garden.sam, words.sam)
    await garden.elise.presses("agreement town", then="name")
    await garden.elise.says(words.elise, then="-")
    await garden.elise.presses("send")
    garden.camille.sees(words.title)


async def _sign(player: Player, name: str) -> None:
    await player.presses("care sign", then="name")
    await player.says(name, then="-")
    await player.presses("send")


async def _the_work(garden: Garden) -> None:
    camille, words = garden.camille, garden.words
    await camille.presses("care workday", then="day")
    await camille.says(words.day)
    with garden.theatre.aside():
        await camille.presses("skip")
    garden.sam.sees(words.title)
    await garden.on(date(2026, 6, 2), words.three_weeks)
    await camille.presses("care good")
    with garden.theatre.aside():
        await garden.on(date(2026, 6, 23))
        await camille.presses("care good")
    await garden.on(date(2026, 7, 2), words.brief)
    garden.sam.sees(words.title)
    with garden.theatre.aside():
        await garden.on(date(2026, 7, 15))
        await camille.presses("care good")


async def _the_report(garden: Garden) -> None:
    camille, elise, words = garden.camille, garden.elise, garden.words
    await garden.on(date(2026, 7, 21), words.work_end)
    await camille.presses("care report", then="words")
    await camille.says(words.report, then="people")
    await camille.says(words.people, then="hours")
    await camille.says(words.report_hours, then="cost")
    await camille.says(words.cost, then="after")
    with garden.theatre.aside():
        await camille.sends_photos(2, "", then="after")
        await camille.presses("done", then="learnt")
    await camille.says(words.learnt, then="-")
    await camille.presses("send")
    await garden.theatre.narrator.tell(words.staff_look)
    with garden.theatre.aside():
        await garden.group.presses("card more", on=GARDEN)
        await elise.presses("bench confirm_report")
    await elise.presses("send")
    camille.sees(words.title)
    garden.sam.sees(words.title)
