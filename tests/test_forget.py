"""`/mydata` gives all that is held on a person; `/forget` leaves nothing that leads to them.

The story fills every table that is declared to hold people, so a new one has to be filled here.
"""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

from bot.mydata_page import TABLES as PAGE
from bot.rehearsal.people import Person
from bot.rehearsal.views import MessageView
from storage.holdings import End, Holds
from storage.instants import to_micros
from storage.personal_tables import TABLES
from tests.stage import IDEA, PROMISE, START, Stage, find, newest, stage

SECRET = "rossignol"
"""A word that Camille puts into everything she writes."""

IDEA_WITH_SECRET: dict[str, Any] = {
    **IDEA,
    "title": f"Un {SECRET} rue des Tilleuls",
    "description": f"Le {SECRET} revient. Nous voulons planter des haies pour lui et les siens.",
    "display_name": f"Camille {SECRET}",
}

PROMISE_WITH_SECRET: dict[str, Any] = {
    **PROMISE,
    "work_steps": ({"what": f"Une haie pour le {SECRET}", "month": "2026-10"},),
    "bearer_commitments": ({"kind": "labour", "what": f"Planter pour le {SECRET}", "hours": "30"},),
    "upkeep_plan": ({"task": f"Nourrir le {SECRET}", "frequency": "weekly", "who": "bearer"},),
}


async def lived(scene: Stage) -> Person:
    """Camille has a sent dossier, a draft, a word to staff and an answer: every table knows her."""
    camille = scene.person("Camille")
    await scene.submits(camille, IDEA_WITH_SECRET)
    await scene.promises(camille, PROMISE_WITH_SECRET)
    await scene.says(camille, "/contact")
    await scene.says(camille, f"Bonjour, c'est moi, le {SECRET}.")
    scene.elise.say("Bonjour !", scene.group, reply_to=asked_of(scene))
    await scene.settle()
    await scene.says(camille, "/nouveau")
    await scene.says(camille, f"Le nid du {SECRET}")
    at = to_micros(START)
    letter = json.dumps({"op": "text", "text": SECRET, "rows": []})
    body = json.dumps({"update_id": 5, "message": {"from": {"id": camille.id}, "text": SECRET}})
    scene.change("INSERT INTO dead_letters (update_id, body, traceback, at) VALUES (5, ?, ?, ?)",
                 body, f"ValueError: {SECRET}", at)  # fmt: skip
    scene.change("INSERT INTO undelivered (chat_id, payload, reason, at) VALUES (?, ?, '', ?)",
                 camille.id, letter, at)  # fmt: skip
    scene.change("INSERT INTO outbox (id, chat_id, slot, priority, payload, created_at) "
                 "VALUES (999999, ?, '', 0, ?, ?)",
                 camille.id, letter, at)  # fmt: skip
    scene.change("INSERT INTO facts (name, value) VALUES (?, '')",
                 f"unreachable_told:{camille.id}")  # fmt: skip
    scene.change("INSERT INTO media (id, file_unique_id, file_id, kind, mime, size, name, caption, "
                 "project_id, person, word_id, state, tries, next_try, created_at) "
                 "VALUES (999, 'u', 'f', 'photo', '', 1, ?, ?, 1, ?, 1, 'kept', 0, ?, ?)",
                 SECRET, SECRET, camille.id, at, at)  # fmt: skip
    scene.change("INSERT INTO members (project_id, user_id, role, standing, since, name, named) "
                 "VALUES (1, ?, 'referent', 'joined', ?, ?, 0)",
                 camille.id, at, SECRET)  # fmt: skip
    scene.change("INSERT INTO invitations (project_id, role, digest, made_by, made_at, expires_at, "
                 "uses_left) VALUES (1, 'member', 'x', ?, ?, ?, 9)",
                 camille.id, at, at)  # fmt: skip
    scene.change("INSERT INTO wrong_codes (user_id, at) VALUES (?, ?)", camille.id, at)
    scene.change("INSERT INTO blocks (user_id, reason, by_id, by_name, at, ended_at) "
                 "VALUES (?, 'des cris', 1, 'Élise', ?, ?)", camille.id, at, at)  # fmt: skip
    scene.change("INSERT INTO team (user_id, name, granted, removed, outside) "
                 "VALUES (?, 'Camille', '', '', 1)", camille.id)  # fmt: skip
    scene.change("INSERT INTO conventions "
                 "(project_id, number, version, kind, data, created_at, not_before) "
                 "VALUES (1, 'C-2026-001', 1, 'convention', ?, ?, ?)",
                 json.dumps({"project": {"title": SECRET}}), at, at)  # fmt: skip
    scene.change("INSERT INTO evidence "
                 "(project_id, number, version, data, created_at, not_before) "
                 "VALUES (1, 'C-2026-001', 1, ?, ?, ?)",
                 json.dumps({"title": SECRET}), at, at)  # fmt: skip
    scene.change("INSERT INTO signing_codes (person, project_id, version, sha256, address, state, "
                 "digest, tries, failures, asked_at, not_before) "
                 "VALUES (?, 1, 1, ?, ?, 'sent', '', 0, 0, ?, ?)",
                 camille.id, "a" * 64, SECRET, at, at + 10**15)  # fmt: skip
    scene.change("INSERT INTO sheets "
                 "(project_id, version, page, sha256, kind, mime, size, filed_at) "
                 "VALUES (1, 1, 1, ?, 'photo', 'image/jpeg', 9, ?)", "a" * 64, at)  # fmt: skip
    scene.change("INSERT INTO file_checks (person, file_id, created_at, not_before) "
                 "VALUES (?, 'a-file', ?, ?)", camille.id, at, at + 10**15)  # fmt: skip
    return camille


def asked_of(scene: Stage) -> MessageView:
    """The message that brought Camille's words to the group."""
    return next(view for view in scene.group.messages() if "le rossignol." in view.text)


def documents(person: Person) -> dict[str, bytes]:
    """The documents a person received, by name."""
    return {
        str(view.file.name): view.file.content()
        for view in person.messages()
        if view.from_bot and view.file is not None
    }


def rows_of(scene: Stage, person: Person) -> dict[str, list[tuple[Any, ...]]]:
    """A person's rows in every table that can hold some."""
    return {
        table.name: scene.query(
            f"SELECT {', '.join(table.columns)} FROM {table.name} "  # noqa: S608 - our own names
            f"WHERE {table.whose.replace(':user', str(person.id))}"
        )
        for table in TABLES
        if table.whose
    }


def everything(scene: Stage) -> dict[str, str]:
    """Every table's whole content as text."""
    return {table.name: repr(scene.query(f"SELECT * FROM {table.name}"))  # noqa: S608 - as above
            for table in TABLES}  # fmt: skip


async def test_my_data_is_all_that_is_held(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = await lived(scene)
        await scene.says(camille, "/mes_donnees")
        files = documents(camille)
        whole = json.loads(files["mes-donnees.json"])
        page = unescape(files["mes-donnees.html"].decode())
        await scene.says(camille, "/mydata")
        held = rows_of(scene, camille)
        empty = [name for name, rows in held.items() if not rows]
        assert empty == [], "the story above has to fill every table"
        for table in TABLES:
            if not table.whose or table.name in ("exports", "messages"):
                continue  # they changed by the very asking
            given = whole["tables"][table.name]
            assert set(given[0]) == set(table.columns)
            assert f"({table.name})" in page
            for row in held[table.name]:
                cells = dict(zip(table.columns, row, strict=True))
                told = [name for name, kind in table.columns.items() if kind is not Holds.PLAIN]
                for name in told:
                    if isinstance(cells[name], str) and SECRET in cells[name]:
                        assert any(SECRET in json.dumps(one[name]) for one in given), name
        assert page.count(SECRET) > 10
        assert "<script" not in page
        assert whole["telegram_user_id"] == camille.id
        assert len(whole["traces"]) > 10


def test_every_table_is_called_by_a_name_people_understand() -> None:
    assert {table.name for table in TABLES if table.whose} == set(PAGE)


async def test_my_data_shows_nothing_of_others(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await lived(scene)
        sam = scene.person("Sam", "en")
        await scene.begins(sam)
        await scene.says(sam, "/mydata")
        assert all(SECRET not in content.decode() for content in documents(sam).values())
        assert "<title>Your data at Saint-Exemple" in documents(sam)["my-data.html"].decode()


async def test_what_people_typed_is_data_on_the_page(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        sam = scene.person("Sam")
        await scene.begins(sam)
        await scene.says(sam, "<script>alert(1)</script> & co")
        await scene.says(sam, "/mes_donnees")
        page = documents(sam)["mes-donnees.html"].decode()
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)" in page


async def test_a_forgotten_person_is_nowhere(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = await lived(scene)
        await scene.says(camille, "/mydata")
        exported = [tmp_path / "files" / name[:2] for (name,) in
                    scene.query("SELECT sha256 FROM exports")]  # fmt: skip
        said = await scene.says(camille, "/effacer")
        assert "2026-001" in said.text
        said = await scene.presses(camille, "f.sure")
        assert "sûr" in said.text
        said = await scene.presses(camille, "f.now")
        assert "je ne sais plus qui vous êtes" in said.text
        assert said.buttons == []

        kept = {table.name for table in TABLES if table.end is End.KEPT}
        for table, text in everything(scene).items():
            if table not in kept:
                assert str(camille.id) not in text, table
                assert SECRET not in text, table
        assert not any(list(folder.glob("*")) for folder in exported)
        group = "\n".join(view.text for view in scene.group.messages())
        assert SECRET not in group
        assert "2026-001" in group
        assert scene.query("SELECT number, state, bearer FROM projects") == [
            ("2026-001", "withdrawn", 0),
            (None, "withdrawn", 0),
        ]

        said = await scene.says(camille, "/start")
        assert "Je suis le robot" in said.text
        await scene.presses(camille, "set", "yes")
        assert "Quelle est votre idée" in newest(camille).text


async def test_staff_learn_that_a_project_lost_its_bearer(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        scene.change("UPDATE projects SET state = 'in_progress'")
        said = await scene.says(camille, "/effacer")
        assert "continuent sans vous" in said.text
        await scene.presses(camille, "f.sure")
        await scene.presses(camille, "f.now")
        assert "trouver quelqu'un d'autre" in newest(scene.elise, scene.group).text
        assert scene.query("SELECT state, bearer FROM projects") == [("in_progress", 0)]


async def test_a_staff_member_who_answers_a_forgotten_person_is_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = await lived(scene)
        asked = asked_of(scene)
        await scene.says(camille, "/effacer")
        await scene.presses(camille, "f.sure")
        await scene.presses(camille, "f.now")
        before = len(camille.messages())
        scene.elise.say("Encore moi", scene.group, reply_to=asked)
        await scene.settle()
        assert "a demandé l'oubli" in newest(scene.elise, scene.group).text
        assert len(camille.messages()) == before


async def test_nothing_is_erased_by_an_old_button_or_a_change_of_mind(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await scene.says(camille, "/forget")
        view, sure = find(camille, "f.sure", "", None)
        await scene.presses(camille, "f.keep")
        await scene.fills(camille)
        await scene.presses(camille, "send")
        camille.press_forged(sure, view)
        camille.press_forged(sure.replace("sure", "now"), view)
        await scene.settle()
        assert "2026-001" in newest(camille).text, "what is new is told before it is erased"
        assert scene.query("SELECT state, bearer FROM projects") == [("submitted", camille.id)]


async def test_a_button_of_another_person_erases_nothing_of_mine(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, sam = scene.person("Camille"), scene.person("Sam")
        await scene.submits(camille)
        await scene.says(camille, "/forget")
        view, sure = find(camille, "f.sure", "", None)
        sam.press_forged(sure.replace("sure", "now"), view)
        await scene.settle()
        assert scene.query("SELECT state, bearer FROM projects") == [("submitted", camille.id)]
