"""The story that `fifty-fifty rehearse --play` tells: one idea accepted, one refused.

Read it from top to bottom; what the people write stands in `story_words`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.rehearsal.narrator import Side
from bot.rehearsal.stage import Cast
from bot.rehearsal.story_words import Words
from bot.rehearsal.theatre import Place, Player, Theatre

BEGINNING = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
"""A Tuesday, ten o'clock in the town. The 14th is a holiday, the Friday after it is not."""

CAMILLES, YEAR = "2026-001", "2026-"

_PIN = (50.43120, 2.82950)


A_MINUTE = timedelta(seconds=61)
"""After this a decision cannot be undone any more, and its letter leaves."""


@dataclass(frozen=True)
class Players:
    """Who plays. Élise and Adam act in the group, the others on their own phones."""

    theatre: Theatre
    camille: Player
    sam: Player
    elise: Player
    adam: Player

    @classmethod
    def enter(cls, theatre: Theatre, cast: Cast, words: Words) -> Players:
        """Come on stage: two phones and the group are watched."""
        phones = [
            theatre.watch(Place(words.phone.format(name=one.name), Side.RESIDENTS, one))
            for one in (cast.camille, cast.sam)
        ]
        heading = words.group.format(title=cast.group.title)
        group = theatre.watch(Place(heading, Side.STAFF, cast.elise, cast.group))
        return cls(
            theatre,
            Player(theatre, cast.camille, phones[0]),
            Player(theatre, cast.sam, phones[1]),
            Player(theatre, cast.elise, group),
            Player(theatre, cast.adam, group),
        )


async def play(
    theatre: Theatre, players: Players, words: Words, moment: Callable[[datetime], str]
) -> None:
    """Tell the whole story; `moment` writes an instant in its language."""
    await tell_yes(theatre, players, words, moment)
    await theatre.narrator.tell(words.sam_answers)
    with theatre.aside():
        await sam_answers(players.sam, words)
    await sam_sends(players)
    await the_town_says_no(theatre, players, words)


async def tell_yes(
    theatre: Theatre, players: Players, words: Words, moment: Callable[[datetime], str]
) -> None:
    """Tell of an idea that is accepted."""
    now = BEGINNING
    await theatre.narrator.tell(words.opening.format(moment=moment(now)))
    await camille_begins(players.camille, words)

    step = timedelta(days=3)
    now += step
    await theatre.later(step, words.three_days_later.format(moment=moment(now)))
    players.camille.sees(words.title)
    await camille_goes_on(players.camille, words)
    await camille_sends(players, words)

    step = timedelta(days=5)  # Friday, Monday, Tuesday, Wednesday: three working days
    now += step
    await theatre.later(step, words.working_days_later.format(moment=moment(now)))
    players.elise.sees(CAMILLES)
    await the_town_takes_it(players)
    await camille_promises(players, words)
    await the_town_says_yes(theatre, players, words)


async def tell_no(
    theatre: Theatre, players: Players, words: Words, moment: Callable[[datetime], str]
) -> None:
    """Tell of an idea that is refused, with its reason and another way."""
    await theatre.narrator.tell(words.opening.format(moment=moment(BEGINNING)))
    await sam_answers(players.sam, words)
    await sam_sends(players)
    await the_town_says_no(theatre, players, words)


async def camille_begins(camille: Player, words: Words) -> None:
    """The first half of the form, one slip, and a pause."""
    await camille.starts(then="adult")
    await camille.presses("set yes", then="title")
    await camille.says(words.title, then="description")
    await camille.says(words.too_short, then="description")
    camille.sees("40")
    await camille.says(words.description, then="category")
    await camille.presses("set greening", then="place")
    await camille.shares_place(*_PIN, words.pin, then="photos")
    await camille.sends_photos(2, words.photos, then="photos")
    await camille.presses("done", then="beneficiaries")
    await camille.presses("save")


async def camille_goes_on(camille: Player, words: Words) -> None:
    """The second half, after the nudge."""
    await camille.presses("home go", then="beneficiaries")
    await camille.presses("tick street", "tick elders", "done", then="bearer_kind")
    await camille.presses("set association", then="bearer_name")
    await camille.says(words.bearer_name, then="association_number")
    await camille.presses("unknown", then="display_name")
    await camille.says(words.full_name, then="lives_in_commune")
    await camille.presses("set lives", then="contact_alt")
    await camille.presses("skip", then="support_proof")
    await camille.says(words.neighbours, then="honesty_declared")


async def camille_sends(players: Players, words: Words) -> None:
    """A look at the whole, one answer changed, and off it goes."""
    camille = players.camille
    await camille.presses("set yes", then="publish_level")
    await camille.presses("set with_name", then="-")
    await camille.presses("pick")
    await camille.presses("edit place", then="place")
    await camille.says(words.place, then="-")
    camille.sees(words.place)
    await camille.presses("send")
    camille.sees(CAMILLES)
    players.elise.sees(CAMILLES, words.place)


async def camille_promises(players: Players, words: Words) -> None:
    """What she promises, what she asks for, who looks after it; the rest without the audience."""
    camille, theatre = players.camille, players.theatre
    await camille.presses("home promise", then="people_count")
    await camille.says(words.people, then="minors_involved")
    await theatre.narrator.tell(words.some_questions)
    with theatre.aside():
        await camille.presses("set no", then="start_wish")
        await camille.says(words.start, then="duration_weeks")
        await camille.says(words.weeks, then="work_steps")
        await camille.presses("add", then="what")
        await camille.says(words.labour, then="month")
        await camille.says(words.start, then="work_steps")
        await camille.presses("done", then="bearer_commitments")
    await camille.presses("add", then="kind")
    await camille.presses("set labour", then="what")
    await camille.says(words.labour, then="hours")
    await camille.says(words.hours, then="month")
    await camille.presses("skip", then="bearer_commitments")
    await camille.presses("add", "set materials", then="what")
    await camille.says(words.materials, then="quantity")
    await camille.presses("skip", then="value")
    await camille.says(words.value, then="month")
    await camille.presses("skip", "done", then="town_requests")
    await camille.presses("add", "set plants", then="what")
    await camille.says(words.planters, then="quantity")
    await camille.presses("skip", then="value")
    await camille.says(words.planters_value, then="town_requests")
    await camille.presses("done", "set yes", "done", then="upkeep_plan")
    await camille.presses("done", then="term_wish")
    await theatre.narrator.tell(words.safety_questions)
    with theatre.aside():
        await camille.says(words.years, then="standin_name")
        await camille.presses("skip", "set town", *["set no"] * 6, "set yes", "set no", then="-")
    await camille.presses("send")
    camille.sees(words.title)
    players.elise.sees(CAMILLES)


async def the_town_takes_it(players: Players) -> None:
    """Élise takes the dossier and invites Camille to go on."""
    await players.elise.presses("card take", on=CAMILLES)
    players.camille.sees("Élise")


async def the_town_says_yes(theatre: Theatre, players: Players, words: Words) -> None:
    """Élise proposes; it needs Adam to decide."""
    camille, elise, adam = players.camille, players.elise, players.adam
    await elise.presses("card accept", on=CAMILLES)
    await elise.presses("card confirm", on=CAMILLES)
    camille.hears_nothing()
    await adam.presses("card confirm", on=CAMILLES)
    camille.hears_nothing()
    await theatre.later(A_MINUTE, words.a_minute_later)
    camille.sees(words.title, CAMILLES)


async def sam_answers(sam: Player, words: Words) -> None:
    """The whole form, the short way."""
    await sam.starts(then="adult")
    await sam.presses("set yes", then="title")
    await sam.says(words.sam_title, then="description")
    await sam.says(words.sam_description, then="category")
    await sam.presses("set play_sport", then="place")
    await sam.says(words.sam_place, then="photos")
    await sam.presses("done", "tick children", "done", "set citizen", then="display_name")
    await sam.says(words.sam_name, then="lives_in_commune")
    await sam.presses("set lives", "skip", "skip", "set yes", "set title_place", then="-")


async def sam_sends(players: Players) -> None:
    """Off goes Sam's idea."""
    await players.sam.presses("send")
    players.sam.sees(YEAR)


async def the_town_says_no(theatre: Theatre, players: Players, words: Words) -> None:
    """A refusal: its reason, another way, a second person, and what Sam can do."""
    sam, elise, adam = players.sam, players.elise, players.adam
    await elise.presses("card refuse", on=words.sam_title)
    await elise.says(words.reason, then="alternative")
    await elise.says(words.other_way, then="-")
    await elise.presses("send")
    sam.hears_nothing()
    await adam.presses("card confirm", on=words.sam_title)
    sam.hears_nothing()
    await theatre.later(A_MINUTE, words.a_minute_later)
    sam.sees(words.sam_title, words.reason, words.other_way)
