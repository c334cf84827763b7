"""What an amendment changes, in words: both wordings of each change, as its document shows them."""

from __future__ import annotations

from datetime import date

from babel.lists import format_list

from bot.documents.papers import Change
from bot.town import Town
from dialogs.agreement import Alteration
from dialogs.amending import TERM, promise_of, task_of
from dialogs.definition import ChoiceStep
from dialogs.project import Project, Side
from dialogs.tending import term_end
from dialogs.upkeep_days import Task
from dialogs.wording import N_, Voice, locale_of

_WHO = {
    "bearer": N_("by those who carry the project"),
    "town": N_("by the town hall"),
    "both": N_("by both together"),
}


def task_words(town: Town, task: Task, say: Voice) -> str:
    """A task of the upkeep with its rhythm, its months and who does it."""
    step = next(
        one for one in town.book.dialogs["upkeep_task"].steps
        if isinstance(one, ChoiceStep) and one.id == "frequency"
    )  # fmt: skip
    rhythm = {one.id: say.plain(one.label) for one in step.options if one.label}
    names = [say.month(date(2000, month, 1)).split()[0] for month in task.months]
    months = format_list(names, locale=locale_of(say.language)) if names else ""
    who = say.plain(_WHO[task.who]) if task.who in _WHO else ""
    told = (task.words, rhythm.get(task.frequency.value, "").lower(), months, who)
    return ", ".join(filter(None, told))


def changes(town: Town, project: Project, say: Voice) -> tuple[Change, ...]:
    """The drafted changes, both wordings of each, as the document shows them."""
    return tuple(_change(town, project, one, say) for one in project.amendment)


def _change(town: Town, project: Project, one: Alteration, say: Voice) -> Change:
    task, promise = task_of(project, one.part), promise_of(project, one.part)
    if one.part == TERM:
        end = term_end(project)
        until = N_("until {day}")
        before = say.plain(until, day=say.date(end)) if end else ""
        after = say.plain(until, day=say.date(one.last)) if one.last else ""
        return Change(what=say.plain("The end of the agreement"), before=before, after=after)
    if promise is not None:
        side = N_("A promise of the town") if promise.side is Side.TOWN else N_(
            "A promise of those who carry the project"
        )  # fmt: skip
        after = say.plain("This promise ends.") if one.ends else one.after
        return Change(what=say.plain(side), before=promise.what, after=after)
    if task is not None or one.task is not None:
        before = task_words(town, task, say) if task else ""
        after = task_words(town, one.task, say) if one.task else say.plain("This task ends.")
        return Change(what=say.plain("The upkeep"), before=before, after=after)
    return Change(what=one.what, before=one.before, after=one.after)
