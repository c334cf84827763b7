"""The rehearsal's page over HTTP: who may use it, what people and accidents do, what is shown."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.rehearsal import child
from bot.rehearsal.page.guard import KEY_HEADER
from bot.rehearsal.page.showing import Sight, frame
from bot.rehearsal.scenes import SCENES
from bot.rehearsal.stage import config_of
from tests.page_support import Caller, called, until
from tests.transcripts import play


async def test_only_this_page_with_this_runs_key_may_call(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        key, base = caller.page.key, caller.page.base_url
        good = {KEY_HEADER: key}
        for verb, path in (
            ("GET", "/people"), ("POST", "/clock"), ("GET", "/transcript"), ("GET", "/feed"),
            ("POST", "/upload"), ("GET", "/export"), ("GET", "/"), ("POST", "/begin"),
        ):  # fmt: skip
            assert await caller.status(verb, path) == 403, path
            assert await caller.status(verb, path, **{KEY_HEADER: "guessed"}) == 403, path
        assert await caller.status("GET", "/people", **good) == 200
        assert await caller.status("GET", f"/?key={key}") == 200
        assert await caller.status("POST", f"/clock?key={key}") == 403, "an act needs the header"
        foreign = (
            {"Origin": "http://town.example"},
            {"Origin": "null"},
            {"Host": "rehearsal.example"},
            {"Host": "rehearsal.example:80"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        )
        for headers in foreign:
            assert await caller.status("GET", "/people", **{**good, **headers}) == 403, headers
        assert await caller.status("GET", "/people", **{**good, "Origin": base}) == 200
        async with caller.session.get(caller.page.address) as response:
            policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


async def test_a_web_page_cannot_speak_for_the_bot(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        server = caller.show.server
        url = f"{server.base_url}/bot{server.token}/getMe"
        for headers in ({"Origin": "http://x.example"}, {"Host": "x.example"},
                        {"Sec-Fetch-Site": "cross-site"}):  # fmt: skip
            async with caller.session.post(url, headers=headers) as response:
                assert response.status == 403
        async with caller.session.post(url) as response:
            assert response.status == 200


async def test_a_rehearsals_bot_cannot_be_pointed_elsewhere(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        settings = caller.show.settings()
        child.require_rehearsal(config_of(settings, tmp_path))
        for changes in (
            {"api_url": "https://api.telegram.org"},
            {"api_url": "http://127.0.0.1.town.example:81"},
            {"token": "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw-"},
        ):
            bent = {**settings, "telegram": {**settings["telegram"], **changes}}
            with pytest.raises(child.ElsewhereError):
                child.require_rehearsal(config_of(bent, tmp_path))


async def test_a_rehearsal_by_http(tmp_path: Path) -> None:
    async with called(tmp_path, "en") as caller:
        ada = await caller.ask("POST", "/people", name="Ada", language="en")
        home = f"/people/{ada['id']}"
        person = caller.show.server.world.people[ada["id"]]
        await caller.do(f"{home}/start")
        await caller.heard(person, "18 or over")
        shown = await caller.ask("GET", f"{home}/chat/{ada['id']}")
        assert shown[0]["text"] == "/start"
        press = await caller.do(f"{home}/press", label="Yes")
        await caller.heard(person, "Question 1")
        answered = await caller.ask("GET", f"{home}/press/{press['press']}")
        assert answered == {"answered": True, "toast": None, "alert": None}
        assert (await caller.ask("POST", f"{home}/press", label="Gone"))["error"].startswith("no b")
        await caller.do(f"{home}/location", latitude=48.1, longitude=-1.6)
        await caller.do(f"{home}/block")
        assert (await caller.ask("GET", "/people"))[-1]["blocked"] is True
        await caller.do(f"{home}/unblock")
        forum = await caller.do("/groups", title="Staff", kind="forum")
        await caller.do(f"/groups/{forum['id']}/add_bot", admin=True)
        joined = await caller.do(f"/groups/{forum['id']}/add", person=ada["id"])
        assert (joined["bot"], joined["people"]) == ("administrator", [ada["id"]])
        assert joined in await caller.ask("GET", "/groups")
        calls = await caller.ask("GET", "/transcript")
        assert {"sendMessage", "answerCallbackQuery", "getMe"} <= {one["method"] for one in calls}
        assert (await caller.ask("POST", "/people/5/say", text="x"))["error"] == "there is no 5"
        for path, body, words in (
            ("/clock", {"seconds": -1}, "only moves forward"),
            ("/clock", {"seconds": 1e9}, "400 days"),
            ("/begin", {"kind": "circle"}, "no such kind"),
            ("/begin", {"language": "xx"}, "no such language"),
            (f"{home}/say", {"text": " "}, "nothing to send"),
            (f"{home}/say", {"text": "x" * 4097}, "4096"),
            ("/people", {"name": "", "role": "resident"}, "1 to 64"),
            ("/people", {"name": "A", "role": "king"}, "no such role"),
            ("/story/pause", {}, "no story"),
        ):
            assert words in (await caller.ask("POST", path, **body))["error"], path


async def _raw(caller: Caller, path: str) -> aiohttp.ClientResponse:
    url = f"{caller.page.base_url}{path}"
    response = await caller.session.get(url, headers={KEY_HEADER: caller.page.key})
    await response.read()
    return response


async def _upload(caller: Caller, name: str, mime: str, data: bytes) -> str:
    url = f"{caller.page.base_url}/upload?name={name}"
    headers = {KEY_HEADER: caller.page.key, "Content-Type": mime}
    async with caller.session.post(url, data=data, headers=headers) as response:
        return str((await response.json())["upload"])


async def test_files_travel_whole_and_run_nowhere(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        camille = caller.show.cast.camille
        home = f"/people/{camille.id}"
        await caller.do(f"{home}/start")
        page = await _upload(caller, "évil.html", "text/html", b"<script>alert(1)</script>")
        paper = await _upload(caller, "plan.pdf", "application/pdf", b"%PDF-1.7")
        await caller.do(f"{home}/files", uploads=[page])
        await caller.do(f"{home}/files", uploads=[paper, page], caption="Two")
        found = {view.file.name: view.file for view in camille.messages() if view.file}
        for name, how in (("plan.pdf", "inline"), ("évil.html", "attachment")):
            file = found[name]
            answer = await _raw(caller, f"/files/{file.file_id}/{name}")
            assert (await answer.read()) == file.content()
            assert answer.headers["Content-Disposition"].startswith(how)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        saved = await _raw(caller, f"/files/{found['plan.pdf'].file_id}/x?save=1")
        assert saved.headers["Content-Disposition"].startswith("attachment")
        assert (await _raw(caller, "/files/nothing/x")).status == 404
        await caller.do(f"{home}/photo", count=3, caption="Three")
        album = [view for view in camille.messages() if view.kind == "photo"]
        assert len({view.content["media_group_id"] for view in album}) == 1
        assert all(view.file and view.file.content()[:2] == b"\xff\xd8" for view in album)
        await caller.do(f"{home}/voice")
        voice = camille.messages()[-1].file
        assert voice is not None
        assert voice.content().startswith(b"OggS")


async def test_the_bot_is_killed_and_comes_back_with_nothing_lost(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        show, camille = caller.show, caller.show.cast.camille
        home = f"/people/{camille.id}"
        await caller.do(f"{home}/start")
        await caller.heard(camille, "Avez-vous")
        first = show.bot.pid
        await caller.do("/accidents/kill")
        assert (show.bot.status, show.bot.pid) == ("killed", None)
        await caller.do(f"{home}/press", label="Oui")
        refused = await caller.ask("POST", "/story/step")
        assert "error" in refused
        await caller.do("/accidents/revive")
        await caller.heard(camille, "Quelle est votre idée")
        assert show.bot.pid not in (None, first)
        assert not any(one["broken"] for one in _entries(caller)), "the dead hear no refusal"


async def test_accidents_of_the_line_and_of_the_group(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        await caller.do("/begin", kind="group", scene="first_idea")
        show, camille = caller.show, caller.show.cast.camille
        home = f"/people/{camille.id}"
        await caller.do("/accidents/offline", on=True)
        await caller.do(f"{home}/start")
        await caller.do(f"{home}/say", text="Quelqu'un ?")
        assert len(show.server.world.updates) == 2, "they wait for the bot"
        await caller.do("/accidents/rate_limit", retry_after=1, times=1)
        await caller.do("/accidents/offline", on=False)
        await caller.heard(camille, "Avez-vous")
        group = show.cast.group
        before = group.id
        await caller.do(f"/groups/{before}/upgrade")
        assert group.id != before
        await caller.do(f"/groups/{group.id}/rights", admin=False)
        shown = frame(caller.house, Sight())
        assert shown["bot"]["admin"] is False
        assert [one["name"] for one in shown["glass"] if one["kind"] == "accident"] == [
            "offline", "rate_limit", "offline",
        ]  # fmt: skip
        amber = [one for one in shown["glass"] if one.get("accident")]
        assert [one["status"] for one in amber] == [502, 429], "the poll that was cut, and the 429"
        assert not any(one["broken"] for one in shown["glass"]), "an accident is no breach"
        group.remove_bot()
        assert group.messages()[-1].kind == "left_chat_member", (
            "people see that the bot was put out"
        )


async def test_everything_is_put_right_at_one_click(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        show, camille = caller.show, caller.show.cast.camille
        camille.start()
        await caller.heard(camille, "Avez-vous")
        camille.block()
        show.cast.group.remove_bot()
        await caller.do("/accidents/offline", on=True)
        await caller.do("/accidents/copy")
        await caller.do("/accidents/kill")
        await caller.do("/accidents/clear")
        shown = frame(caller.house, Sight())
        assert (shown["bot"]["status"], shown["bot"]["copy"]) == ("running", False)
        assert (shown["bot"]["admin"], shown["bot"]["topics"]) == (True, True)
        assert (shown["faults"]["offline"], camille.chat.blocked) == (False, False)
        camille.say("/help")
        await caller.heard(camille, "Une personne adulte")


async def test_two_copies_quarrel_in_the_official_words(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        await caller.do("/accidents/copy")
        quarrel = "Conflict: terminated by other getUpdates request"

        def quarrels() -> bool:
            return any(
                call.description.startswith(quarrel) for call in caller.show.server.transcript
            )

        await until(quarrels)
        await caller.do("/accidents/end_copy")
        assert not caller.show.copy.is_running


async def test_time_passes_and_what_is_due_is_said_on_its_day(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        await caller.do("/begin", scene="draft")
        camille = caller.show.cast.camille
        assert "draft" in json.dumps(await caller.ask("GET", "/scenes"))
        before = caller.show.server.world.now()
        await caller.do("/clock", to="due")
        assert (caller.show.server.world.now() - before).days in (2, 3)
        await caller.heard(camille, "vous attend")
        await caller.do("/clock", seconds=7 * 86400)
        assert sum("vous attend" in view.text for view in camille.messages()) == 2


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_new_member_of_the_team_may_decide(tmp_path: Path, language: str) -> None:
    async with called(tmp_path, language) as caller:
        pid = caller.show.bot.pid
        zoe = await caller.do("/people", name="Zoé", language=language, role="elected")
        group = caller.show.cast.group
        assert group.chat.member(zoe["id"]).inside
        assert caller.show.bot.pid != pid, "the bot has read its new settings"
        asked = {"chat": group.id, "text": "/whoami"}
        await caller.do(f"/people/{zoe['id']}/say", **asked)
        known = {"fr": "vos fonctions", "en": "your roles"}[language]
        await until(lambda: any(known in view.text for view in group.messages()))


async def test_the_glass_wall_leads_from_a_word_to_its_rows(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        camille = caller.show.cast.camille
        home = f"/people/{camille.id}"
        await caller.do(f"{home}/start")
        await caller.heard(camille, "Avez-vous")
        await caller.do(f"{home}/press", label="Oui")
        await caller.heard(camille, "Quelle est votre idée")
        word = await caller.do(f"{home}/say", text="Des fleurs rue des Tilleuls")
        await caller.heard(camille, "Dites-en plus")
        entries = {one["n"]: one for one in _entries(caller)}
        (update,) = [one for one in entries.values() if one.get("message") == word["id"]]
        (turn,) = [one for one in entries.values() if update["n"] in one["links"]]
        assert (update["type"], turn["kind"]) == ("message", "turn")
        assert turn["turns"][0]["step"] == "title"
        assert "sessions" in {row["table"] for row in turn["rows"]}
        (effect,) = turn["effects"]
        assert "Dites-en plus" in effect["payload"]["text"]
        calls = [one for one in entries.values() if turn["n"] in one["links"]]
        assert "sendMessage" in {one["method"] for one in calls}
        sent = next(one for one in calls if one["method"] == "sendMessage")
        assert sent["messages"] == [camille.messages()[-1].id]


def _entries(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame(caller.house, Sight())["glass"]
    return found


async def test_a_breach_is_a_red_line_with_the_official_words(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        server = caller.show.server
        url = f"{server.base_url}/bot{server.token}/sendMessage"
        body = {"chat_id": caller.show.cast.sam.id, "text": "hello"}
        async with caller.session.post(url, json=body) as response:
            assert response.status == 403
        (red,) = [one for one in _entries(caller) if one["broken"]]
        assert red["words"] == "Forbidden: bot can't initiate conversation with a user"


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_what_was_played_is_exported_as_a_test_that_passes(
    tmp_path: Path, language: str
) -> None:
    (tmp_path / "page").mkdir()
    async with called(tmp_path / "page", language) as caller:
        await caller.do("/story/play", story="yes")
        caller.house.telling.pace = 0
        await until(lambda: caller.house.telling.status != "playing", 300)
        assert caller.house.telling.status == "ended", caller.house.telling.caption
        answer = await _raw(caller, "/export")
        exported = await answer.text()
    for words in ("Camille: /start", "Camille sends: album 2", "days later --", "Bot (group): ~ "):
        assert words in exported
    assert exported.count("Bot") > 30
    path = tmp_path / "exported.txt"
    path.write_text(exported, encoding="utf-8")
    (tmp_path / "stage").mkdir()
    await play(path, tmp_path / "stage")


async def test_the_feed_tells_only_what_is_new(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        camille, sight = caller.show.cast.camille, Sight()
        frame(caller.house, sight)
        await caller.do("/accidents/kill")
        word = camille.start()
        news = frame(caller.house, sight)
        assert [one["id"] for one in news["messages"]] == [word.id]
        assert news["order"] == {str(camille.id): [word.id]}
        again = frame(caller.house, sight)
        assert (again["messages"], again["order"], again["glass"]) == ([], {}, [])
        camille.delete(word)
        assert frame(caller.house, sight)["order"] == {str(camille.id): []}


async def test_every_frame_can_be_read_as_json(tmp_path: Path) -> None:
    async with (
        called(tmp_path) as caller,
        caller.session.get(
            f"{caller.page.base_url}/feed", headers={KEY_HEADER: caller.page.key}
        ) as response,
    ):
        line = await response.content.readline()
        assert json.loads(line.removeprefix(b"data: "))["show"] == 1
        await caller.do("/begin", scene="first_idea")
        shows = {1}
        while 2 not in shows:
            line = await response.content.readline()
            if line.startswith(b"data: "):
                shows.add(json.loads(line.removeprefix(b"data: "))["show"])


@pytest.mark.parametrize("key", ["five_waiting", "third_year", "D06"])
async def test_a_scene_stands_ready(tmp_path: Path, key: str) -> None:
    async with called(tmp_path) as caller:
        await caller.do("/begin", scene=key, kind="forum")
        show, dossiers = caller.show, SCENES[key].dossiers
        assert show.server.transcript.violations == []
        said = [view.text for view in show.cast.group.messages() if view.from_bot]
        filed = {one.title: one.state for one in dossiers if one.state != "draft"}
        assert all(any(title in text for text in said) for title in filed)
        with closing(sqlite3.connect(show.folder / "town.db")) as town:
            rows = town.execute("SELECT data ->> '$.dossier.title', state FROM projects").fetchall()
            dead = town.execute("SELECT COUNT(*) FROM dead_letters").fetchall()
        assert {title: state for title, state in rows if state != "draft"} == filed
        assert dead == [(0,)]


async def test_each_show_has_a_database_of_its_own_that_goes_with_it(tmp_path: Path) -> None:
    async with called(tmp_path) as caller:
        first = caller.show.folder
        assert (first / "town.db").exists()
        await caller.do("/begin")
        assert not first.exists()
        assert caller.show.folder != first
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a look, not a walk
