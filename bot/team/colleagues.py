"""Speaking to one member of the team: in private where that can be, else by name in the group."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from bot import letters
from bot.team.group import to_group
from bot.town import Town
from dialogs.buttons import Button, Screen, to_base36
from dialogs.casework import VIEW_NAMES, Reply
from dialogs.project import Project
from dialogs.wording import N_, Voice
from storage.work import Work


async def is_reachable(work: Work, user_id: int) -> bool:
    """Whether a person can be written to in private: they pressed Start and did not block us."""
    resident = await work.resident(user_id)
    return resident is not None and resident.unreachable_since is None


async def tell_colleague(town: Town, work: Work, project: Project, user_id: int, what: str) -> None:
    """Tell one colleague about a project; without a private chat the group hears it, by name."""
    say = town.staff_voice
    words, rows = _message(town, project, user_id, what, say)
    if await is_reachable(work, user_id):
        work.send(user_id, letters.text(Screen(words, rows)))
        return
    name = town.team.name_of(user_id)
    named = Markup("{}, {}").format(name, words) if name else words
    await to_group(town, work, Screen(named), project)


def _message(
    town: Town, project: Project, user_id: int, what: str, say: Voice
) -> tuple[Markup, tuple[tuple[Button, ...], ...]]:
    number, title = project.number, project.title
    match what:
        case "opinion":
            words = say("{number}, “{title}”: your opinion is asked.", number=number, title=title)
            return words, ((bench_button(project, "opinion", say.plain("Give my opinion")),),)
        case "opinion_given":
            given = [one for one in project.casework.opinions if one.view is not None]
            last = max(given, key=lambda one: one.given_at or one.asked_at)
            assert last.view is not None  # noqa: S101 - said above
            words = say(
                "{number}, “{title}”: {name} gave an opinion, {view}. {text}",
                number=number,
                title=title,
                name=last.of_name,
                view=say.plain(VIEW_NAMES[last.view]),
                text=last.text,
            )
        case "offer_answered":
            words = _offer_answered(project, say)
        case _:
            words = say(_PLAIN[what], number=number, title=title)
    del town, user_id
    return words, ((bench_button(project, "open", say.plain("Open the dossier")),),)


def _offer_answered(project: Project, say: Voice) -> Markup:
    offer = project.casework.offer
    number, title = project.number, project.title
    if offer is not None and offer.reply is Reply.DISCUSSED:
        return say(
            "{number}, “{title}”: the resident wants to talk about the offer: {text}",
            number=number,
            title=title,
            text=offer.reply_text,
        )
    return say("{number}, “{title}”: the resident accepts the offer.", number=number, title=title)


_PLAIN: Mapping[str, str] = {
    "assigned": N_("{number}, “{title}”: you are in charge of it now."),
    "reply_due": N_(
        "{number}, “{title}”: the resident has had no word from a person yet. Could you write?"
    ),
    "decision_due": N_("{number}, “{title}”: the resident waits for a decision."),
    "opinion_missing": N_(
        "{number}, “{title}”: an opinion has not come. You can decide without it."
    ),
}


def bench_button(project: Project, act: str, label: str) -> Button:
    """A button that opens a project on the bench, in private."""
    return Button(label, f"w.{to_base36(project.id)}.{act}.")
