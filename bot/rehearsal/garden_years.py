"""The story of the garden, its years: a holiday, a drought, a missed month, other hands, a renewal.

The year after the first the garden is left to the routine: one button a month.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.rehearsal.garden import GARDEN, Garden
from bot.rehearsal.theatre import StoryError


async def tell(garden: Garden) -> None:
    """From the first upkeep to the first day of the second term."""
    await _the_first_autumn(garden)
    await _a_holiday(garden)
    await _a_birthday(garden)
    await _a_drought(garden)
    await _a_missed_month(garden)
    await _a_hand_over(garden)
    await _a_renewal(garden)


async def _the_first_autumn(garden: Garden) -> None:
    await garden.on(date(2026, 8, 3), garden.words.first_upkeep)
    await garden.camille.presses("care done")
    await _months(garden, date(2027, 5, 31))


async def _months(garden: Garden, until: date) -> None:
    """Let months go by in which someone always answers, without the audience."""
    await garden.theatre.narrator.tell(garden.words.months)
    with garden.theatre.aside():
        day = garden.now.date()
        while (day := day + timedelta(days=7)) < until:
            await garden.on(day)
            for player in garden.hands:
                if player.can("care done"):
                    await player.presses("care done")


async def _a_holiday(garden: Garden) -> None:
    camille, sam, words = garden.camille, garden.sam, garden.words
    await garden.on(date(2027, 6, 7), words.leaving)
    await camille.presses("care away", "care gone 30")
    await garden.theatre.narrator.tell(words.stands_in)
    await sam.presses("care cover")
    await sam.presses("care done")
    await garden.on(date(2027, 7, 8), words.back)
    await _whoever(garden, "care done")


async def _a_birthday(garden: Garden) -> None:
    camille, words = garden.camille, garden.words
    await garden.on(date(2027, 8, 6), words.birthday)
    await camille.presses("care birthday")
    with garden.theatre.aside():
        await camille.presses("done")
    await camille.says(words.wish)
    await _months(garden, date(2028, 6, 27))


async def _a_drought(garden: Garden) -> None:
    group, words = garden.group, garden.words
    await garden.on(date(2028, 6, 28), words.dry)
    await group.writes(words.drought)
    await group.presses("broadcast send")
    garden.camille.sees(words.title)
    await garden.on(date(2028, 7, 10), words.july)
    garden.camille.hears_nothing()
    garden.sam.hears_nothing()
    await garden.on(date(2028, 7, 24), words.wet)
    await _whoever(garden, "care done")


async def _a_missed_month(garden: Garden) -> None:
    group, words = garden.group, garden.words
    await garden.on(date(2028, 8, 7), words.spring)
    await garden.on(date(2028, 8, 14), words.week)
    await garden.on(date(2028, 8, 28), words.three)
    await garden.on(date(2028, 9, 6), words.late)
    group.sees(GARDEN)
    with garden.theatre.aside():
        await group.presses("card more", on=GARDEN)
        await garden.elise.presses("bench visit", "set yes", then="words")
    await garden.elise.says(words.visit)
    await garden.elise.presses("done")
    await garden.on(date(2028, 9, 11), words.answered)
    await _whoever(garden, "care done")


async def _a_hand_over(garden: Garden) -> None:
    camille, sam, words = garden.camille, garden.sam, garden.words
    await _months(garden, date(2028, 11, 19))
    await garden.on(date(2028, 11, 20), words.moving)
    await camille.says("/invite")
    await camille.presses("people hand", "people offer")
    await garden.theatre.narrator.tell(words.hand_over)
    await sam.presses("people take")
    camille.sees(words.sam)
    await garden.theatre.narrator.tell(words.farewell)
    with garden.theatre.aside():
        await camille.says("/invite")
        await camille.presses("people leave")
    await camille.presses("people left")
    garden.hands.remove(camille)
    await _months(garden, date(2029, 2, 27))


async def _a_renewal(garden: Garden) -> None:
    sam, group, words = garden.sam, garden.group, garden.words
    await garden.on(date(2029, 3, 2), words.asked)
    sam.sees(words.title)
    await garden.theatre.narrator.tell(words.four_taps)
    await sam.presses("care wish go_on")
    await group.presses("agreement again")
    await sam.presses("care sign", then="name")
    await sam.says(words.sam)
    await garden.elise.presses("agreement town", then="name")
    await garden.elise.says(words.elise)
    sam.sees(words.title)
    await _months(garden, date(2029, 6, 3))
    await garden.on(date(2029, 6, 4), words.last)
    await _whoever(garden, "care done")


async def _whoever(garden: Garden, wanted: str) -> None:
    """Let whoever was asked answer."""
    for player in garden.hands:
        if player.can(wanted):
            await player.presses(wanted)
            return
    raise StoryError(f"nobody has a button for “{wanted}”")
