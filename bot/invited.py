"""Coming to a project by a link or a code, and asking to join one: from the first press to the end.

Whoever comes is welcomed first if they are new, sees the idea, then answers a short form laid over
whatever they were doing. Rights are checked when the answer is applied, not when the link is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from bot import bearers, letters, links, render_people
from bot.desk import VISITS, Desk
from bot.forms import new_session
from bot.incoming import Tapped
from bot.projects import act
from bot.town import Town
from dialogs.bearing import Join, Link
from dialogs.buttons import Button, Screen
from dialogs.lifecycle import apply
from dialogs.membership import BearerRole, Invitation, Member, Standing
from dialogs.outcomes import Refused
from dialogs.project import NOBODY, STATE_NAMES, Project
from dialogs.rights import Actor, Why
from dialogs.session import Session
from dialogs.showing import place_words, shorten
from dialogs.spoken import words_of
from dialogs.wording import Voice
from storage import invitations, members
from storage.journal import Entry
from storage.sessions import Held
from storage.work import Work


async def mint(
    town: Town, work: Work, project: Project, role: BearerRole, by: int, *, code: bool = False
) -> str:
    """Make a link's or a code's secret; it is known only now, its digest is kept."""
    secret = links.new_code() if code else links.new_token()
    days = town.together.code_days if code else town.together.link_days
    await invitations.add(
        await work.direct(),
        links.digest(secret),
        project_id=project.id,
        role=role,
        made_by=by,
        made_at=work.now,
        expires_at=work.now + timedelta(days=days),
        uses=1 if code else town.together.link_uses,
    )
    return secret


# -- coming ----------------------------------------------------------------------------------------


async def arrive(desk: Desk, secret: str) -> str:
    """Someone comes by a link, or with a code: lead them to the idea, or say why it is not open."""
    user_id, say = desk.resident.user_id, desk.say
    transaction = await desk.work.direct()
    tried = await invitations.count_wrong(transaction, user_id, desk.work.now)
    if tried >= desk.town.together.wrong_codes:
        words = "These were many wrong codes. Please wait an hour, or call us: {service}, {phone}."
        await desk.show_present(desk.town.book.tell(say, words))
        return "codes_throttled"
    found = None
    for digest in links.digests(secret):
        found = found or await invitations.find(transaction, digest)
    if found is None:
        await invitations.note_wrong(transaction, user_id, desk.work.now)
        note = say("I do not know this link or code. Is it complete? Please ask for a new one.")
        await desk.show_present(note)
        return "unknown_link"
    project = await desk.work.project(found.project_id)
    assert project is not None  # noqa: S101 - a foreign key sees to it
    if why := await _closed(desk, project, found):
        await desk.show_present(say(why.value))
        return f"link_{why.name.lower()}"
    row = await members.load(transaction, project.id, user_id)
    row = row or Member(project.id, user_id, found.role, Standing.INVITED, desk.work.now)
    came = replace(row, role=found.role, standing=Standing.INVITED, invitation=found.id)
    await members.save(transaction, replace(came, since=desk.work.now))
    dialog = "claim" if found.role is BearerRole.REFERENT else "join"
    await _lay_over(desk, dialog, project, {})
    return "invited"


async def _closed(desk: Desk, project: Project, invitation: Invitation) -> Why | None:
    """Why a link leads nowhere for this person, as far as it can be said before they answer."""
    user_id = desk.resident.user_id
    if user_id in project.everyone:
        return Why.ALREADY_THERE
    row = await members.load(await desk.work.direct(), project.id, user_id)
    if row is not None and row.standing is Standing.REMOVED and invitation.made_at <= row.since:
        return Why.CLOSED_LINK
    claims = invitation.role is BearerRole.REFERENT
    action = Link(invitation, desk.resident.language) if claims else Join(invitation)
    outcome = apply(project, action, Actor(user_id), desk.work.now, desk.town.rules)
    return outcome.why if isinstance(outcome, Refused) else None


async def ask_to_join(desk: Desk, project: Project, tap: Tapped) -> None:
    """Someone would rather join an idea that is there than present their own."""
    transaction = await desk.work.direct()
    user_id = desk.resident.user_id
    row = await members.load(transaction, project.id, user_id)
    row = row or Member(project.id, user_id, BearerRole.MEMBER, Standing.ASKING, desk.work.now)
    row = replace(row, role=BearerRole.MEMBER, standing=Standing.ASKING, since=desk.work.now)
    await members.save(transaction, replace(row, invitation=None))
    await _lay_over(desk, "join", project, {"accept": True}, tap)


async def _lay_over(
    desk: Desk,
    dialog: str,
    project: Project,
    answers: Mapping[str, Any],
    tap: Tapped | None = None,
) -> None:
    """Lay a form about a project over whatever the person was doing."""
    for held in await desk.work.open_sessions(desk.resident.user_id, desk.resident.user_id):
        if held.session.root.dialog in VISITS and held.project_id == project.id:
            desk.end(held)
    below = await desk.present()
    if below is not None and below.session.root.dialog == "welcome":
        desk.begin(dialog, project.id, answers=answers)
        desk.face(below)  # first the first words, then the invitation
        await desk.show_present(tap=tap)
        return
    back = below.session.id if below is not None else ""
    held = desk.begin(dialog, project.id, back=back, answers=answers)
    if desk.resident.adult:
        await show_invitation(desk, held, tap)
    else:
        await desk.begin_welcome()
        await desk.show_present(tap=tap)


async def waiting(desk: Desk) -> Held | None:
    """The invitation that waits for someone who had to read the first words before."""
    user_id = desk.resident.user_id
    for held in await desk.work.open_sessions(user_id, user_id):
        if held.session.root.dialog in VISITS:
            return held
    return None


async def show_invitation(desk: Desk, held: Held, tap: Tapped | None = None) -> None:
    """Show what the idea is, then the question."""
    assert held.project_id is not None  # noqa: S101 - these forms always have their project
    project = await desk.work.project(held.project_id)
    row = await members.load(await desk.work.direct(), held.project_id, desk.resident.user_id)
    assert project is not None  # noqa: S101 - a foreign key sees to it
    assert row is not None  # noqa: S101 - kept before the form was begun
    desk.face(held)
    if row.standing is Standing.INVITED:
        desk.send(await _presented(desk, project, row.role))
        await desk.show_present()
    else:
        await desk.show_present(tap=tap)


async def _presented(desk: Desk, project: Project, role: BearerRole) -> Markup:
    """The idea for someone invited: title, place, description; no name and no contact."""
    say = desk.say
    answers = await answers_of(desk.work, project)
    title = render_people.title_of(project, answers, say)
    match role:
        case BearerRole.REFERENT:
            head = say("This dossier was filed at the town hall: <b>{title}</b>.", title=title)
        case BearerRole.STANDIN:
            head = say("You are invited to stand in for this idea: <b>{title}</b>.", title=title)
        case BearerRole.MEMBER:
            head = say("You are invited to carry this idea: <b>{title}</b>.", title=title)
    parts = [head]
    place = answers.get("place")
    if isinstance(place, Mapping) and "unknown" not in place:
        parts.append(say("Place: {place}", place=shorten(place_words(place, say), 200)))
    if role is not BearerRole.REFERENT and (what := words_of(answers.get("description"))):
        parts.append(Markup("<blockquote>{}</blockquote>").format(shorten(str(what), 1500)))
    return Markup("\n\n").join(parts)


async def answers_of(work: Work, project: Project) -> Mapping[str, Any]:
    """What is known of an idea: its dossier, or the draft that is being written."""
    if project.dossier:
        return project.dossier
    drafts = [
        held
        for held in await work.sessions_of(project.id)
        if held.session.root.dialog not in VISITS
    ]
    return drafts[0].session.root.answers if drafts else {}


# -- answering -------------------------------------------------------------------------------------


async def answered(
    desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None = None
) -> None:
    """The short form is complete: join, ask, link, or decline."""
    desk.end(held)
    assert held.project_id is not None  # noqa: S101 - these forms always have their project
    project = await desk.work.project(held.project_id)
    transaction = await desk.work.direct()
    row = await members.load(transaction, held.project_id, desk.resident.user_id)
    assert project is not None  # noqa: S101 - a foreign key sees to it
    assert row is not None  # noqa: S101 - kept before the form was begun
    if row.standing not in (Standing.INVITED, Standing.ASKING):
        await desk.go_back(held, desk.say("This invitation is answered already."), tap)
        return
    if not answers.get("accept", answers.get("mine")):
        row = replace(row, standing=Standing.DECLINED, since=desk.work.now)
        await members.save(transaction, row)
        note = desk.say("That is noted. Thank you for having had a look!")
        await desk.go_back(held, note, tap)
        return
    if "name" in answers:
        row = replace(row, name=answers["name"], named=answers["named"])
        await members.save(transaction, row)
        _note_consent(desk, project, named=row.named)
    if row.standing is Standing.ASKING:
        note = await _ask(desk, project, row)
    else:
        note = await _come(desk, project, row)
    await desk.go_back(held, note, tap)


async def put_off(desk: Desk, held: Held, tap: Tapped | None = None) -> None:
    """Someone closes the form without an answer: the link still works."""
    desk.end(held)
    note = desk.say("Nothing has changed. The link still works if you think again.")
    await desk.go_back(held, note, tap)


def _note_consent(desk: Desk, project: Project, *, named: bool) -> None:
    actor = Actor(desk.resident.user_id).key
    reason = "yes" if named else "no"
    desk.work.write_journal(Entry(desk.work.now, actor, "consent_named", project.id, reason=reason))


async def _come(desk: Desk, project: Project, row: Member) -> Markup:
    """Apply the link that a person came by; return what they read."""
    transaction = await desk.work.direct()
    used = await invitations.load(transaction, row.invitation) if row.invitation else None
    assert used is not None  # noqa: S101 - a foreign key sees to it
    claims = used.role is BearerRole.REFERENT
    actor = Actor(desk.resident.user_id)
    action = Link(used, desk.resident.language) if claims else Join(used)
    after = await act(desk.town, desk.work, project, action, actor)
    if isinstance(after, Why):
        return desk.say(after.value)
    await invitations.use(transaction, used.id)
    if claims:
        return await _linked(desk, project, after)
    await _tell_joined(desk.town, desk.work, after, replace(row, joined_at=desk.work.now))
    return desk.say(
        "Welcome! You now carry “{title}” together. /projects shows where it stands.",
        title=render_people.title_of(after, await answers_of(desk.work, after), desk.say),
    )


async def _tell_joined(town: Town, work: Work, project: Project, member: Member) -> None:
    title = await answers_of(work, project)

    def words(say: Voice) -> Screen:
        text = say(
            "“{title}”: {name} has joined you.",
            title=render_people.title_of(project, title, say),
            name=render_people.called(town, member, say),
        )
        button = Button(say.plain("See who carries it"), render_people.data("see", project))
        return Screen(text, ((button,),))

    await bearers.write(town, work, project, words, but=member.user_id)


async def _ask(desk: Desk, project: Project, row: Member) -> Markup:
    """Bring a request to whoever speaks for a project; return what the person reads."""
    row = replace(row, standing=Standing.ASKED, since=desk.work.now)
    await members.save(await desk.work.direct(), row)

    def words(say: Voice) -> Screen:
        text = say(
            "{name} had a similar idea and would like to carry “{title}” ({number}) with you.",
            name=render_people.called(desk.town, row, say),
            title=project.title,
            number=project.number,
        )
        yes = Button(say.plain("Accept"), render_people.data("admit", project, row.user_id))
        no = Button(say.plain("Decline"), render_people.data("deny", project, row.user_id))
        return Screen(text, ((yes, no),))

    await bearers.write(desk.town, desk.work, project, words)
    return desk.say(
        "Your request is on its way. The answer comes here. Your own idea is kept meanwhile."
    )


async def _linked(desk: Desk, before: Project, project: Project) -> Markup:
    """A dossier filed by staff has its account: hand on what was open, tell who filed it."""
    town, work = desk.town, desk.work
    transaction = await work.direct()
    await invitations.revoke(transaction, project.id, frozenset({BearerRole.REFERENT}), work.now)
    await hand_on(town, work, project, before.filed_by)
    if before.filed_by != NOBODY:
        say = await bearers.voice_of(town, work, before.filed_by)
        words = say(
            "{number}, “{title}”: {name} has linked a Telegram account. I now write to them "
            "directly.",
            number=project.number,
            title=project.title,
            name=project.person_name,
        )
        work.send(before.filed_by, letters.text(Screen(words)))
    return desk.say(
        "It is done: I write to you here about “{title}” ({number}). At the moment: {state}.",
        title=project.title,
        number=project.number,
        state=desk.say.plain(STATE_NAMES[project.state]),
    )


async def hand_on(town: Town, work: Work, project: Project, former: int) -> None:
    """Give the forms that were open about a project to its new referent, with all answers."""
    resident = await work.resident(project.bearer)
    language = resident.language if resident else project.language
    for held in await work.sessions_of(project.id):
        if held.owner != former or held.session.root.dialog in VISITS:
            continue
        work.put_session(replace(held, ended_at=work.now))
        taken = _taken_over(town, held.session, language)
        work.put_session(replace(held, session=taken, owner=project.bearer, chat_id=project.bearer))


def _taken_over(town: Town, session: Session, language: str) -> Session:
    """The same answers under an id of its own: the former screens' buttons no longer act."""
    fresh = new_session(town, session.root.dialog, language)
    return replace(fresh, frames=session.frames, day=session.day)
