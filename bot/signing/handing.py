"""Handing a convention to people: the PDF, what it says in plain words, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from bot import bearers, letters
from bot.documents.papers import Change
from bot.documents.plain import Said
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.project import NOBODY, Project
from dialogs.showing import shorten
from dialogs.wording import N_, Voice
from storage.conventions import Act
from storage.work import Work

LINE = Markup("\n")
PARAGRAPH = Markup("\n\n")

_ROOM = 3600
"""Characters of one message; the PDF has all of it."""

_SIDE = 700
"""Characters of one wording beside another."""

NAMES = {
    "convention": N_("Agreement {number}, version {version}"),
    "amendment": N_("Amendment of agreement {number}, version {version}"),
    "renewal": N_("Renewal of agreement {number}, version {version}"),
    "ending": N_("End of agreement {number}, version {version}"),
    "evidence": N_("Evidence page of agreement {number}, version {version}"),
}
"""What a document is called, in a message and as a file."""


def pdf_slot(act: Act, user_id: int) -> str:
    """The slot of the message that brought a person the PDF of a version."""
    return f"agreement:{act.project_id}:{act.version}:{user_id}"


def words_slot(act: Act, user_id: int) -> str:
    """The slot of the message that told a person the version in plain words."""
    return f"terms:{act.project_id}:{act.version}:{user_id}"


def name(act: Act, say: Voice) -> str:
    """What a document is called."""
    return say.plain(NAMES[act.kind], number=act.number, version=act.version)


def pdf(act: Act, say: Voice) -> letters.Payload:
    """Return the letter that brings a document."""
    instead = say(
        "{name}: the file cannot be sent at the moment. Please ask the town hall for it.",
        name=name(act, say),
    )
    return letters.file(
        "document", sha256=act.sha256 or "", caption=name(act, say), name=name(act, say),
        instead=instead,
    )  # fmt: skip


async def hand(
    town: Town, work: Work, user_id: int, act: Act, said: Said, language: str = ""
) -> None:
    """Give one person a version: the PDF, then its words."""
    say = await bearers.voice_of(town, work, user_id, language)
    work.send(user_id, pdf(act, say), slot=pdf_slot(act, user_id))
    for screen in in_words(said, say):
        work.send(user_id, letters.text(screen), slot=words_slot(act, user_id))


async def hand_to_signers(town: Town, work: Work, project: Project, act: Act, said: Said) -> None:
    """Give a version to everyone who signs it; for someone without an account, to who filed it."""
    for user_id in project.signers:
        if user_id != NOBODY:
            await hand(town, work, user_id, act, said, project.language)
    if bearers.has_no_account(project):
        say = town.voice(project.language)
        for screen in in_words(said, say):
            await bearers.by_staff(town, work, project, screen)
        if project.filed_by in town.team.everyone():
            work.send(project.filed_by, pdf(act, say))


def in_words(said: Said, say: Voice) -> Iterator[Screen]:
    """Write a version in as many messages as it takes; what changes comes first."""
    told = said.by_language.get(say.language, said.own)
    if told.changes:
        sides = (_sides(one, say) for one in told.changes)
        yield from _messages([say("<b>What changes</b>"), *sides])
    if told.sections:
        blocks = [say("<b>The agreement in short</b>"), *(_section(*one) for one in told.sections)]
        if told is not said.own:
            blocks.append(say("The PDF is in another language: its words are the ones that count."))
        yield from _messages(blocks)


def _sides(change: Change, say: Voice) -> Markup:
    """Both wordings of one thing."""
    nothing = say.plain("(nothing)")
    return LINE.join(
        (
            Markup("<b>{}</b>").format(shorten(change.what, 120)),
            say("Before: {words}", words=shorten(change.before, _SIDE) or nothing),
            say("Now: {words}", words=shorten(change.after, _SIDE) or nothing),
        )
    )


def _section(heading: str, lines: tuple[str, ...]) -> Markup:
    dash = "• " if len(lines) > 1 else ""
    body = [Markup("{}{}").format(dash, one) for one in lines]
    return LINE.join([Markup("<b>{}</b>").format(heading), *body] if heading else body)


def _messages(blocks: list[Markup]) -> Iterator[Screen]:
    text = blocks[0]
    for block in blocks[1:]:
        if len(text) + len(block) > _ROOM:
            yield Screen(text)
            text = block
        else:
            text = PARAGRAPH.join((text, block))
    yield Screen(text)
