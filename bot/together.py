"""The screen of those who carry an idea, and its buttons: invite, remove, hand over, leave.

Every button carries the project and perhaps a person, so anyone could press anyone's: what it does
is decided by the table of the project's life, and a press without the right is a toast and no more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from markupsafe import Markup

from bot import bearers, departures, invited, letters, links, render_people
from bot.desk import Desk
from bot.forms import show, toast
from bot.incoming import Tapped
from bot.projects import act
from bot.render_people import data
from dialogs.bearing import Admit, HandOver, KeepReferent, Leave, Remove, TakeOver
from dialogs.buttons import Button, Screen
from dialogs.lifecycle import Action
from dialogs.membership import BearerRole, Member, Standing
from dialogs.project import NOBODY, Project, State
from dialogs.rights import Actor, Why
from dialogs.showing import shorten
from dialogs.wording import N_, Voice
from storage import invitations, members

OPEN_LINKS = 10
"""How many invitations of one project may be open at once."""

ENDED = frozenset({State.REFUSED, State.CLOSED, State.WITHDRAWN})
"""The states in which nothing is to be done about who carries a project."""

_JOINS = frozenset({BearerRole.MEMBER, BearerRole.STANDIN})


# -- the screen ------------------------------------------------------------------------------------


async def choose(desk: Desk, tap: Tapped | None = None) -> None:
    """Show who carries the person's idea; with several ideas, ask which one."""
    projects = await _mine(desk)
    if not projects:
        await desk.show_present(desk.say("You carry no idea yet. /new begins one."), tap)
    elif len(projects) == 1:
        await see(desk, projects[0], tap)
    else:
        rows = []
        for project in projects[:20]:
            answers = await invited.answers_of(desk.work, project)
            title = render_people.title_of(project, answers, desk.say)
            rows.append((Button(shorten(title, 40), data("see", project)),))
        screen = Screen(desk.say("Which idea is it about?"), (*rows, _back(desk)))
        await show(desk.work, desk.place, screen, fresh=tap is None, tapped=tap)


async def _mine(desk: Desk) -> list[Project]:
    user_id = desk.resident.user_id
    own = await desk.work.projects_of(user_id)
    found = [*own, *await desk.work.projects_beside(user_id)]
    found += await desk.work.projects_filed_by(user_id)
    return [project for project in found if project.state not in ENDED]


def _back(desk: Desk) -> tuple[Button, ...]:
    return (Button(desk.say.plain("Back"), "h.home"),)


async def see(
    desk: Desk, project: Project, tap: Tapped | None = None, note: Markup | None = None
) -> None:
    """Show who carries a project, with what this person may do about it."""
    say, reader = desk.say, desk.resident.user_id
    title = render_people.title_of(project, await invited.answers_of(desk.work, project), say)
    joined = await _joined(desk, project)
    transaction = await desk.work.direct()
    open_links = await invitations.load_open(transaction, project.id, desk.work.now)
    open_links = [one for one in open_links if one.role in _JOINS]
    text = render_people.people(desk.town, project, joined, open_links, title, reader, say)
    rows = _rows(project, reader, say, has_links=bool(open_links))
    screen = Screen(text, (*rows, _back(desk)))
    await show(desk.work, desk.place, screen, note=note, fresh=tap is None, tapped=tap)


async def _joined(desk: Desk, project: Project) -> list[Member]:
    """Those who carry a project, the referent first; one who has no row yet gets a passing one."""
    joined = await members.load_joined(await desk.work.direct(), project.id)
    if project.bearer == NOBODY or any(row.user_id == project.bearer for row in joined):
        return joined
    referent = Member(
        project.id,
        project.bearer,
        BearerRole.REFERENT,
        Standing.JOINED,
        project.created_at,
        name=str(project.dossier.get("display_name") or ""),
        named=project.dossier.get("publish_level") == "with_name",
    )
    return [referent, *joined]


def _rows(
    project: Project, reader: int, say: Voice, *, has_links: bool
) -> tuple[tuple[Button, ...], ...]:
    def row(label: str, act_name: str) -> tuple[Button, ...]:
        return (Button(say.plain(label), data(act_name, project)),)

    rows = []
    if project.state in ENDED:
        return ()
    if reader == project.speaker:
        rows += [row(N_("Invite people"), "invite"), row(N_("Invite a stand-in"), "standin")]
        if has_links:
            rows.append(row(N_("Close the invitations"), "revoke"))
        if project.members or project.standins:
            rows.append(row(N_("Remove someone"), "out"))
        if project.handing_to != NOBODY:
            rows.append(row(N_("Keep it after all"), "keep"))
        elif project.members:
            rows.append(row(N_("Hand it over"), "hand"))
    elif reader in project.successors:
        rows.append(row(N_("Take it over"), "take"))
    if reader in project.everyone:
        rows.append(row(N_("Leave the project"), "leave"))
    return tuple(rows)


# -- its buttons -----------------------------------------------------------------------------------


async def button(desk: Desk, tap: Tapped) -> str:
    """Do what a button of these screens says."""
    _, name, project_id, whom = [*tap.data.split("."), "", "", ""][:4]
    project = await desk.work.project(_number(project_id))
    deed = _DEEDS.get(name)
    if name == "list":
        toast(desk.work, tap)
        await choose(desk, tap)
        return "people_list"
    if project is None or deed is None or not _concerns(desk, project, name):
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    return await deed(desk, project, _number(whom), tap)


def _number(text: str) -> int:
    sound = text.isascii() and text.isalnum() and len(text) <= 12
    return int(text, 36) if sound else 0


def _concerns(desk: Desk, project: Project, name: str) -> bool:
    """Whether a person has anything to do with a project, before anything of it is shown."""
    user_id = desk.resident.user_id
    known = user_id in project.everyone or user_id == project.speaker
    return known and bool(desk.resident.adult or desk.town.team.roles_of(user_id)) and bool(name)


Deed = Callable[[Desk, Project, int, Tapped], Awaitable[str]]


async def _look(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    del whom
    toast(desk.work, tap)
    await see(desk, project, tap)
    return "people_seen"


def _inviting(role: BearerRole) -> Deed:
    async def invite(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
        del whom
        return await _invite(desk, project, role, tap)

    return invite


async def _invite(desk: Desk, project: Project, role: BearerRole, tap: Tapped) -> str:
    """Make a link and show it once, as words and as a QR code, to be passed on."""
    say, work, town = desk.say, desk.work, desk.town
    if desk.resident.user_id != project.speaker:
        toast(work, tap, say.plain(Why.NOT_BEARER))
        return "refused_not_bearer"
    transaction = await work.direct()
    waiting = await invitations.load_open(transaction, project.id, work.now)
    if len(waiting) >= OPEN_LINKS:
        toast(work, tap, say.plain("Ten invitations are open. Please close them first."))
        return "too_many_links"
    toast(work, tap)
    secret = await invited.mint(town, work, project, role, desk.resident.user_id)
    link = town.account.link(secret)
    found = await invitations.find(transaction, links.digest(secret))
    assert found is not None  # noqa: S101 - made just above
    until = say.date(town.setting.local_day(found.expires_at))
    title = render_people.title_of(project, await invited.answers_of(work, project), say)
    words = render_people.invitation(title, until, role, link, say)
    work.send(desk.resident.user_id, letters.qr(link, words))
    note = say.count(
        "Forward the message above to whom you want to invite. {n} person can use it. Show it to "
        "nobody else.",
        "Forward the message above to those you want to invite. {n} people can use it. Show it to "
        "nobody else.",
        found.uses_left,
    )
    await see(desk, project, None, note)
    return "invitation_made"


async def _revoke(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    del whom
    if desk.resident.user_id != project.speaker:
        toast(desk.work, tap, desk.say.plain(Why.NOT_BEARER))
        return "refused_not_bearer"
    await invitations.revoke(await desk.work.direct(), project.id, _JOINS, desk.work.now)
    toast(desk.work, tap, desk.say.plain("The invitations no longer work."))
    await see(desk, project, tap)
    return "links_closed"


def _asking(act_name: str, question: str) -> Deed:
    """Ask which of the others it is about."""

    async def ask(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
        del whom
        toast(desk.work, tap)
        hands_over = act_name == "offer"
        rows = [
            (
                Button(
                    shorten(render_people.called(desk.town, member, desk.say), 40),
                    data(act_name, project, member.user_id),
                ),
            )
            for member in await _joined(desk, project)
            if member.user_id in project.members
            or (member.user_id in project.standins and not hands_over)
        ]
        back = (Button(desk.say.plain("Back"), data("see", project)),)
        screen = Screen(desk.say(question), (*rows, back))
        await show(desk.work, desk.place, screen, fresh=False, tapped=tap)
        return f"people_{act_name}_asked"

    return ask


async def _apply(desk: Desk, project: Project, action: Action, tap: Tapped) -> Project | None:
    """Let an action happen; say why when it is refused."""
    actor = Actor(desk.resident.user_id)
    after = await act(desk.town, desk.work, project, action, actor)
    if isinstance(after, Why):
        toast(desk.work, tap, desk.say.plain(after))
        return None
    toast(desk.work, tap)
    return after


async def _remove(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    after = await _apply(desk, project, Remove(whom), tap)
    if after is None:
        return "refused_remove"
    await _tell(desk, after, whom, N_("You no longer carry “{title}”: the referent removed you."))
    await see(desk, after, tap, desk.say("It is done, and this person is told."))
    return "member_removed"


async def _offer(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    after = await _apply(desk, project, HandOver(whom), tap)
    if after is None:
        return "refused_hand_over"
    await departures.ask_to_take_over(desk.town, desk.work, after, whom)
    note = desk.say("This person is asked. Until they accept, you speak for the project.")
    await see(desk, after, tap, note)
    return "hand_over_offered"


async def _take(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    del whom
    after = await _apply(desk, project, TakeOver(), tap)
    if after is None:
        return "refused_take_over"
    await departures.taken_over(desk.town, desk.work, project, after)
    note = desk.say("You now speak for the project. What the town hall writes comes to you.")
    await see(desk, after, tap, note)
    return "taken_over"


async def _keep(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    del whom
    after = await _apply(desk, project, KeepReferent(), tap)
    if after is None:
        return "refused_keep"
    other = project.handing_to
    if other == desk.resident.user_id:
        other = project.bearer
    if other != NOBODY:
        words = N_("“{title}”: the hand-over is off. Nothing changes.")
        await _tell(desk, after, other, words)
    await see(desk, after, tap, desk.say("That is noted: nothing changes."))
    return "hand_over_off"


async def _ask_leave(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    del whom
    toast(desk.work, tap)
    say = desk.say
    if desk.resident.user_id == project.bearer and project.members:
        text = say("Do you want to leave the project? The others are asked who takes over.")
    else:
        text = say("Do you want to leave the project? It goes on without you.")
    rows = (
        (Button(say.plain("Yes, leave it"), data("left", project)),),
        (Button(say.plain("Back"), data("see", project)),),
    )
    await show(desk.work, desk.place, Screen(text, rows), fresh=False, tapped=tap)
    return "leave_asked"


async def _leave(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    del whom
    name = await _name_of(desk, project, desk.resident.user_id)
    after = await _apply(desk, project, Leave(), tap)
    if after is None:
        return "refused_leave"
    await departures.left(desk.town, desk.work, project, after, name)
    title = render_people.title_of(after, {}, desk.say)
    await desk.to_home(desk.say("You have left “{title}”. Thank you!", title=title), tap)
    return "left"


async def _name_of(desk: Desk, project: Project, user_id: int) -> Member | None:
    return await members.load(await desk.work.direct(), project.id, user_id)


async def _admit(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    row = await _name_of(desk, project, whom)
    if row is None:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    after = await _apply(desk, project, Admit(row), tap)
    if after is None:
        return "refused_admit"
    words = N_(
        "Good news: you now carry “{title}” together. /projects shows where it stands. You can "
        "cancel your own draft if you no longer need it."
    )
    await _tell(desk, after, whom, words)
    await see(desk, after, tap, desk.say("Noted: this person has joined you."))
    return "admitted"


async def _deny(desk: Desk, project: Project, whom: int, tap: Tapped) -> str:
    row = await _name_of(desk, project, whom)
    mine = desk.resident.user_id == project.speaker
    if row is None or row.standing is not Standing.ASKED or not mine:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "refused_deny"
    toast(desk.work, tap)
    await departures.decline(desk.work, row)
    words = N_(
        "“{title}” goes on without anyone else for now. Your own idea is welcome: /new or your "
        "draft takes you there."
    )
    await _tell(desk, project, whom, words)
    await see(desk, project, tap, desk.say("That is noted, and this person is told."))
    return "denied"


async def _tell(desk: Desk, project: Project, user_id: int, words: str) -> None:
    """Tell one person something about a project, in their language."""
    say = await bearers.voice_of(desk.town, desk.work, user_id)
    answers = await invited.answers_of(desk.work, project)
    text = say(words, title=render_people.title_of(project, answers, say))
    desk.work.send(user_id, letters.text(Screen(text)))


_DEEDS: Mapping[str, Deed] = {
    "see": _look,
    "invite": _inviting(BearerRole.MEMBER),
    "standin": _inviting(BearerRole.STANDIN),
    "revoke": _revoke,
    "out": _asking("remove", N_("Who no longer carries the project?")),
    "remove": _remove,
    "hand": _asking("offer", N_("Who shall speak for the project from now on?")),
    "offer": _offer,
    "take": _take,
    "keep": _keep,
    "leave": _ask_leave,
    "left": _leave,
    "admit": _admit,
    "deny": _deny,
}
