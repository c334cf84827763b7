"""The wire: paths, tokens, four encodings, uploads, downloads."""

from __future__ import annotations

import json

import aiohttp
import pytest

from bot.rehearsal.pictures import dimensions, jpeg
from tests.rehearsal_support import open_line


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/", 404, "Not Found"),
        ("/bot1000001:rehearsal", 404, "Not Found"),
        ("/bot0001:x/getMe", 401, "Unauthorized: invalid token specified"),
        ("/botnonsense/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot1000001:other/getMe", 401, "Unauthorized"),
    ],
)
async def test_a_wrong_path_or_token(path: str, status: int, words: str) -> None:
    async with (
        open_line() as line,
        line.session.get(line.server.base_url + path) as response,
    ):
        body = await response.json()
        assert (response.status, body["error_code"], body["description"]) == (
            status,
            status,
            words,
        )


async def test_four_encodings_say_the_same() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        params = {"chat_id": str(ada.id), "text": "<b>é</b>", "parse_mode": "HtMl"}
        url = f"{line.url}/SENDmessage"
        form = aiohttp.FormData(params, default_to_multipart=True)
        for arguments in ({"params": params}, {"data": params}, {"data": form}, {"json": params}):
            async with line.session.post(url, **arguments) as response:
                result = (await response.json())["result"]
                assert result["text"] == "é"
                assert result["entities"] == [{"offset": 0, "length": 1, "type": "bold"}]


async def test_uploads_and_downloads() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        picture = jpeg(1000, 500)
        assert dimensions(picture) == (1000, 500)
        form = aiohttp.FormData({"chat_id": str(ada.id), "caption": "Here"})
        form.add_field("photo", picture, filename="p.jpg")
        async with line.session.post(f"{line.url}/sendPhoto", data=form) as response:
            photo = (await response.json())["result"]["photo"]
        assert [size["width"] for size in photo] == [90, 320, 800, 1000]
        assert len({size["file_unique_id"] for size in photo}) == 4
        path = (await line.call("getFile", file_id=photo[-1]["file_id"])).result["file_path"]
        file_url = f"{line.server.base_url}/file/bot{line.server.token}/{path}"
        async with line.session.get(file_url) as response:
            assert await response.read() == picture
        async with line.session.get(f"{file_url}x") as response:
            assert response.status == 404


async def test_an_album_by_attachments() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        media = [{"type": "photo", "media": f"attach://p{number}"} for number in range(2)]
        form = aiohttp.FormData({"chat_id": str(ada.id), "media": json.dumps(media)})
        for number in range(2):
            form.add_field(f"p{number}", jpeg(80, 60, 50 + number), filename="p.jpg")
        async with line.session.post(f"{line.url}/sendMediaGroup", data=form) as response:
            sent = (await response.json())["result"]
        assert len({message["media_group_id"] for message in sent}) == 1
        assert len({message["message_id"] for message in sent}) == 2
        assert line.server.transcript.violations == []


async def test_a_picture_that_is_none() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        form = aiohttp.FormData({"chat_id": str(ada.id)})
        form.add_field("photo", b"not a picture", filename="p.jpg")
        async with line.session.post(f"{line.url}/sendPhoto", data=form) as response:
            assert (await response.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_body_that_is_no_object() -> None:
    async with open_line() as line:
        headers = {"Content-Type": "application/json"}
        for body in ("[1]", "{"):
            url = f"{line.url}/sendMessage"
            async with line.session.post(url, data=body, headers=headers) as response:
                assert response.status == 400
        async with line.session.post(f"{line.url}/getMe", data="", headers=headers) as response:
            assert response.status == 200
        async with line.session.get(f"{line.url}/getME") as response:
            assert (await response.json())["result"]["is_bot"] is True


async def test_numbers_out_of_range_are_clamped() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        for number in range(120):
            ada.say(str(number))
        assert len(await line.updates(limit=1000, offset="1", timeout="-5")) == 100
        first = line.server.world.updates.take(0, 1)[0].id
        assert len(await line.updates(limit=-1, offset=first)) == 1
