"""The years with a project: what people are asked, how one tap answers, whom staff hear about."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar

from bot.followup_kinds import KINDS
from bot.followup_staff import STAFF_KINDS
from bot.rehearsal.clock import MovableClock
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from bot.telling import CARRIER_WORDS, STAFF_WORDS
from bot.town import build_town
from dialogs.agreement import Convention, Signature
from dialogs.calendar import reminders
from dialogs.project import Project, State
from dialogs.upkeep_days import Frequency, Task
from storage.database import Database
from storage.residents import Resident
from storage.work import Numbers, begin
from tests.outside_statement import complaints_about_answer, complaints_about_call
from tests.stage import Stage, build_config, find, newest, running

SIGNED = datetime(2026, 5, 13, 15, 0, tzinfo=UTC)  # a Wednesday
WATER = Task(1, "arroser les jardinières", Frequency.WEEKLY, (5, 6, 7, 8, 9))
SWEEP = Task(2, "ramasser les papiers", Frequency.WEEKLY)


def project(state: State, bearer: int, members: tuple[int, ...] = (), **changes: Any) -> Project:
    """A project whose convention was signed in May 2026, in a state."""
    text = Convention(
        1, "a" * 64, SIGNED, (bearer, *members), term_start=date(2026, 6, 1), term_years=3
    )
    base = Project(
        id=1,
        bearer=bearer,
        state=state,
        created_at=SIGNED - timedelta(days=60),
        language="fr",
        number="2026-001",
        dossier={
            "title": "Le jardin des cheminots",
            "category": "garden",
            "duration_weeks": 10,
            "place": {"text": "rue de la Gare"},
        },
        submitted_at=SIGNED - timedelta(days=50),
        decided_at=SIGNED - timedelta(days=9),
        members=members,
        convention=text,
        signatures=(Signature(7, "Marc Dubois", SIGNED, 1, "a" * 64, for_town=True),),
        tasks=(WATER,),
    )
    if state in (State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL):
        base = replace(base, completed_at=datetime(2026, 7, 1, 9, 0, tzinfo=UTC))
    return replace(base, **changes)


@asynccontextmanager
async def living(
    folder: Path,
    start: datetime,
    state: State,
    people: int = 1,
    also: Callable[[list[int]], list[Project]] = lambda _: [],
    **changes: Any,
) -> AsyncIterator[tuple[Stage, list[Person]]]:
    """A town with one project in a state, and those who carry it; the bot runs from `start` on.

    `also` makes further projects, given the ids of those people.
    """
    clock = MovableClock(start)
    async with RehearsalServer(
        clock=clock,
        outside_statement=complaints_about_call,
        outside_answer=complaints_about_answer,
        limits_enabled=False,
    ) as server:
        world = server.world
        elise, adam, mehdi = (world.person(name) for name in ("Élise", "Adam", "Mehdi"))
        group = world.group("Fifty-fifty", kind="supergroup")
        for member in (elise, adam, mehdi):
            group.add(member)
        group.add_bot(admin=True)
        carriers = [world.person(name) for name in ("Camille", "Nadia", "Paul")[:people]]
        for person in carriers:
            person.start()  # they have spoken with the bot long ago; this is never read
        roles = {"elected": (elise.id,), "admin": (adam.id,), "member": (mehdi.id,)}
        config = build_config(folder, server.base_url, group.id, staff={"roles": roles})
        town = build_town(config)
        bearer, *members = (person.id for person in carriers)
        kept = project(state, bearer, tuple(members), **changes)
        async with (
            Database(folder / "town.db") as database,
            begin(database, Numbers(), start) as work,
        ):
            for person in carriers:
                work.put_resident(
                    Resident(person.id, "fr", SIGNED, adult=True, privacy_seen_at=SIGNED)
                )
            for one in (kept, *also([bearer, *members])):
                work.put_project(one)
                work.want_reminders(one.id, reminders(one, town.setting))
                await work.count_up("project")
            await work.commit()
        async with running(config, clock) as app:
            stage = Stage(server, clock, folder, group, elise, adam, mehdi, config, app)
            await stage.settle()
            yield stage, carriers
        assert not server.transcript.violations, server.transcript.violations


async def until(stage: Stage, day: date, hour: int = 10) -> None:
    """Let the days pass one by one, as the clock would."""
    goal = datetime(day.year, day.month, day.day, hour - 2, 0, tzinfo=UTC)
    while stage.clock.now() < goal:
        await stage.advance(min(timedelta(days=1), goal - stage.clock.now()))


async def taps(stage: Stage, person: Person, label: str) -> str:
    """Press the newest button that says `label`; return the bot's newest words."""
    await stage.settle()
    for view in reversed(person.messages(None)):
        for row in view.buttons:
            for shown, data in row:
                if shown == label:
                    person.press(data, view)
                    await stage.settle()
                    return newest(person).text
    raise AssertionError(f"no button says {label}: {[v.buttons for v in person.messages(None)]}")


def _state(stage: Stage) -> str:
    return str(stage.query("SELECT state FROM projects")[0][0])


def _group_says(stage: Stage) -> str:
    return "\n".join(view.text for view in stage.group.messages())


# -- the work --------------------------------------------------------------------------------------


async def test_one_tap_says_how_the_work_goes(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS) as (stage, (camille,)):
        await until(stage, date(2026, 6, 3))
        asked = newest(camille).text
        assert "Le jardin des cheminots" in asked
        assert "Où en êtes-vous" in asked
        assert "parce que vous portez ce projet" in asked
        assert "Bonne nouvelle" in await taps(stage, camille, "Tout va bien")
        assert "bloqués" not in _group_says(stage)
        await taps(stage, camille, "Ajouter mot ou photo")
        await stage.says(camille, "La terre est prête, nous plantons samedi.")
        find(camille, "done", "", None)
        assert "merci" in (await stage.presses(camille, "done")).text.lower()
        assert "La terre est prête" in _group_says(stage)


async def test_stuck_reaches_staff_at_once(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS) as (stage, (camille,)):
        await until(stage, date(2026, 6, 3))
        assert "une personne vous contacte" in await taps(stage, camille, "On est bloqués")
        assert "bloqués" in _group_says(stage)


async def test_a_call_for_hands_is_answered_by_one_tap(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS, 3) as (stage, (camille, nadia, paul)):
        await until(stage, date(2026, 6, 3))
        await taps(stage, camille, "On prend du retard")
        await taps(stage, camille, "Demander un coup de main")
        told = await stage.says(camille, "Quatre personnes samedi pour planter.")
        assert "Votre appel est parti" in told.text
        assert "Quatre personnes samedi" in _group_says(stage)
        assert "Quatre personnes samedi" in newest(paul).text
        await taps(stage, nadia, "Je peux aider")
        assert "répond à votre appel" in newest(camille).text
        assert "1 personne aide" in newest(camille).text
        view, data = next(
            (view, data)
            for view in reversed(paul.messages(None))
            for row in view.buttons
            for label, data in row
            if label == "Je peux aider"
        )
        press = camille.press_forged(data, view)
        await stage.settle()
        assert "votre propre appel" in str(press.toast)
        (kept,) = stage.query("SELECT data FROM projects")[0]
        assert f'"helpers":[{nadia.id}]' in kept


async def test_silence_is_asked_once_more_then_told_to_staff(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS) as (stage, (camille,)):
        await until(stage, date(2026, 6, 8))
        assert "pas de nouvelles depuis un moment" in newest(camille).text
        assert "malgré deux questions" not in _group_says(stage)
        await until(stage, date(2026, 6, 15))
        assert "malgré deux questions" in _group_says(stage)


async def test_a_pause_is_taken_and_ends_with_a_question(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS) as (stage, (camille,)):
        await until(stage, date(2026, 6, 3))
        await taps(stage, camille, "On prend du retard")
        await taps(stage, camille, "Il nous faut du temps")
        await stage.says(camille, "Nous attendons la saison des plantations.")
        told = await stage.says(camille, "15/09")
        assert "en pause" in told.text
        assert _state(stage) == "on_hold"
        before = len(camille.messages(None))
        await until(stage, date(2026, 9, 14))
        assert len(camille.messages(None)) == before, "a pause is silent"
        await until(stage, date(2026, 9, 15))
        assert "La pause que vous aviez choisie est finie" in newest(camille).text
        await taps(stage, camille, "Oui, on reprend")
        assert _state(stage) == "in_progress"


async def test_a_work_day_is_announced_to_everyone_with_what_to_mind(tmp_path: Path) -> None:
    flags: dict[str, Any] = {"risk_flags": ("digging",)}
    async with living(tmp_path, SIGNED, State.IN_PROGRESS, 2, **flags) as (stage, people):
        camille, nadia = people
        await until(stage, date(2026, 6, 3))
        await taps(stage, camille, "Tout va bien")
        nadia.say("/projects")
        await stage.settle()
        camille.press_forged("u.1.workday.", newest(camille))  # the button of the start kit
        await stage.settle()
        await stage.says(camille, "20/06")
        await stage.says(camille, "Rendez-vous à 9 h avec des gants")
        assert "20 juin" in newest(nadia).text
        await until(stage, date(2026, 6, 18))
        for person in people:
            said = newest(person).text
            assert "samedi 20 juin 2026" in said
            assert "réseaux" in said
            assert "112" in said


async def test_the_report_goes_to_staff_and_keeps_every_word(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS) as (stage, (camille,)):
        await until(stage, date(2026, 7, 22))
        await taps(stage, camille, "C'est fait")
        await stage.says(camille, "Douze voisins ont posé dix jardinières dans la rue.")
        await stage.says(camille, "12")
        await stage.says(camille, "60")
        await stage.says(camille, "85,50")
        await stage.presses(camille, "done")
        await stage.says(camille, "Commencez en automne.")
        await stage.presses(camille, "send")
        assert _state(stage) == "completion_review"
        assert "Allez voir, puis confirmez" in _group_says(stage)
        (data,) = stage.query("SELECT data FROM projects")[0]
        assert '"cost_cents":8550' in data
        assert "Commencez en automne." in data


# -- the upkeep ------------------------------------------------------------------------------------

UPKEEP_START = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


async def test_one_tap_is_enough_and_names_the_next_day(tmp_path: Path) -> None:
    async with living(tmp_path, UPKEEP_START, State.UPKEEP) as (stage, (camille,)):
        await until(stage, date(2026, 7, 13))
        asked = newest(camille).text
        assert "C'est la semaine pour" in asked
        assert "arroser les jardinières" in asked
        assert "rue de la Gare" in asked
        assert "lundi 20 juillet 2026" in await taps(stage, camille, "C'est fait")
        assert "C'est la semaine" not in newest(camille).text
        await until(stage, date(2026, 7, 20))
        assert "C'est la semaine pour" in newest(camille).text


async def test_two_tasks_are_one_message_and_one_tap_each(tmp_path: Path) -> None:
    tasks = (WATER, SWEEP)
    async with living(tmp_path, UPKEEP_START, State.UPKEEP, tasks=tasks) as (stage, (camille,)):
        await until(stage, date(2026, 7, 13))
        asked = [view for view in camille.messages(None) if "semaine pour" in view.text]
        assert len(asked) == 1
        labels = [label for row in asked[0].buttons for label, _ in row]
        assert all(len(label) <= 24 for label in labels), labels
        first = next(label for label in labels if "arroser" in label)
        await taps(stage, camille, first)
        await taps(stage, camille, "C'est fait")
        (data,) = stage.query("SELECT data FROM projects")[0]
        assert len(re.findall('"handled":"done"', data)) == 2


async def test_the_first_who_does_it_frees_the_others(tmp_path: Path) -> None:
    every: dict[str, Any] = {"upkeep_by": "all"}
    async with living(tmp_path, UPKEEP_START, State.UPKEEP, 2, **every) as (stage, people):
        camille, nadia = people
        await until(stage, date(2026, 7, 13))
        assert "semaine pour" in newest(camille).text
        assert "semaine pour" in newest(nadia).text
        await taps(stage, nadia, "C'est fait")
        view, data = next(
            (view, data)
            for view in reversed(camille.messages(None))
            for row in view.buttons
            for label, data in row
            if label == "C'est fait"
        )
        press = camille.press_forged(data, view)
        await stage.settle()
        assert "déjà fait" in str(press.toast)
        (kept,) = stage.query("SELECT data FROM projects")[0]
        assert kept.count('"handled":"done"') == 1


async def test_silence_becomes_one_alarm_for_staff_then_a_deed_mends_it(tmp_path: Path) -> None:
    async with living(tmp_path, UPKEEP_START, State.UPKEEP) as (stage, (camille,)):
        await until(stage, date(2026, 8, 12))
        asked = [view for view in camille.messages(None) if "arroser" in view.text]
        assert len(asked) == 3, "on the day, after 7 and after 21 days; nothing piles up"
        assert _state(stage) == "upkeep_late"
        assert _group_says(stage).count("depuis un mois") == 1
        await taps(stage, camille, "C'est fait")
        assert _state(stage) == "upkeep"


async def test_away_asks_the_others_and_then_oneself_again(tmp_path: Path) -> None:
    one: dict[str, Any] = {"upkeep_by": "one"}
    async with living(tmp_path, UPKEEP_START, State.UPKEEP, 2, **one) as (stage, people):
        camille, nadia = people
        await until(stage, date(2026, 7, 13))
        await taps(stage, camille, "Je suis absent")
        label = next(
            label for row in newest(camille).buttons for label, _ in row if "août" in label
        )
        assert "aux autres porteurs" in await taps(stage, camille, label)
        assert "Quelqu'un" in newest(nadia).text
        assert "arroser" in newest(nadia).text
        before = len(camille.messages(None))
        await until(stage, date(2026, 7, 20))
        assert "arroser" in newest(nadia).text
        assert len(camille.messages(None)) == before
        await taps(stage, camille, "Je suis de retour")
        (data,) = stage.query("SELECT data FROM projects")[0]
        assert '"absences":[]' in data


async def test_at_the_end_of_the_term_every_choice_is_respected(tmp_path: Path) -> None:
    start = datetime(2029, 2, 26, 9, 0, tzinfo=UTC)
    async with living(tmp_path, start, State.UPKEEP, 2, tasks=()) as (stage, people):
        camille, nadia = people
        await until(stage, date(2029, 3, 2))
        assert _state(stage) == "renewal"
        assert "Déjà 3 ans" in newest(nadia).text
        await taps(stage, nadia, "Je passe la main")
        assert "passe la main" in _group_says(stage)
        await taps(stage, camille, "J'arrête")
        await taps(stage, camille, "Arrêter maintenant")
        assert _state(stage) == "closed"
        assert "ont mis fin" in _group_says(stage)
        assert "comme ses porteurs l'ont souhaité" in newest(nadia).text
        before = len(nadia.messages(None))
        await until(stage, date(2029, 6, 5))
        assert len(nadia.messages(None)) == before, "nothing comes after the end"


async def test_the_question_at_the_end_joins_what_else_is_due(tmp_path: Path) -> None:
    start = datetime(2029, 2, 26, 9, 0, tzinfo=UTC)
    async with living(tmp_path, start, State.UPKEEP, tasks=(SWEEP,)) as (stage, (camille,)):
        said = len(camille.messages(None))
        await stage.advance(timedelta(days=9))
        said_now = [view.text for view in camille.messages(None)[said:]]
        assert len(said_now) == 1, "one message a day, whatever falls on it"
        assert "Déjà 3 ans" in said_now[0]
        assert "Le printemps arrive" in said_now[0]
        assert _state(stage) == "renewal"


async def test_the_calendar_can_be_had_as_a_file(tmp_path: Path) -> None:
    async with living(tmp_path, UPKEEP_START, State.UPKEEP, tasks=(WATER, SWEEP)) as (
        stage,
        (camille,),
    ):
        await until(stage, date(2026, 7, 13))
        camille.press_forged("u.1.calendar.", newest(camille))
        await stage.settle()
        assert any("calendrier de votre téléphone" in view.text for view in camille.messages(None))
        (path,) = (tmp_path / "files").rglob("*.ics")
        calendar = Calendar.from_ical(path.read_bytes())
        days = [event.decoded("dtstart") for event in calendar.walk("vevent")]
        assert days == sorted(set(days))
        assert days[0] == date(2026, 7, 13)
        first = calendar.walk("vevent")[0]
        assert "arroser" in str(first["summary"])
        assert "ramasser" in str(first["summary"])
        assert str(first["location"]) == "rue de la Gare"


# -- restraint -------------------------------------------------------------------------------------


async def test_a_machine_off_for_three_weeks_says_it_once_and_kindly(tmp_path: Path) -> None:
    async with living(tmp_path, UPKEEP_START, State.UPKEEP) as (stage, (camille,)):
        before = len(camille.messages(None))
        await stage.advance(timedelta(days=35, hours=1))
        await stage.advance(timedelta(minutes=1))
        asked = [view.text for view in camille.messages(None)[before:]]
        assert len(asked) == 1, asked
        assert asked[0].count("arroser") == 1, "due and asked again: the same thing, said once"


async def test_what_falls_due_together_is_said_once_with_each_button_once(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS) as (stage, (camille,)):
        await stage.advance(timedelta(days=33))  # a check-in, and the question about the silence
        said = newest(camille)
        assert said.text.count("Le jardin des cheminots") == 1
        assert "Où en êtes-vous" not in said.text
        pressed = [data for row in said.buttons for _, data in row]
        assert 3 <= len(pressed) == len(set(pressed))


async def test_a_forwarded_button_does_nothing_for_a_stranger(tmp_path: Path) -> None:
    async with living(tmp_path, UPKEEP_START, State.UPKEEP) as (stage, (camille,)):
        await until(stage, date(2026, 7, 13))
        stranger = stage.person("Sam")
        await stage.begins(stranger)
        data = newest(camille).buttons[0][0][1]
        press = stranger.press_forged(data, newest(stranger))
        await stage.settle()
        assert "Seule la personne" in str(press.toast)
        for forged in ("u.1.done.zzz", "u.1.done.1-zzzzzz", "u..done.", "u.1.nothing.", "u.zz"):
            camille.press_forged(forged, newest(camille))
            await stage.settle()
        (kept,) = stage.query("SELECT data FROM projects")[0]
        assert '"upkeep_log":[]' in kept


def test_everything_the_lifecycle_tells_has_words() -> None:
    told: dict[str, set[str]] = {"TellCarriers": set(), "TellStaff": set()}
    for path in (Path(__file__).parent.parent / "dialogs").glob("*.py"):
        for name, what in re.findall(r'(Tell\w+)\(\s*"(\w+)"', path.read_text("utf-8")):
            if name in told:
                told[name].add(what)
    assert told["TellCarriers"] <= CARRIER_WORDS
    assert told["TellStaff"] <= STAFF_WORDS | {"withdrawn", "referent_left"}  # said by group_words
    assert {"amendment_signed", "renewal_signed", "signed"} <= CARRIER_WORDS


def test_every_reminder_of_the_calendar_is_said_by_someone() -> None:
    kinds: set[str] = set()
    for name in ("due_work", "due_upkeep"):
        path = Path(__file__).parent.parent / "dialogs" / f"{name}.py"
        text = path.read_text("utf-8")
        kinds |= set(re.findall(r'Reminder\(project\.id, "(\w+)"', text))
        kinds |= set(re.findall(r'_(?:staff|resident|days)\(project, setting, "(\w+)"', text))
    assert len(kinds) > 15
    assert kinds <= {*KINDS, *STAFF_KINDS}
