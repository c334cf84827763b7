"""What follows when a document of a convention is made: it is sent for signature, or handed out."""

from __future__ import annotations

from markupsafe import Markup

from bot import bearers, letters
from bot.documents.papers import PAPER, Amendment, Renewal
from bot.documents.plain import Said
from bot.projects import act as act_on
from bot.signing import asking, handing, sheets, team_forms
from bot.signing.buttons import button
from bot.team.colleagues import is_reachable
from bot.team.group import to_group
from bot.town import Town
from dialogs.agreement import Kind
from dialogs.buttons import Screen
from dialogs.lifecycle import apply
from dialogs.outcomes import Refused
from dialogs.project import NOBODY, Project
from dialogs.showing import shorten
from dialogs.signing import Issue
from dialogs.wording import N_
from storage import conventions
from storage.conventions import Act
from storage.work import Work


async def made(town: Town, work: Work, act: Act, said: Said) -> None:
    """Go on with a document that is whole and on the disk."""
    project = await work.project(act.project_id)
    if project is None:
        return
    if act.kind == "evidence":
        await _hand_out_copies(town, work, project, act)
    elif act.kind == "ending":
        await _end(town, work, project, act)
    else:
        await _send_for_signature(town, work, project, act, said)


async def _send_for_signature(
    town: Town, work: Work, project: Project, act: Act, said: Said
) -> None:
    say = town.staff_voice
    action = _issue(act, said)
    actor = town.actor(act.asked_by, town.team.name_of(act.asked_by))
    outcome = apply(project, action, actor, work.now, town.rules)
    if isinstance(outcome, Refused):
        words = say(
            "{number}, “{title}”: the document is made, and it is not sent. {why}",
            number=project.number,
            title=project.title,
            why=say.plain(outcome.why),
        )
        await to_group(town, work, Screen(words), project)
        return
    if await asking.is_outdated(town, work, project, act):  # changed while it was being made
        paper = await asking.again(town, work, project, act)
        await asking.note(town, work, project, act.kind, paper, actor)
        return
    await handing.hand_to_signers(town, work, project, act, said)
    after = await act_on(town, work, project, action, actor)
    if isinstance(after, Project):
        await team_forms.refresh(town, work, after)
    words = say(
        "{number}, “{title}”: {what} is out for signature.",
        number=project.number,
        title=project.title,
        what=handing.name(act, say),
    )
    row = (button(project, say, N_("The agreement"), "open"),)
    await to_group(town, work, Screen(words, (row,)), project)


def _issue(act: Act, said: Said) -> Issue:
    paper = PAPER.validate_json(act.data)
    again = paper.terms if isinstance(paper, Renewal) else None
    return Issue(
        sha256=act.sha256 or "",
        kind=Kind(act.kind),
        changes=shorten(", ".join(one.what for one in said.own.changes), 800),
        term_start=again.term_start if again else None,
        term_years=again.term_years if again else 0,
        version=act.version,
        applies_from=paper.applies_from if isinstance(paper, Amendment) else None,
    )


async def _hand_out_copies(town: Town, work: Work, project: Project, page: Act) -> None:
    """Everyone who signed receives the signed text and its evidence page; so does the team."""
    history = await conventions.load_history(await work.direct(), project.id)
    text = next((one for one in history if one.version == page.version), None)
    if text is None:
        return
    towns = [one.by for one in project.signatures if one.for_town and one.version == page.version]
    team = {*towns, *([project.assigned_to] if project.assigned_to else [])}
    people = [one for one in team if one not in project.carriers and await is_reachable(work, one)]
    if bearers.has_no_account(project) and project.filed_by in town.team.everyone():
        people.append(project.filed_by)
    for user_id in dict.fromkeys((*project.carriers, *sorted(people))):
        await give_copies(town, work, user_id, (text, page), project.language)
        await give_sheets(town, work, user_id, project, page.version)
    say = town.staff_voice
    words = say(
        "{number}, “{title}”: signed by all, version {version}. Everyone has the agreement and its "
        "evidence page.",
        number=project.number,
        title=project.title,
        version=page.version,
    )
    row = (button(project, say, N_("Receive the PDF"), "copies"),)
    await to_group(town, work, Screen(words, (row,)), project)


async def give_copies(
    town: Town, work: Work, user_id: int, acts: tuple[Act, ...], language: str = ""
) -> None:
    """Send documents to one person."""
    if user_id == NOBODY:
        return
    say = await bearers.voice_of(town, work, user_id, language)
    for act in acts:
        if act.sha256:
            work.send(user_id, handing.pdf(act, say))


async def give_sheets(
    town: Town, work: Work, user_id: int, project: Project, version: int | None = None
) -> None:
    """Send the sheets that were signed by hand to one person."""
    if user_id != NOBODY:
        say = await bearers.voice_of(town, work, user_id, project.language)
        await sheets.send(work, user_id, project, say, version)


async def _end(town: Town, work: Work, project: Project, act: Act) -> None:
    """Hand out the end of a convention; it joins its history."""
    for user_id in project.carriers:
        await give_copies(town, work, user_id, (act,), project.language)
    if bearers.has_no_account(project):
        name = Markup("{}").format(handing.name(act, town.voice(project.language)))
        await bearers.by_staff(town, work, project, Screen(name))
    say = town.staff_voice
    words = say("{number}, “{title}”: the end of the agreement is written.",
                number=project.number, title=project.title)  # fmt: skip
    row = (button(project, say, N_("Receive the PDF"), "copies"),)
    work.send(town.group.id, letters.text(Screen(words, (row,))))
