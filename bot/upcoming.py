"""What will be said next, and to whom: for an operator in the terminal, for staff in a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from bot.town import Town
from dialogs.showing import shorten
from dialogs.wording import N_, Voice
from storage.reminders import Waiting

KIND_NAMES: Mapping[str, str] = {
    "draft_nudge": N_("the resident: an unfinished draft"),
    "promise_nudge": N_("the resident: unfinished promises"),
    "needs_info_nudge": N_("the resident: a question waits for an answer"),
    "silence": N_("the resident: the law has decided"),
    "staff_untaken": N_("staff: nobody has taken the dossier"),
    "enact": N_("staff: a decision takes effect"),
    "staff_reply": N_("staff: the resident has had no word yet"),
    "staff_decision": N_("staff: a decision is waited for"),
    "opinion_nudge": N_("staff: an opinion is waited for"),
    "opinion_missing": N_("staff: an opinion has not come"),
    "town_promise_due": N_("staff: a promise of the town is due"),
    "draft_warning": N_("the bearer: a draft is to be erased"),
    "erase_notice": N_("the bearer: the dossier is to be erased"),
    "resident_waiting": N_("still being studied"),
    "staff_legal_clock": N_("staff: the law decides soon"),
    "staff_convention": N_("staff: the agreement is to be prepared"),
    "sign_nudge": N_("those who sign: the agreement waits"),
    "staff_unsigned": N_("staff: the agreement is not signed"),
    "staff_countersign": N_("staff: the town's signature is missing"),
    "checkin": N_("the bearer: how is it going?"),
    "checkin_silent": N_("the bearer, then staff: no news"),
    "not_started": N_("the bearer, then staff: not begun yet"),
    "workday_brief": N_("all who carry it: a work day"),
    "end_soon": N_("the bearer: the end of the work is near"),
    "completion_ask": N_("the bearer: is it done?"),
    "overdue": N_("the bearer: the day has passed"),
    "hold_over": N_("the bearer: the pause is over"),
    "staff_report": N_("staff: a report waits"),
    "upkeep_due": N_("whose turn it is: a task of the upkeep"),
    "upkeep_again": N_("all who carry it: a task again"),
    "upkeep_late": N_("staff: no news of the upkeep"),
    "upkeep_formal": N_("staff: what to do about the upkeep"),
    "season_tip": N_("the bearer: a tip for the season"),
    "anniversary": N_("all who carry it: one more year"),
    "town_check_due": N_("staff: the town's yearly check"),
    "renewal_ask": N_("the bearer: the end of the term"),
    "staff_hearing": N_("staff: the hearing"),
    "staff_term_over": N_("staff: the term is over"),
}
"""Whom each kind of reminder speaks to, and about what."""


def name(kind: str, say: Voice) -> str:
    """What a kind of reminder is about; one that has no name yet is shown by its id."""
    known = KIND_NAMES.get(kind)
    return say.plain(known) if known else kind


def lines(town: Town, waiting: Iterable[Waiting], say: Voice) -> list[str]:
    """One line a reminder: its moment in the town, its project, what it is about."""
    found = []
    for one in waiting:
        moment = one.at.astimezone(town.setting.zone)
        title = shorten(one.title, 40) or say.plain("an idea without a name")
        project = f"{one.number} {title}".strip()
        found.append(f"{moment:%Y-%m-%d %H:%M}  {project}: {name(one.kind, say)}")
    return found


def to_group(town: Town, waiting: list[Waiting]) -> Markup:
    """The next reminders, as the group reads them."""
    say = town.staff_voice
    if not waiting:
        return say("Nothing is waiting to be said.")
    rows = []
    for one in waiting:
        title = shorten(one.title, 40) or say.plain("an idea without a name")
        rows.append(
            say(
                "• {day}: <b>{number}</b> {title}, {about}",
                day=say.date(town.setting.local_day(one.at)),
                number=one.number,
                title=title,
                about=name(one.kind, say),
            )
        )
    return Markup("\n").join((say("What I say next:"), *rows))
