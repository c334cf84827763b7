"""When someone who carries a project goes or cannot be reached: the project waits for the others.

Leaving, blocking the robot and erasing an account end here. Nothing of a dossier is lost by it:
the stand-ins and the members are asked to take over, and staff know.
"""

from __future__ import annotations

from dataclasses import replace

from bot import bearers, invited, letters, render_people
from bot.projects import act
from bot.town import Town
from dialogs.bearing import MissReferent
from dialogs.buttons import Button, Screen
from dialogs.membership import Member, Standing
from dialogs.project import NOBODY, Project
from dialogs.rights import CLOCK, Why
from dialogs.wording import Voice
from storage import members
from storage.work import Work


async def ask_to_take_over(town: Town, work: Work, project: Project, whom: int) -> None:
    """Ask a member whether they speak for the project from now on."""
    title = await invited.answers_of(work, project)

    def words(say: Voice) -> Screen:
        named = render_people.title_of(project, title, say)
        if project.missing_since is not None:
            text = say(
                "“{title}” has nobody who speaks for it any more. Would you take over? The town "
                "hall then writes to you. Nothing of the idea is lost.",
                title=named,
            )
        else:
            text = say(
                "You are asked to speak for “{title}” from now on. The town hall then writes to "
                "you. Do you accept?",
                title=named,
            )
        yes = (Button(say.plain("Take it over"), render_people.data("take", project)),)
        no = (Button(say.plain("No, thank you"), render_people.data("keep", project)),)
        return Screen(text, (yes, no) if project.handing_to == whom else (yes,))

    say = await bearers.voice_of(town, work, whom, project.language)
    work.send(whom, letters.text(words(say)))


async def ask_successors(town: Town, work: Work, project: Project) -> None:
    """Ask whoever may take over a project that nobody speaks for, its stand-ins first."""
    for user_id in project.successors:
        await ask_to_take_over(town, work, project, user_id)


async def taken_over(town: Town, work: Work, before: Project, after: Project) -> None:
    """A member has become the referent: hand on what was open, and tell the others."""
    await invited.hand_on(town, work, after, before.speaker)
    row = await members.load(await work.direct(), after.id, after.bearer)

    def words(say: Voice) -> Screen:
        name = render_people.called(town, row, say) if row else ""
        text = say("“{title}”: {name} now speaks for the project.", title=after.title, name=name)
        return Screen(text)

    await bearers.write(town, work, after, words, everyone=True, but=after.bearer)


async def left(town: Town, work: Work, before: Project, after: Project, was: Member | None) -> None:
    """Someone has left: their name goes, the others know, a successor is asked."""
    if after.bearer == NOBODY != before.bearer:
        await ask_successors(town, work, after)
        return

    def words(say: Voice) -> Screen:
        name = render_people.called(town, was, say) if was else ""
        return Screen(say("“{title}”: {name} has left the project.", title=after.title, name=name))

    await bearers.write(town, work, after, words)


async def decline(work: Work, row: Member) -> None:
    """A request to join is answered with no: the name is not kept."""
    row = replace(row, standing=Standing.DECLINED, since=work.now, name="", named=False)
    await members.save(await work.direct(), row)


async def unreachable(town: Town, work: Work, user_id: int) -> None:
    """Someone has blocked the robot: where they speak for others, those may take over."""
    for project in await work.projects_of(user_id):
        after = await act(town, work, project, MissReferent(), CLOCK)
        if not isinstance(after, Why):
            await ask_successors(town, work, after)
