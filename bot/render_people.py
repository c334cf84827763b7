"""Texts about those who carry a project together: names as consented, links, who came and went."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from bot.town import Town
from dialogs.bearing import too_few
from dialogs.buttons import to_base36
from dialogs.forgetting import SIGNED
from dialogs.membership import ROLE_NAMES, BearerRole, Invitation, Member
from dialogs.project import NOBODY, Channel, Project
from dialogs.spoken import words_of
from dialogs.wording import N_, Voice

LINE = Markup("\n")
PARAGRAPH = Markup("\n\n")


def data(act: str, project: Project, user_id: int | None = None) -> str:
    """What a button about these people carries; the right to press it is checked when it is."""
    whom = "" if user_id is None else to_base36(user_id)
    return f"j.{act}.{to_base36(project.id)}.{whom}"


def title_of(project: Project, answers: object, say: Voice) -> str:
    """The name of an idea, from the draft while it is being written."""
    drafted = words_of(answers.get("title")) if isinstance(answers, dict) else ""
    return str(project.title or drafted or say.plain("an idea without a name"))


def called(town: Town, member: Member, say: Voice) -> str:
    """What the others read of someone: their name if they agreed, else since when they are here."""
    if member.named and member.name:
        return member.name
    day = town.setting.local_day(member.joined_at or member.since)
    return say.plain("Someone who came on {date}", date=say.date(day))


def people(
    town: Town,
    project: Project,
    joined: list[Member],
    links: list[Invitation],
    title: str,
    reader: int,
    say: Voice,
) -> Markup:
    """Who carries an idea, for someone who carries it too; links only for whoever speaks for it."""
    lines = [say("Who carries <b>{title}</b>:", title=title)]
    lines += [_line(town, member, reader, say) for member in joined]
    if project.bearer == NOBODY and project.person_name:
        lines.append(say("• {name}, who is not on Telegram", name=project.person_name))
    parts = [LINE.join(lines)]
    if project.missing_since is not None:
        parts.append(say("Nobody speaks for it at the moment. Someone of you can take over."))
    if reader == project.speaker and links:
        parts.append(
            say.count(
                "{n} invitation is open, until {date}.",
                "{n} invitations are open, the last one until {date}.",
                len(links),
                date=say.date(town.setting.local_day(max(one.expires_at for one in links))),
            )
        )
    return PARAGRAPH.join(parts)


def _line(town: Town, member: Member, reader: int, say: Voice) -> Markup:
    name = called(town, member, say)
    if member.user_id == reader:
        name = say.plain("you")
    match member.role:
        case BearerRole.REFERENT if member.user_id != reader and not member.named:
            return say("• The person who speaks for it")
        case BearerRole.REFERENT:
            return say("• {name}, who speaks for it", name=name)
        case BearerRole.STANDIN:
            return say("• {name}, who stands in", name=name)
        case BearerRole.MEMBER:
            return say("• {name}", name=name)


def invitation(title: str, until: str, role: BearerRole, link: str, say: Voice) -> Markup:
    """The message that the referent passes on, under the QR code."""
    if role is BearerRole.STANDIN:
        words = say(
            "You are invited to stand in for “{title}”: to look after it when the others are away.",
            title=title,
        )
    else:
        words = say("You are invited to carry “{title}” together with us.", title=title)
    how = say(
        "Press this link, or point the camera of your phone at the square: {link}\n"
        "It works until {date}.",
        link=link,
        date=until,
    )
    return PARAGRAPH.join((words, how))


CHANNELS: Mapping[Channel, str] = {
    Channel.DESK: N_("at the desk"),
    Channel.PHONE: N_("by telephone"),
    Channel.PAPER: N_("on paper"),
}
"""How a dossier came that was not written on Telegram, as staff read it."""


def on_card(town: Town, project: Project, say: Voice) -> list[Markup]:
    """How many carry it, who filed it for them, and which ideas are like it; no name of theirs."""
    lines = []
    if too_few(project, town.rules):
        least = town.rules.group_least
        lines.append(say("People: {n} ({least} before signing)", n=project.people, least=least))
    elif project.members:
        lines.append(say("People: {n}", n=project.people))
    if project.standins:
        lines.append(say("Stand-ins: {n}", n=len(project.standins)))
    if project.missing_since is not None:
        lines.append(say("Nobody speaks for it at the moment"))
    if project.channel in CHANNELS:
        how = say.plain(CHANNELS[project.channel])
        lines.append(say("Filed {how} by {name}", how=how, name=project.filed_by_name))
    if project.similar:
        lines.append(say("Similar: {numbers}", numbers=", ".join(project.similar)))
    return lines


def for_staff(project: Project, joined: list[Member], say: Voice) -> Markup | None:
    """Everyone who carries a project by name, for one member of the team in private."""
    lines = []
    if project.person_name:
        lines.append(
            say(
                "Filed for {name}, to be reached by: {contact}",
                name=project.person_name,
                contact=project.person_contact,
            )
        )
    for member in joined:
        part = say.plain(ROLE_NAMES[member.role])
        if member.named:
            lines.append(say("• {name}, {part}", name=member.name, part=part))
        else:
            lines.append(say("• {name}, {part} (not to be named)", name=member.name, part=part))
    return LINE.join(lines) if lines else None


def _about(words: str) -> Callable[[Project, Voice], Markup]:
    def tell(project: Project, say: Voice) -> Markup:
        return say(words, number=project.number, title=project.title)

    return tell


def _by_successors(asked: str, alone: str) -> Callable[[Project, Voice], Markup]:
    """Say whether anyone is there who may take over."""

    def tell(project: Project, say: Voice) -> Markup:
        words = asked if project.successors else alone
        return say(words, number=project.number, title=project.title)

    return tell


def _referent_found(project: Project, say: Voice) -> Markup:
    words = say(
        "{number}, “{title}”: someone new speaks for it.",
        number=project.number,
        title=project.title,
    )
    if project.state not in SIGNED:
        return words
    change = say("The agreement names the person before. Please prepare its change.")
    return Markup(" ").join((words, change))


_ASKED = N_(
    "{number}, “{title}”: the person who spoke for it has left. The others are asked who takes "
    "over."
)
_ALONE = N_(
    "{number}, “{title}”: the person who carried it has left, and nobody else carries it. Please "
    "look at what becomes of it."
)

STAFF: Mapping[str, Callable[[Project, Voice], Markup]] = {
    "referent_gone": _by_successors(_ASKED, _ALONE),
    "referent_found": _referent_found,
    "referent_lost": _by_successors(
        N_(
            "{number}, “{title}”: the person who speaks for it has blocked the robot. The others "
            "are asked who takes over."
        ),
        N_(
            "{number}, “{title}”: the person who carries it has blocked the robot. Nobody else "
            "carries it. Please call or visit them."
        ),
    ),
    "signer_left": _about(
        N_(
            "{number}, “{title}”: someone who had to sign has left. The text may have to be "
            "changed."
        )
    ),
    "referent_missing": _by_successors(
        N_(
            "{number}, “{title}”: nobody has taken over from the person who spoke for it. Please "
            "call the others."
        ),
        N_(
            "{number}, “{title}”: nobody speaks for it any more, and nobody has taken over. "
            "Please look at what becomes of it."
        ),
    ),
}
"""What staff are told of those who carry a project."""
