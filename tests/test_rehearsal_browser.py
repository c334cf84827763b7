"""The rehearsal's page in a true browser: stories by clicking, files, time, accidents, keyboard.

The same tests make the pictures of the README: `make pictures` writes them into docs/.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from bot.rehearsal.pictures import jpeg
from tests.page_support import CHROMIUM, Caller, called, needs_chromium, until

pytestmark = needs_chromium

DOCS = Path(__file__).resolve().parent.parent / "docs"
PICTURES = os.environ.get("PICTURES") == "1"
PATIENCE = 30_000
"""Milliseconds a busy machine may take for one answer."""

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


@dataclass(frozen=True)
class Open:
    """The page, open in a browser, and a hand behind the scenes."""

    page: Page
    caller: Caller
    context: BrowserContext

    def phone(self, name: str) -> Locator:
        """Someone's telephone."""
        return self.page.get_by_role("region", name=re.compile(rf"{name}('s phone)?$"))

    def bubbles(self, name: str) -> Locator:
        """The messages on a telephone."""
        return self.phone(name).get_by_role("article")

    async def press(self, name: str, label: str | re.Pattern[str]) -> None:
        """Press the newest button of that label on a telephone."""
        exact = isinstance(label, str)
        keys = self.phone(name).locator(".keys").get_by_role("button", name=label, exact=exact)
        await keys.last.click()

    async def says(self, name: str, text: str) -> None:
        """Write a message."""
        box = self.phone(name).get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")

    async def sees(self, name: str, words: str) -> None:
        """Wait for words in a message."""
        await expect(self.bubbles(name).filter(has_text=words).last).to_be_visible()

    async def picture(self, name: str) -> None:
        """Keep what is seen, where pictures are wanted."""
        if PICTURES:
            DOCS.mkdir(exist_ok=True)
            await self.page.screenshot(path=DOCS / f"{name}.png")

    async def is_accessible(self) -> None:
        """Make sure that axe-core finds nothing."""
        found = await Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Start Chromium."""
    async with async_playwright() as driver:
        started = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield started
        finally:
            await started.close()


@asynccontextmanager
async def opened(folder: Path, language: str = "fr", **context: Any) -> AsyncIterator[Open]:
    """Serve the page and open it; an error in it, or a call to elsewhere, fails the test."""
    troubles: list[str] = []
    options = {"locale": f"{language}-FR", "viewport": {"width": 1440, "height": 900}, **context}
    async with called(folder, language) as caller, browser() as started:
        place = await started.new_context(**options)
        place.set_default_timeout(PATIENCE)
        page = await place.new_page()
        base = caller.page.base_url
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if _is_trouble(said) else None)
        page.on(
            "request",
            lambda asked: None if _is_ours(asked.url, base) else troubles.append(asked.url),
        )
        await page.goto(caller.page.address)
        await expect(page.locator(".phone").first).to_be_visible(timeout=PATIENCE)
        yield Open(page, caller, place)
        assert troubles == []


def _is_trouble(said: Any) -> bool:
    # A refused deed is shown to the person; the browser's own note of it is none of our errors.
    return said.type == "error" and "status of 4" not in said.text


def _is_ours(url: str, base: str) -> bool:
    return url.startswith((f"{base}/", "blob:", "data:"))


expect.set_options(timeout=PATIENCE)


async def test_a_whole_story_by_clicking(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        await page.phone("Camille").get_by_role("button", name="Démarrer").click()
        await page.sees("Camille", "Vous avez une idée")
        await page.press("Camille", "Oui")
        await page.sees("Camille", "Quelle est votre idée")
        await page.says("Camille", "Des fleurs rue des Tilleuls")
        await page.sees("Camille", "Dites-en plus")
        bold = page.bubbles("Camille").last.locator("b").filter(has_text="Dites-en plus")
        await expect(bold).to_be_visible()
        show = page.caller.show
        await page.caller.do("/begin", scene="five_waiting")
        await expect(page.phone("Élise").locator(".bubble")).to_have_count(5)
        await page.press("Élise", "Prendre le dossier")
        await expect(page.phone("Élise").locator(".toast")).to_be_visible()
        await expect(page.bubbles("Élise").filter(has_text="Suivie par : Élise")).to_have_count(1)
        await page.press("Élise", "Accepter")
        await page.sees("Élise", "Une deuxième personne doit confirmer")
        await page.phone("Élise").get_by_role("combobox").select_option(label="Adam")
        await page.press("Adam", "Confirmer l'accord")
        await page.sees("Adam", "On peut encore annuler")
        await page.picture("rehearsal-light")
        assert show.number == 1
        assert page.caller.show.server.transcript.violations == []


async def test_the_page_and_its_people_speak_english(tmp_path: Path) -> None:
    async with opened(tmp_path, "en") as page:
        await expect(page.page.get_by_role("button", name="Accidents")).to_be_visible()
        await page.phone("Camille").get_by_role("button", name="Start").click()
        await page.press("Camille", "Yes")
        await page.sees("Camille", "What is your idea")
        await expect(page.page).to_have_title(re.compile("Rehearsal"))
        await page.page.get_by_role("button", name="Settings").click()
        await page.page.get_by_label("Language").select_option("fr")
        await expect(page.page.get_by_role("heading", name="Réglages")).to_be_visible()
        assert await page.page.locator("html").get_attribute("lang") == "fr"


async def test_an_album_a_place_a_voice_and_a_pdf(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        camille = page.phone("Camille")
        await camille.get_by_role("button", name="Démarrer").click()
        await page.sees("Camille", "Vous avez une idée")

        async def attaches(what: str) -> None:
            await camille.get_by_role("button", name="Joindre").click()
            await camille.get_by_role("menuitem", name=what).click()

        await attaches("album")
        await expect(camille.get_by_role("group", name="Album").locator("img")).to_have_count(3)
        loaded = "images => images.every(one => one.complete && one.naturalWidth > 0)"
        await until_true(page.page, camille.locator(".album img"), loaded)
        await attaches("Un lieu")
        plan = page.page.get_by_role("application")
        where = page.page.get_by_role("dialog").get_by_text("Lieu :")
        before = await where.inner_text()
        await plan.focus()
        await plan.press("ArrowUp")
        await expect(where).not_to_have_text(before)
        await page.page.get_by_role("button", name="Envoyer ce lieu").click()
        await expect(camille.locator(".bubble .map")).to_be_visible()
        await attaches("Un document PDF")
        link = camille.get_by_role("link", name="Ouvrir devis.pdf")
        address = await link.get_attribute("href")
        answer = await page.context.request.get(f"{page.caller.page.base_url}{address}")
        assert answer.headers["content-type"] == "application/pdf"
        assert (await answer.body()).startswith(b"%PDF")
        async with page.context.expect_page() as opening:
            await link.click()
        assert "/files/" in (await opening.value).url
        await (await opening.value).close()
        await attaches("vocal")
        seconds = "voices => voices.every(one => one.duration > 1)"
        await until_true(page.page, camille.locator("audio"), seconds)
        kinds = {view.kind for view in page.caller.show.cast.camille.messages()}
        assert {"photo", "location", "document", "voice"} <= kinds
        await page.is_accessible()


async def test_a_convention_is_read_and_signed_by_all(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        await page.page.get_by_role("button", name="Scènes").click()
        await page.page.get_by_role("button", name="Une convention à signer").click()
        for name in ("Camille", "Sam"):
            link = page.phone(name).get_by_role("link", name=re.compile("Ouvrir Convention.*pdf"))
            answer = await page.context.request.get(
                f"{page.caller.page.base_url}{await link.get_attribute('href')}"
            )
            assert (await answer.body()).startswith(b"%PDF")
            await page.press(name, "Signer")
            await page.sees(name, "votre nom")
            await page.says(name, f"{name} Petit")
            await page.press(name, "J'accepte")
        await page.phone("Élise").get_by_role("button", name="Robot").click()
        await page.press("Élise", "Signer pour la mairie")
        await page.sees("Élise", "votre nom")
        await page.says("Élise", "Élise Martin")
        await page.press("Élise", "Je signe pour la mairie")
        await page.sees("Camille", "Votre projet peut commencer")
        papers = page.phone("Camille").get_by_role("link", name=re.compile("Ouvrir .*pdf"))
        await expect(papers).to_have_count(3)
        async with page.context.expect_page() as opening:
            await papers.last.click()
        read = await opening.value
        await read.wait_for_load_state()
        assert "/files/" in read.url
        if PICTURES:
            await read.screenshot(path=tmp_path / "convention.png")
        await read.close()


async def until_true(page: Page, found: Locator, holds: str) -> None:
    """Wait until a function of some elements is true."""
    await expect(found.first).to_be_visible()
    for _ in range(200):
        if await found.evaluate_all(holds):
            return
        await page.wait_for_timeout(50)
    raise AssertionError(holds)


async def test_files_are_dropped_on_a_telephone(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        camille = page.phone("Camille")
        await camille.get_by_role("button", name="Démarrer").click()
        await page.sees("Camille", "Vous avez une idée")
        drop = """([phone, bytes]) => {
          const data = new DataTransfer();
          for (const name of ['a.jpg', 'b.jpg'])
            data.items.add(new File([new Uint8Array(bytes)], name, {type: 'image/jpeg'}));
          phone.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true}));
        }"""
        handle = await camille.element_handle()
        await page.page.evaluate(drop, [handle, list(jpeg(120, 90))])
        await page.page.get_by_label("Légende").fill("Avant et après")
        await page.page.get_by_role("button", name="Envoyer en photo").click()
        await page.sees("Camille", "Avant et après")
        sent = [view for view in page.caller.show.cast.camille.messages() if view.kind == "photo"]
        assert [view.file.content() for view in sent if view.file] == [jpeg(120, 90)] * 2


async def test_the_clock_and_the_next_reminder(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        await page.caller.do("/begin", scene="draft")
        await expect(page.page.locator(".clock time")).to_contain_text("12 mai 2026")
        await page.page.get_by_role("button", name="Prochain rappel").click()
        await page.sees("Camille", "vous attend")
        await expect(page.page.locator(".clock time")).to_contain_text("15 mai 2026")
        await page.page.get_by_role("button", name="+ 1 sem.").click()
        await expect(page.page.locator(".clock time")).to_contain_text("22 mai 2026")
        await expect(page.phone("Camille").locator(".day").last).to_contain_text("22 mai 2026")


async def test_the_bot_is_killed_and_started_again_at_a_click(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        await page.phone("Camille").get_by_role("button", name="Démarrer").click()
        await page.sees("Camille", "Vous avez une idée")
        await page.page.get_by_role("button", name="Accidents").click()
        await page.page.get_by_role("button", name="Tuer le robot").click()
        again = page.page.get_by_role("button", name="Relancer le robot")
        await expect(again).to_be_visible()
        await page.page.keyboard.press("Escape")
        await page.press("Camille", "Oui")
        await expect(page.phone("Camille").locator(".key.spins")).to_be_visible()
        await page.page.get_by_role("button", name="Accidents").click()
        await again.click()
        await page.page.keyboard.press("Escape")
        await page.sees("Camille", "Quelle est votre idée")
        await expect(page.phone("Camille").locator(".key.spins")).to_have_count(0)


async def test_a_person_without_a_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        keys = page.page.keyboard

        async def tabs_to(name: str) -> None:
            for _ in range(80):
                await keys.press("Tab")
                here = await page.page.evaluate(
                    "document.activeElement.getAttribute('aria-label')"
                    " || document.activeElement.innerText"
                )
                if (here or "").startswith(name):
                    return
            raise AssertionError(f"Tab never comes to {name}")

        await tabs_to("Aller aux téléphones")
        await keys.press("Enter")
        await tabs_to("Démarrer")
        await keys.press("Enter")
        await page.sees("Camille", "Vous avez une idée")
        await tabs_to("Oui")
        await keys.press("Space")
        await page.sees("Camille", "Quelle est votre idée")
        await tabs_to("Message")
        await keys.type("Un banc place du Puits")
        await keys.press("Enter")
        await page.sees("Camille", "Dites-en plus")
        await page.phone("Camille").get_by_role("button", name="Joindre").focus()
        await keys.press("Enter")
        await keys.press("ArrowDown")
        focused = await page.page.evaluate("document.activeElement.innerText")
        assert "photo d'exemple" in focused
        await keys.press("Escape")
        focused = await page.page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert focused == "Joindre"
        await page.page.get_by_role("button", name="Scènes").focus()
        await keys.press("Enter")
        await expect(page.page.get_by_role("dialog")).to_be_visible()
        await keys.press("Escape")
        await expect(page.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_anywhere(tmp_path: Path, scheme: str) -> None:
    async with opened(tmp_path, color_scheme=scheme, reduced_motion="reduce") as page:
        await page.caller.do("/begin", scene="D03")
        await expect(page.phone("Camille").locator(".bubble").first).to_be_visible()
        await expect(page.bubbles("Sam").first).to_be_visible()
        await page.is_accessible()
        await page.says("Camille", "/projects")
        await page.page.get_by_role("button", name="Coulisses").click()
        await expect(page.page.locator(".entry.call").first).to_be_visible()
        await page.page.locator(".entry summary").first.click()
        await page.is_accessible()
        if scheme == "dark":
            await page.picture("rehearsal-wall-dark")
        for box in ("Scènes", "Accidents", "Réglages", "Ajouter un téléphone", "Ouvrir un lien"):
            await page.page.get_by_role("button", name=box).first.click()
            await expect(page.page.get_by_role("dialog")).to_be_visible()
            await page.is_accessible()
            await page.page.keyboard.press("Escape")
            await expect(page.page.get_by_role("dialog")).to_have_count(0)


async def test_a_telephones_width_shows_one_person_at_a_time(tmp_path: Path) -> None:
    size = {"width": 390, "height": 844}
    async with opened(tmp_path, viewport=size, has_touch=True) as page:
        await expect(page.phone("Camille")).to_be_visible()
        await expect(page.phone("Sam")).to_be_hidden()
        await page.phone("Camille").get_by_role("button", name="Démarrer").click()
        await page.press("Camille", "Oui")
        await page.sees("Camille", "Quelle est votre idée")
        await page.picture("rehearsal-phone")
        await page.page.get_by_role("button", name="Sam", exact=True).click()
        await expect(page.phone("Sam")).to_be_visible()
        await expect(page.phone("Camille")).to_be_hidden()
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.page.evaluate(wider), "nothing is cut off sideways"
        await page.is_accessible()


async def test_twice_the_size_is_still_usable(tmp_path: Path) -> None:
    async with opened(tmp_path, viewport={"width": 640, "height": 450}) as page:
        await page.phone("Camille").get_by_role("button", name="Démarrer").click()
        await page.press("Camille", "Oui")
        await page.sees("Camille", "Quelle est votre idée")
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.page.evaluate(wider)


async def test_a_link_and_a_code_open_as_the_chosen_person(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        show = page.caller.show
        show.cast.camille.start()
        await page.sees("Camille", "Vous avez une idée")
        show.cast.camille.say("https://t.me/rehearsal_bot?start=hello-1")
        await page.phone("Camille").get_by_role("button", name="https://t.me").click()
        box = page.page.get_by_role("dialog")
        await box.get_by_role("combobox").select_option(label="Sam")
        await box.get_by_role("button", name="Ouvrir", exact=True).click()
        await page.sees("Sam", "/start hello-1")
        await page.sees("Sam", "Vous avez une idée")
        code = """async (link) => {
          const { encodeQR, default: named } = await import('/static/lib/qr.mjs');
          const rows = (named || encodeQR)(link, 'raw', {border: 4, scale: 6});
          const canvas = Object.assign(document.createElement('canvas'),
            {width: rows.length, height: rows.length});
          const pen = canvas.getContext('2d');
          pen.fillStyle = '#fff'; pen.fillRect(0, 0, rows.length, rows.length);
          pen.fillStyle = '#000';
          rows.forEach((row, y) => row.forEach((on, x) => on && pen.fillRect(x, y, 1, 1)));
          const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
          return [...new Uint8Array(await blob.arrayBuffer())];
        }"""
        picture = bytes(await page.page.evaluate(code, "https://t.me/rehearsal_bot?start=qr-2"))
        show.cast.camille.send_photo(picture)
        await page.phone("Camille").get_by_role("button", name="Photo").last.click()
        await page.page.get_by_role("button", name="Lire le code QR").click()
        box = page.page.get_by_role("dialog")
        await expect(box.get_by_role("textbox")).to_have_value(re.compile("start=qr-2"))
        await box.get_by_role("button", name="Ouvrir", exact=True).click()
        await page.sees("Camille", "/start qr-2")


async def test_what_people_do_to_messages(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        show = page.caller.show
        await page.caller.do("/begin", scene="first_idea", kind="forum")
        show = page.caller.show
        group = show.cast.group
        topic = group.open_topic("Le banc")
        elise = page.phone("Élise")
        await elise.get_by_role("navigation", name="Sujets").get_by_text("Le banc").click()
        await page.says("Élise", "Bonjour <b>tous</b> & toutes")
        await page.sees("Élise", "Bonjour <b>tous</b> & toutes")
        assert show.cast.elise.messages(group)[-1].topic == topic.id

        async def acts(words: str, what: str) -> None:
            said = page.page.locator(".words", has_text=words)
            bubble = page.bubbles("Élise").filter(has=said)
            await bubble.get_by_role("button", name="Actions sur ce message").click()
            await bubble.get_by_role("menuitem", name=what).first.click()

        await acts("Bonjour", "Réagir")
        await expect(elise.locator(".reactions")).to_contain_text("1")
        await acts("Bonjour", "Modifier")
        box = elise.get_by_role("textbox")
        await expect(box).to_have_value("Bonjour <b>tous</b> & toutes")
        await box.fill("Bonsoir")
        await box.press("Enter")
        await page.sees("Élise", "modifié")
        await acts("Bonsoir", "Répondre")
        await page.says("Élise", "À demain")
        await expect(elise.locator(".replied")).to_contain_text("Bonsoir")
        await acts("Bonsoir", "Épingler")
        await expect(elise.locator(".pinned")).to_contain_text("Bonsoir")
        await acts("À demain", "Supprimer")
        await expect(page.bubbles("Élise").filter(has_text="À demain")).to_have_count(0)
        await page.page.get_by_role("button", name="Accidents").click()
        await page.page.get_by_role("button", name="Supprimer le sujet « Le banc »").click()
        await page.page.keyboard.press("Escape")
        await expect(page.bubbles("Élise").filter(has_text="Bonsoir")).to_have_count(0)


async def test_whatever_a_bot_may_send_can_be_used(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        server, camille = page.caller.show.server, page.caller.show.cast.camille
        await page.caller.do("/accidents/kill")
        camille.start()
        phone, box = page.phone("Camille"), page.phone("Camille").get_by_role("textbox")

        async def bot(method: str, **params: Any) -> Any:
            url = f"{server.base_url}/bot{server.token}/{method}"
            async with page.caller.session.post(url, json=params) as response:
                answer = await response.json()
            assert answer["ok"], answer
            return answer["result"]

        async def says(text: str, **markup: Any) -> int:
            sent = await bot("sendMessage", chat_id=camille.id, text=text, reply_markup=markup)
            return int(sent["message_id"])

        rows = [[{"text": "Ma position", "request_location": True}], [{"text": "Rue <b>A</b>"}]]
        await says("Où ?", keyboard=rows, input_field_placeholder="Une rue ?")
        await expect(box).to_have_attribute("placeholder", "Une rue ?")
        await phone.get_by_role("button", name="Rue <b>A</b>").click()
        await page.sees("Camille", "Rue <b>A</b>")
        await phone.get_by_role("button", name="Ma position").click()
        await page.page.get_by_role("button", name="Envoyer ce lieu").click()
        await expect(phone.get_by_role("img", name="Plan")).to_be_visible()
        await says("Merci", remove_keyboard=True)
        await expect(phone.locator(".keyboard")).to_have_count(0)
        await says("Pourquoi ?", force_reply=True, input_field_placeholder="Une raison")
        await expect(box).to_have_attribute("placeholder", "Une raison")
        asked = await says("Oui ?", inline_keyboard=[[{"text": "Oui", "callback_data": "yes"}]])
        await page.press("Camille", "Oui")
        key = phone.locator(".keys").get_by_role("button", name="Oui")
        await expect(key).to_have_attribute("aria-busy", "true")
        press = next(iter(server.world.presses))
        await bot("answerCallbackQuery", callback_query_id=press, text="C'est <b>noté</b>")
        await expect(phone.get_by_role("status")).to_have_text("C'est <b>noté</b>")
        await expect(key).not_to_have_attribute("aria-busy", "true")
        await expect(phone.get_by_role("status")).to_have_text("")
        await bot("pinChatMessage", chat_id=camille.id, message_id=asked)
        bubble = page.bubbles("Camille").filter(has_text="Oui ?")
        await bubble.get_by_role("button", name="Actions sur ce message").click()
        for item in await bubble.get_by_role("menuitem").all():
            await expect(item).to_be_in_viewport(ratio=1)
        await page.is_accessible()
        await bubble.get_by_role("menuitem", name="Désépingler").click()
        await expect(phone.locator(".pinned")).to_have_count(0)


async def test_a_story_plays_itself_step_by_step(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        await page.page.get_by_role("button", name="Scènes").click()
        await page.page.get_by_role("button", name="L'idée de Camille").click()
        story = page.page.get_by_role("region", name="Histoire en cours")
        await expect(story).to_be_visible()
        await page.sees("Camille", "/start")
        await story.get_by_role("button", name="Pause").click()
        await expect(story.get_by_role("button", name="Continuer")).to_be_visible()
        telling = page.caller.house.telling
        await until(lambda: telling.next is not None)
        deeds = telling.deeds
        await page.page.wait_for_timeout(1500)
        assert telling.deeds == deeds, "it waits"
        await story.get_by_role("button", name="Un pas").click()
        await until(lambda: telling.deeds == deeds + 1)
        await page.picture("rehearsal-story")
        telling.pace = 0
        await story.get_by_role("button", name="Continuer").click()
        await until(lambda: telling.status != "playing", 120)
        assert telling.status == "ended", telling.caption
        await page.sees("Camille", "la mairie dit oui")


async def test_someone_is_added_whose_name_is_a_trap(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        await page.page.get_by_role("button", name="Ajouter un téléphone").click()
        await page.page.get_by_label("Prénom").fill("<Bob> & Co")
        await page.page.get_by_role("button", name="Ajouter", exact=True).click()
        await page.page.get_by_role("button", name="Démarrer").last.click()
        await page.sees("<Bob> & Co", "Vous avez une idée")
        for name in ("Adam", "Mehdi"):
            await page.page.get_by_role("button", name="Ajouter un téléphone").click()
            await page.page.get_by_role("dialog").get_by_role("button", name=name).click()
        await expect(page.page.locator(".phone")).to_have_count(6)
        cut = (
            await page.phone("Élise")
            .get_by_role("textbox")
            .evaluate("box => box.scrollHeight > box.clientHeight || box.clientHeight > 40")
        )
        assert not cut, "on a narrow telephone too, the words in an empty box stand on one line"


async def test_two_hundred_messages_a_chat_stay_usable(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        show = page.caller.show
        await page.caller.do("/accidents/kill")
        for one in (show.cast.camille, show.cast.sam):
            for number in range(200):
                one.say(f"Message numéro {number}")
        for number in range(200):
            show.cast.elise.say(f"Message numéro {number}", show.cast.group)
        await expect(page.bubbles("Camille")).to_have_count(200)
        await expect(page.bubbles("Élise")).to_have_count(200)
        # How long the page is busy with one more word, in its own processor time.
        await page.says("Camille", "Encore un mot")
        await page.sees("Camille", "Encore un mot")
        shown = await page.bubbles("Camille").last.evaluate(
            "one => one.getBoundingClientRect().bottom <= innerHeight"
        )
        assert shown, "the newest message is in view"
