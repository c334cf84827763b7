"""The bearer's answer to the town's offer: a yes with one press, or words to talk about it.

The offer's buttons carry "o.<project>.<answer>.<mark>"; the mark is the offer that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from bot.decision_letters import offer_mark
from bot.desk import Desk
from bot.forms import toast
from bot.incoming import Tapped
from bot.projects import act
from bot.team.bench import project_by
from bot.team.forms import begin
from bot.town import Town
from dialogs.handling import AnswerOffer
from dialogs.rights import Actor, Why
from storage.sessions import Held
from storage.work import Work


async def pressed(town: Town, work: Work, tap: Tapped) -> str:
    """Note the bearer's answer."""
    desk = await Desk.open(town, work, tap.person)
    _, code, name, mark = [*tap.data.split("."), "", "", ""][:4]
    project = await project_by(work, code)
    say = desk.say
    if project is None or project.speaker != tap.person.id:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    if mark != offer_mark(project):
        toast(work, tap, say.plain("The town hall has sent another offer: please read that one."))
        return "stale_button"
    if name == "talk":
        toast(work, tap)
        held = begin(town, work, project, "discuss", tap.person.id, tap.person.id)
        desk.face(held)
        await desk.show_present()
        return "offer_discussed"
    actor = Actor(tap.person.id, tap.person.name)
    after = await act(town, work, project, AnswerOffer(accepted=True), actor)
    if isinstance(after, Why):
        toast(work, tap, say.plain(after))
        return f"refused_{after.name.lower()}"
    toast(work, tap, say.plain("Noted. Thank you!"))
    desk.send(say("Noted: the offer suits you. The town hall goes on with the decision."))
    return "offer_accepted"


async def discussed(desk: Desk, held: Held, answers: Mapping[str, Any]) -> Markup:
    """Bring the bearer's words about an offer to the person who sent it."""
    project = await desk.work.project(held.project_id) if held.project_id is not None else None
    if project is None:
        return desk.say("This form is already closed.")
    actor = Actor(desk.resident.user_id)
    action = AnswerOffer(accepted=False, text=str(answers["text"]))
    after = await act(desk.town, desk.work, project, action, actor)
    if isinstance(after, Why):
        return desk.say(after.value)
    return desk.say("I have passed it on to the town hall.")
