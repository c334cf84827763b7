"""Two of the team at once on one card, and everyone trying everything: one lawful history each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.rehearsal.people import Person
from dialogs import deciding, handling, settling
from dialogs.buttons import to_base36
from dialogs.lifecycle import TABLE
from dialogs.project import State
from dialogs.rights import Role, Why
from storage.projects import peek_all
from tests.stage import Stage, newest, stage

DEEDS = ("take", "accept", "refuse", "confirm", "object", "undo", "yes", "no")
"""What the card's buttons do."""

BENCH = (
    "take.", "back.", "assignto.{adam}", "askto.{adam}", "check.safe", "checkall.", "minutes.15",
    "basisis.rural_path", "mergeinto.2", "reopen.",
)  # fmt: skip
"""What the private buttons do to a project's data, with their values."""


def history(scene: Stage, project: int, after: int = 0) -> list[tuple[str, str, str]]:
    """The journal's chain of a project, after a line."""
    return scene.query(
        "SELECT action, before, after FROM journal "
        "WHERE project_id = ? AND before != '' AND id > ? ORDER BY id",
        project,
        after,
    )


def is_lawful(lines: list[tuple[str, str, str]], since: str = State.DRAFT.value) -> bool:
    """Whether each line begins where the one before ended, by a lead that the table knows."""
    leads = {
        (lead.word, state.value, (lead.to or state).value)
        for row in TABLE.values()
        for lead in row.leads
        for state in (lead.only_from or row.states)
    }
    at = since
    for action, before, after in lines:
        if before != at or (action, before, after) not in leads:
            return False
        at = after
    return True


ROUNDS = 200

Snapshot = tuple[str, str]


async def situations(scene: Stage) -> dict[str, Snapshot]:
    """The project as each pair finds it: new, taken, proposed, confirmed, refused."""
    found: dict[str, Snapshot] = {}

    def keep(name: str) -> None:
        (found[name],) = scene.query("SELECT state, data FROM projects WHERE id = 1")

    keep("new")
    await scene.presses(scene.elise, "c.take", chat=scene.group)
    keep("taken")
    await scene.presses(scene.elise, "c.accept", chat=scene.group)
    keep("accept")
    match scene.config.staff.quorum:
        case 0:
            await scene.presses(scene.adam, "c.confirm", chat=scene.group)
            keep("confirmed")
            await scene.presses(scene.adam, "c.undo", chat=scene.group)
            await scene.presses(scene.elise, "c.object", chat=scene.group)
        case 1:
            await scene.presses(scene.elise, "c.undo", chat=scene.group)
        case _:
            await scene.presses(scene.elise, "c.object", chat=scene.group)
    await scene.presses(scene.elise, "c.refuse", chat=scene.group)
    await scene.presses(scene.elise, "g", "0", chat=scene.group)
    await scene.presses(scene.elise, "send", chat=scene.group)
    keep("refusal")
    return found


def put(scene: Stage, snapshot: Snapshot) -> int:
    """Put the project back as it was; return the journal's last line."""
    scene.change("UPDATE projects SET state = ?, data = ? WHERE id = 1", *snapshot)
    return int(scene.query("SELECT MAX(id) FROM journal")[0][0])


def mark_of(snapshot: Snapshot) -> str:
    """The mark that the buttons of a card carry for the decision put forward."""
    at = (json.loads(snapshot[1]).get("proposal") or {}).get("at")
    return to_base36(int(datetime.fromisoformat(at).timestamp() * 1000)) if at else ""


@pytest.mark.parametrize("quorum", [0, 2])
async def test_two_press_in_the_same_second_in_every_pair_of_actions(
    tmp_path: Path, quorum: int
) -> None:
    """Every ordered pair, in a situation where at least one of them may be lawful."""
    chance = Random(quorum)
    async with stage(tmp_path, staff={"quorum": quorum, "undo_seconds": 60}) as scene:
        elise, adam = scene.elise, scene.adam
        for person in (elise, adam):
            person.start()
            person.say("Bonjour", scene.group)
        alice = scene.person("Alice")
        await scene.submits(alice)
        await scene.promises(alice)
        found = await situations(scene)
        await scene.submits(scene.person("Bob"))
        card = scene.card()
        acts = [f"c.1.{deed}.{{mark}}" for deed in DEEDS]
        if not quorum:
            acts += [f"w.1.{one.format(adam=to_base36(adam.id))}" for one in BENCH]
        pairs = [*permutations(acts, 2), *((act, act) for act in acts)]
        rounds = max(ROUNDS, len(pairs))
        done: Counter[str] = Counter()
        for rank in range(rounds):
            name, snapshot = chance.choice([*found.items()])
            last = put(scene, snapshot)
            people = [elise, adam]
            chance.shuffle(people)
            for person, act in zip(people, pairs[rank % len(pairs)], strict=True):
                view = card if act.startswith("c.") else newest(person)
                person.press_forged(act.format(mark=mark_of(snapshot)), view)
            await scene.settle()
            lines = history(scene, 1, last)
            told = (name, pairs[rank % len(pairs)], lines)
            assert is_lawful(lines, snapshot[0]), told
            ((state,),) = scene.query("SELECT state FROM projects WHERE id = 1")
            assert state == (lines[-1][2] if lines else snapshot[0]), told
            words = Counter(line[0] for line in lines)
            assert all(words[one] <= 1 for one in ONCE), told
            done.update(words)
        assert scene.query("SELECT COUNT(*) FROM dead_letters") == [(0,)]
        print(f"\n{rounds} pairs at once, quorum {quorum}: {dict(done)}")  # noqa: T201 - to be seen
        wanted = {"take", "propose_accept", "undo"} if not quorum else {"take", "vote_no"}
        assert wanted <= set(done), "the pairs did meet situations in which they count"


ONCE = (
    "take", "propose_accept", "settle_accept", "settle_refuse", "accept", "refuse", "merge", "undo",
    "reopen", "ask_opinion", "hand_back",
)  # fmt: skip
"""What two people at once do only once."""


FORGED = (
    "c.1.{act}.",
    "c.1.{act}.zzzz",
    "c.zzzzzz.{act}.",
    "w.1.{act}.",
    "w.1.{act}.1",
    "w.zzzz.{act}.9",
    "r.1.{act}",
    "n.1",
    "o.1.yes.",
    "g.x.0.0",
)
ACTS = (
    *DEEDS, "read", "more", "open",
    "back", "assign", "assignto", "ask", "askto", "opinion", "review",
    "check", "checkall", "basis", "basisis", "offer", "word", "conditions", "handover", "merge",
    "mergeinto", "time", "minutes", "history", "reopen", "promises", "kept", "admin", "nonsense",
)  # fmt: skip


async def test_nobody_without_a_role_changes_anything_by_any_button(tmp_path: Path) -> None:
    """A stranger, a member without a role and the bearer try every act, everywhere."""
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        stranger = scene.person("Sam")
        await scene.submits(alice)
        for person in (scene.mehdi, stranger):
            person.start()
        await scene.settle()
        before = scene.query("SELECT data, state FROM projects WHERE id = 1")
        lines = history(scene, 1)
        tried = 0
        for person in (scene.mehdi, stranger, alice):
            for act in ACTS:
                for form in FORGED:
                    tried += 1
                    press(scene, person, form.format(act=act), private=True)
                    if person is scene.mehdi:
                        press(scene, person, form.format(act=act), private=False)
            await scene.settle()
        assert tried > 1000
        assert scene.query("SELECT data, state FROM projects WHERE id = 1") == before
        assert history(scene, 1) == lines
        assert scene.query("SELECT COUNT(*) FROM dead_letters") == [(0,)]
        assert scene.app.town.team.roles_of(scene.mehdi.id) == frozenset()


def press(scene: Stage, person: Person, data: str, *, private: bool) -> None:
    """Press a button that nobody drew, under a message of the bot."""
    views = person.messages() if private else person.messages(scene.group)
    view = next(view for view in reversed(views) if view.from_bot)
    person.press_forged(data, view)


BUTTONS: Mapping[str, type[Any]] = {
    "c.1.take.": deciding.Take,
    "c.1.accept.": deciding.Propose,
    "c.1.refuse.": deciding.Propose,
    "c.1.confirm.{mark}": deciding.Confirm,
    "c.1.yes.{mark}": deciding.CastVote,
    "c.1.no.{mark}": deciding.CastVote,
    "c.1.object.{mark}": deciding.Object,
    "c.1.undo.{mark}": settling.Undo,
    "w.1.take.": deciding.Take,
    "w.1.back.": handling.HandBack,
    "w.1.assignto.{adam}": handling.Assign,
    "w.1.askto.{adam}": handling.AskOpinion,
    "w.1.check.safe": handling.Check,
    "w.1.checkall.": handling.Check,
    "w.1.basisis.rural_path": handling.ChooseBasis,
    "w.1.minutes.15": handling.NoteMinutes,
    "w.1.kept.0": handling.KeepPromise,
    "w.1.mergeinto.2": handling.Merge,
    "w.1.reopen.": deciding.Reopen,
}
"""What each button of the team asks the table for."""

FIRST_PERSON = 5_100_000_004
"""The id of the first person who comes on stage after the three of the group."""


async def test_by_button_every_role_may_what_the_table_says_and_no_more(tmp_path: Path) -> None:
    """Each button, pressed by each role, by the bearer with that role, and from another chat."""
    given = {role.value: (FIRST_PERSON + rank,) for rank, role in enumerate(Role)}
    async with stage(tmp_path, staff={"roles": given, "quorum": 0, "undo_seconds": 60}) as scene:
        people = [scene.person(role.value.title()) for role in Role]
        assert [person.id for person in people] == [ids[0] for ids in given.values()]
        for person in people:
            scene.group.add(person)
            person.start()
            person.say("Bonjour", scene.group)
        bob = scene.person("Bob")
        await scene.submits(people[2])  # the elected member carries the project
        await scene.promises(people[2])
        await scene.submits(bob)
        town, project = scene.app.town, peek_all(tmp_path / "town.db")[0]
        ((state, data),) = scene.query("SELECT state, data FROM projects WHERE id = 1")
        say = town.staff_voice
        rights = {say.plain(one) for one in RIGHTS}
        card, seen = scene.card(), Counter[bool]()
        for form, kind in BUTTONS.items():
            button = form.format(mark="", adam=to_base36(people[4].id))
            for person in (*people, bob):
                last = put(scene, (state, data))
                actor = town.actor(person.id, person.name)
                why = TABLE[kind].who(project, actor, town.rules)
                view = card if button.startswith("c.") else newest(person)
                made = person.press_forged(button, view)
                await scene.settle()
                told = (button, person.name, why, made.toast)
                lines = history(scene, 1, last)
                refused = (made.toast or "") in rights
                assert refused or why is None or kind is deciding.Confirm or not lines, told
                if why is not None:
                    assert lines == [], told
                    assert (made.toast or "").strip(), told
                elif TABLE[kind].states & {State(state)}:
                    assert not refused, told
                seen[why is None] += 1
        assert min(seen[True], seen[False]) > 20, "both were tried"
        assert scene.query("SELECT COUNT(*) FROM dead_letters") == [(0,)]


RIGHTS = (
    Why.NOT_STAFF, Why.NOT_DECIDER, Why.OWN_PROJECT, Why.NOT_ELECTED, Why.NOT_SIGNATORY,
)  # fmt: skip
"""The refusals that say who may, whatever the project is like."""
