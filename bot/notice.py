"""The notice on personal data: its words, its version, and who has still to be shown it.

Raise VERSION with every change of the words that people have to know of; a town raises its own
number, `town.privacy.notice`, when it changes what the notice names. Whoever has read an earlier
one is then shown the new one, once.
"""

from __future__ import annotations

from markupsafe import Markup

from bot.desk import Desk
from bot.town import Town
from dialogs.rights import Actor
from dialogs.wording import N_, Voice
from storage.journal import Entry

VERSION = 2

PARAGRAPHS = (
    N_("<b>Your data</b>"),
    N_("Who: {town} town hall, {service}, {address}."),
    N_(
        "Why: to receive your idea, to study it, to answer you and to follow it. This is a "
        "task of public interest (GDPR, article 6.1.e). No decision is taken by a robot: a "
        "person always decides."
    ),
    N_(
        "What: your Telegram identifier and language, your answers, your messages, your "
        "photos. I do not keep your profile picture. Please write nothing about your health "
        "or your money."
    ),
    N_(
        "Who sees it: the service in charge and the elected members. The group where staff "
        "work sees the number, the title, the place and the category. It sees who carries the "
        "idea (one person, a group…) and where it stands. It does not see your name or your "
        "contact."
    ),
    N_(
        "How long: a draft that nobody touches {draft_days} days. A refused or withdrawn idea "
        "{unsigned_months} months. A project until {ended_years} years after its end. Signed "
        "conventions are public archives and stay."
    ),
    N_(
        "Your rights: to see, correct, limit, object, erase. /mydata sends you all that is kept "
        "on you, /forget erases it. You can also write to the data-protection officer, {dpo}, or "
        "to the national authority (in France, the CNIL: cnil.fr)."
    ),
    N_(
        "Telegram: it carries our messages and sees them, under its own rules "
        "(telegram.org/privacy). You may prefer the telephone ({phone}), e-mail ({email}) or "
        "the front desk: it is your right."
    ),
)
"""The notice in full. A test keeps a fingerprint of these words beside their version."""


def text(town: Town, say: Voice) -> Markup:
    """Say the notice."""
    return Markup("\n\n").join(town.book.tell(say, paragraph) for paragraph in PARAGRAPHS)


def version(town: Town) -> str:
    """The version of what a person of this town reads: ours, then the town's own."""
    return f"{VERSION}.{town.notice}"


def note_read(desk: Desk, *, adult: bool | None = None) -> None:
    """Note in the journal that a person was shown the notice, and what they said of their age."""
    current = version(desk.town)
    desk.change(notice_version=current, privacy_seen_at=desk.work.now)
    said = "" if adult is None else f", adult: {'yes' if adult else 'no'}"
    actor = Actor(desk.resident.user_id).key
    reason = f"notice version {current}{said}"
    desk.work.write_journal(Entry(desk.work.now, actor, "privacy_notice", reason=reason))


def show_if_new(desk: Desk) -> None:
    """Show the notice once to someone who has read an earlier one."""
    if desk.resident.adult is None or desk.resident.notice_version == version(desk.town):
        return
    say = desk.say
    head = say("The notice on your data has changed. Here is the new one.")
    desk.send(Markup("\n\n").join((head, text(desk.town, say))))
    note_read(desk)
