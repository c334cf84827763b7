"""What buttons do: choosing, ticking, going back, looking again, stopping, cancelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from markupsafe import Markup

from dialogs.acting import At, Move
from dialogs.answers import UNKNOWN, check_date, read
from dialogs.book import Book
from dialogs.buttons import Token
from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ConfirmStep,
    DateStep,
    ListStep,
    MediaStep,
    MonthStep,
    Step,
    YesNoStep,
)
from dialogs.effects import Discard, Finish, PassOn, ShowScreen, Toast
from dialogs.events import Said
from dialogs.found import Complaint, Value
from dialogs.list_moves import add, drop, leave_item, open_item, open_unfinished, redo, up
from dialogs.session import Asking, Frame, Session
from dialogs.view import list_items, talks, ticks
from dialogs.walk import Walk, is_begun
from dialogs.wording import N_


def apply_move(book: Book, session: Session, path: Walk, token: Token) -> Move:
    """Do what a button of the present screen, or a command, asks for."""
    at = At(book, session, path, token)
    form_act = _FORM_ACTS.get(token.act)
    if form_act is not None:
        return form_act(at)
    step_act = _STEP_ACTS.get(token.act)
    if step_act is None:
        return at.toast("This button is no longer in use.")
    step = (
        path.current
        if token.step == "-"
        else book.dialogs[session.top.dialog].by_id.get(token.step)
    )
    # The present screen offers to change any answer, and everything else for its own question.
    in_hand = path.steps if token.act == "edit" else (path.current,)
    if step is None or step not in in_hand:
        return at.toast("This question is no longer asked.")
    return step_act(at, step)


def _back(at: At) -> Move:
    if at.session.asking is not None:
        return at.asking(None)
    before = at.path.before
    if before is not None:
        return Move(at.session.with_top(editing=before.id))
    if at.frame.aside:
        return _leave_aside(at)
    if len(at.session.frames) > 1:
        return leave_item(at)
    return at.toast("This is the first question.")


def _leave_aside(at: At) -> Move:
    after = replace(at.session, frames=at.session.frames[:-1], asking=None, tries=0)
    return Move(after, outcome="left_aside")


def _help(at: At) -> Move:
    return at.asking(Asking("help"))


def _person(at: At) -> Move:
    """Turn aside to write to a person; the form waits underneath."""
    if not talks(at.book, at.session):
        return at.asking(None)
    dialog = at.book.dialogs["message"]
    aside = Frame(dialog.id, dialog.revision, aside=True)
    return Move(at.pushed(aside), outcome="aside")


def _pass(at: At) -> Move:
    """Pass on the words that were not understood."""
    if at.session.unread is None or not talks(at.book, at.session):
        return at.toast("There is nothing to pass on.")
    shown = ShowScreen(passed_on(at.book, at.session), fresh=True)
    return Move(at.session, (shown, PassOn(at.session.unread.text)), "passed_on")


def passed_on(book: Book, session: Session) -> Markup:
    """The line after words were passed on."""
    say = book.voice(session.language)
    return say("I have passed it on. A person will answer you here. Here is where we were.")


def _stay(at: At) -> Move:
    return at.asking(None)


def _pick(at: At) -> Move:
    if not at.path.answers:
        return at.toast("There is no answer yet.")
    return at.asking(Asking("pick"))


def _save(at: At) -> Move:
    return replace(at.asking(Asking("paused")), outcome="paused")


def _cancel(at: At) -> Move:
    """Ask before erasing everything; a digression is only left."""
    if at.frame.aside:
        return _leave_aside(at)
    return at.asking(Asking("cancel"))


def _erase(at: At) -> Move:
    if at.session.asking != Asking("cancel"):
        return at.asking(Asking("cancel"))
    return Move(at.session, (Discard(at.session.root.dialog),), "discarded")


def _send(at: At) -> Move:
    dialog = at.book.dialogs[at.frame.dialog]
    if at.path.current is not None or not dialog.review or at.session.asking is not None:
        return at.toast("Some questions still wait for an answer.")
    return Move(at.session, (Finish(dialog.id, at.path.answers),), "sent")


def _set(at: At, step: Step) -> Move:
    value = at.token.value
    match step:
        case ChoiceStep() if any(option.id == value for option in step.options):
            return at.stored(step, value)
        case YesNoStep() if value in ("yes", "no"):
            return at.stored(step, value == "yes")
        case ConfirmStep() if value == "yes":
            return at.stored(step, True)  # noqa: FBT003 - the answer itself
        case MonthStep() | DateStep():
            return _set_date(at, step)
        case _:
            return at.toast("This answer is no longer offered.")


def _set_date(at: At, step: MonthStep | DateStep) -> Move:
    text = at.token.value
    try:
        found = date.fromisoformat(f"{text}-01" if isinstance(step, MonthStep) else text)
        today = date.fromisoformat(at.session.day)
    except ValueError:
        return at.toast("This answer is no longer offered.")
    match check_date(step, found, at.book.voice(at.session.language), today):
        case Value(value):
            return at.stored(step, value)
        case _:
            return at.toast("This answer is no longer offered.")


def _turn_page(at: At, step: Step) -> Move:
    """Show another month of the calendar."""
    try:
        page, today = (date.fromisoformat(text) for text in (at.token.value, at.session.day))
    except ValueError:
        return at.toast("This button is no longer in use.")
    last = today + timedelta(days=step.within) if isinstance(step, DateStep) else date.min
    if not today.replace(day=1) <= page <= last:
        return at.toast("This button is no longer in use.")
    return replace(at.drafted(step, at.token.value), outcome="paged")


def _blank(at: At, step: Step) -> Move:
    """A cell of the calendar that holds no day."""
    del step
    return Move(at.session, (Toast(),), "blank")


def _unknown(at: At, step: Step) -> Move:
    """Take "I don't know" for an answer, where it is one; else help."""
    if step.dont_know:
        return replace(at.stored(step, UNKNOWN), outcome="unknown")
    return at.asking(Asking("help"))


def _use(at: At, step: Step) -> Move:
    """Take words that came before the question as its answer after all."""
    unread = at.session.unread
    if unread is None:
        return at.toast("This button is no longer in use.")
    say = at.book.voice(at.session.language)
    today = date.fromisoformat(at.session.day)
    draft = at.frame.drafts.get(step.id)
    found = read(step, Said(unread.text), draft, say, today)
    if isinstance(found, Value):
        return at.stored(step, found.value)
    assert isinstance(found, Complaint)  # noqa: S101 - words are never a part of an answer
    return Move(at.session, (ShowScreen(found.text),), "not_understood")


def _tick(at: At, step: Step) -> Move:
    value = at.token.value
    if not isinstance(step, ChoicesStep) or all(option.id != value for option in step.options):
        return at.toast("This answer is no longer offered.")
    chosen = ticks(step, at.frame)
    chosen = [name for name in chosen if name != value] if value in chosen else [*chosen, value]
    return at.drafted(step, chosen)


def _done(at: At, step: Step) -> Move:
    match step:
        case ChoicesStep():
            chosen = ticks(step, at.frame)
            if len(chosen) < step.min:
                return at.toast("Please choose at least one answer first.")
            return at.stored(step, [o.id for o in step.options if o.id in chosen])
        case MediaStep():
            files = at.frame.drafts.get(step.id) or []
            if len(files) < step.min:
                photo = step.accepts == ("photo",)
                return at.toast(
                    N_("Please send a photo first.") if photo else N_("Please send a file first.")
                )
            return at.stored(step, files)
        case ListStep():
            items = list_items(step, at.frame)
            if len(items) < step.min:
                return at.toast("Please add at least one first.")
            if len(items) > step.max:
                return at.toast("The list is full. Remove something first.")
            if (unfinished := open_unfinished(at, step, items)) is not None:
                return unfinished
            return at.stored(step, items)
        case _:
            return at.toast("This button is no longer in use.")


def _keep(at: At, step: Step) -> Move:
    if step.id not in at.frame.answers:
        return at.toast("There is no answer yet.")
    drafts = {name: draft for name, draft in at.frame.drafts.items() if name != step.id}
    after = at.session.with_top(editing=None, drafts=drafts)
    return Move(replace(after, asking=None, tries=0), outcome="kept")


def _skip(at: At, step: Step) -> Move:
    if not step.skippable(at.path.known):
        return at.toast("This question needs an answer.")
    if at.frame.drafts.get(step.id) and is_begun(at.frame, step.id):
        begun = at.toast("You have begun an answer: press “Done”, or take it out first.")
        return replace(begun, session=replace(at.session, asking=None))
    if at.frame.answers.get(step.id) is not None:
        return _keep(at, step)
    return replace(at.stored(step, None), outcome="skipped")


def _edit(at: At, step: Step) -> Move:
    if step.id not in at.path.answers:
        return at.asking(None)
    after = at.session.with_top(editing=step.id)
    return Move(replace(after, asking=None, tries=0), outcome="editing")


def _drop(at: At, step: Step) -> Move:
    """Take out the last file, or one item of a list."""
    if isinstance(step, MediaStep):
        files = at.frame.drafts.get(step.id) or []
        return at.drafted(step, files[:-1])
    return drop(at, step)


_FORM_ACTS: dict[str, Callable[[At], Move]] = {
    "back": _back,
    "help": _help,
    "stay": _stay,
    "pick": _pick,
    "save": _save,
    "cancel": _cancel,
    "erase": _erase,
    "send": _send,
    "person": _person,
    "pass": _pass,
}

_STEP_ACTS: dict[str, Callable[[At, Step], Move]] = {
    "set": _set,
    "tick": _tick,
    "done": _done,
    "keep": _keep,
    "skip": _skip,
    "edit": _edit,
    "add": add,
    "open": open_item,
    "redo": redo,
    "drop": _drop,
    "up": up,
    "unknown": _unknown,
    "use": _use,
    "page": _turn_page,
    "blank": _blank,
}
