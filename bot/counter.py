"""The town hall's counter: staff file a dossier for someone without Telegram, in their own chat.

The same form as everyone's, under the person's name. Until they link an account by the code of
their receipt, what is said to them goes to whoever filed it (`bot.bearers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from bot import invited, letters, links, notice
from bot.desk import Desk
from bot.forms import show, toast
from bot.incoming import Tapped
from bot.projects import keep
from dialogs.answers import is_reach
from dialogs.buttons import Button, Screen, to_base36
from dialogs.membership import BearerRole
from dialogs.project import NOBODY, Channel, Project, State
from dialogs.rights import Actor
from storage import invitations
from storage.journal import Entry
from storage.sessions import Held


async def open_counter(desk: Desk) -> None:
    """Begin a dossier for someone else; show those that still wait for their person."""
    waiting = [
        project
        for project in await desk.work.projects_filed_by(desk.resident.user_id)
        if project.number and project.state not in (State.CLOSED, State.WITHDRAWN)
    ]
    if not waiting:
        await _begin(desk)
        return
    say = desk.say
    lines = [say("Dossiers that you filed for people who are not on Telegram:")]
    lines += [
        say("• {number}, “{title}”: {name}", number=one.number, title=one.title,
            name=one.person_name)
        for one in waiting[:20]
    ]  # fmt: skip
    rows: list[tuple[Button, ...]] = [(Button(say.plain("File a new dossier"), "k.new"),)]
    rows += [
        (
            Button(say.plain("Open {number}", number=one.number), f"p.{to_base36(one.id)}.see"),
            Button(
                say.plain("New code: {number}", number=one.number),
                f"k.code.{to_base36(one.id)}",
            ),
        )
        for one in waiting[:20]
    ]
    rows.append((Button(say.plain("Back"), "h.home"),))
    await show(desk.work, desk.place, Screen(Markup("\n").join(lines), tuple(rows)))


async def button(desk: Desk, tap: Tapped) -> str:
    """Do what a button of the counter says; only a member of the team has a counter."""
    _, name, project_id = [*tap.data.split("."), "", ""][:3]
    sound = project_id.isascii() and project_id.isalnum() and len(project_id) <= 12
    project = await desk.work.project(int(project_id, 36)) if sound else None
    if not desk.town.team.roles_of(desk.resident.user_id):
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    if name == "new":
        toast(desk.work, tap)
        await _begin(desk, tap)
        return "counter_begun"
    mine = project is not None and project.filed_by == desk.resident.user_id
    if name != "code" or project is None or not mine or project.bearer != NOBODY:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    toast(desk.work, tap)
    await give_code(desk, project)
    await desk.show_present()
    return "code_given"


async def _begin(desk: Desk, tap: Tapped | None = None) -> None:
    below = await desk.present()
    desk.begin("counter", None, back=below.session.id if below else "")
    await desk.show_present(tap=tap)


async def begin_dossier(
    desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None = None
) -> None:
    """The person is known: open their dossier in the staff member's chat."""
    desk.end(held)
    work, user_id = desk.work, desk.resident.user_id
    actor = desk.town.actor(user_id, "")
    if not actor.roles:
        await desk.go_back(held, desk.say("Only the town's team can do this."), tap)
        return
    project = Project(
        id=await work.count_up("project"),
        bearer=NOBODY,
        state=State.DRAFT,
        created_at=work.now,
        language=desk.resident.language,
        active_on=desk.town.setting.local_day(work.now),
        channel=Channel(answers["channel"]),
        filed_by=user_id,
        filed_by_name=desk.name,
        person_name=answers["person_name"],
        person_contact=answers["contact"],
    )
    keep(desk.town, work, None, project)
    reason = f"notice version {notice.version(desk.town)}, read out or handed over, adult: yes"
    work.write_journal(Entry(work.now, actor.key, "privacy_notice", project.id, reason=reason))
    known = {"display_name": project.person_name}
    if is_reach(project.person_contact):
        known["contact_alt"] = project.person_contact
    desk.begin("idea", project.id, back=held.session.back, whom=project.person_name, answers=known)
    await desk.show_present(tap=tap)


async def give_code(desk: Desk, project: Project) -> None:
    """Make the code that links a dossier to its person's account, and show it once, to print."""
    town, work, say = desk.town, desk.work, desk.say
    transaction = await work.direct()
    await invitations.revoke(transaction, project.id, frozenset({BearerRole.REFERENT}), work.now)
    code = await invited.mint(
        town, work, project, BearerRole.REFERENT, desk.resident.user_id, code=True
    )
    found = await invitations.find(transaction, links.digest(code))
    assert found is not None  # noqa: S101 - made just above
    link = town.account.link(code)
    words = Markup("\n\n").join(
        (
            say(
                "To print and hand over with the receipt of <b>{number}</b>, “{title}”.",
                number=project.number,
                title=project.title,
            ),
            say("Code: <code>{code}</code>, until {date}.", code=links.spelled(code),
                date=say.date(town.setting.local_day(found.expires_at))),
            say(
                "With it {name} can follow the dossier on Telegram: {link}\n"
                "Or write <code>/link {code}</code> to @{bot}.",
                name=project.person_name,
                link=link,
                code=links.spelled(code),
                bot=town.account.name,
            ),
        )
    )  # fmt: skip
    work.send(desk.resident.user_id, letters.qr(link, words))
    work.write_journal(Entry(work.now, Actor(desk.resident.user_id).key, "code_given", project.id))
