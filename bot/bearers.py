"""Whatever is said to those who carry a project passes here, so that it always reaches someone.

The referent has it in their private chat. Without one the members have it. For a person without
an account it goes to whoever filed the dossier, with how to reach them; when nobody is left, to
the staff group, where no contact is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from bot import letters
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.project import NOBODY, Project, State
from dialogs.wording import Voice
from storage.work import Work

TOLD = "told:"
"""How the slot begins of what a bearer was told about a project, so that a reply finds it."""

Words = Callable[[Voice], Screen]
"""What is said, in the language of whoever hears it."""


async def voice_of(town: Town, work: Work, user_id: int, otherwise: str = "") -> Voice:
    """A person's language."""
    resident = await work.resident(user_id)
    return town.voice(resident.language if resident else otherwise)


def has_no_account(project: Project) -> bool:
    """Whether a project was filed for someone who has not linked an account."""
    return project.bearer == NOBODY and project.filed_by != NOBODY


async def write(
    town: Town,
    work: Work,
    project: Project,
    words: Words,
    *,
    everyone: bool = False,
    but: int = NOBODY,
) -> None:
    """Say something to the referent, or to everyone who carries the project but one."""
    people = [project.bearer] if project.bearer != NOBODY else []
    if everyone or project.missing_since is not None:
        people += project.members
    for user_id in dict.fromkeys(people):
        if user_id != but:
            voice = await voice_of(town, work, user_id, project.language)
            slot = ""
            if project.state is not State.WITHDRAWN:  # who leaves is not to be noted again
                slot = f"{TOLD}{project.id}:{user_id}:{await work.count_up('told')}"
            work.send(user_id, letters.text(words(voice)), slot=slot)
    if has_no_account(project):
        if but != project.filed_by:
            await by_staff(town, work, project, words(town.voice(project.language)))
    elif not people:
        _by_group(town, work, project, words(town.staff_voice))


async def by_staff(town: Town, work: Work, project: Project, screen: Screen) -> None:
    """Ask whoever filed the dossier to pass the words on, by the way the person gave."""
    filer = await work.resident(project.filed_by)
    if filer is None or filer.unreachable_since or not town.team.roles_of(project.filed_by):
        _by_group(town, work, project, screen)
        return
    say = town.voice(filer.language)
    head = say(
        "{number}, “{title}”. Please tell {name}, who is not on Telegram: <b>{contact}</b>.",
        number=project.number,
        title=project.title,
        name=project.person_name,
        contact=project.person_contact,
    )
    work.send(project.filed_by, letters.text(Screen(_under(head, screen.text), screen.rows)))


def _by_group(town: Town, work: Work, project: Project, screen: Screen) -> None:
    """Leave the words with the team: the dossier has the contact, the group never shows it."""
    say = town.staff_voice
    head = say(
        "{number}, “{title}”: the robot reaches nobody for this project. Please tell them by "
        "telephone or by post. The dossier has the contact.",
        number=project.number,
        title=project.title,
    )
    work.send(town.group.id, letters.text(Screen(_under(head, screen.text))))


def _under(head: Markup, text: Markup) -> Markup:
    return Markup("\n\n").join((head, text))
