"""From a session to what the person sees. A pure function: the same session, the same screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from dialogs.adapting import adapt, is_current
from dialogs.answers import DONT_KNOW, NO, YES
from dialogs.book import Book
from dialogs.buttons import Button, Screen
from dialogs.date_buttons import date_rows, month_rows
from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ConfirmStep,
    DateStep,
    ListStep,
    MediaStep,
    MonthStep,
    Step,
    TextStep,
    YesNoStep,
)
from dialogs.pen import PARAGRAPH, Pen, Rows, bold, example, pair
from dialogs.session import PROPOSED, Frame, Session
from dialogs.showing import computed, describe, far_away, shorten, summary
from dialogs.texts import visible
from dialogs.walk import Walk, is_begun, walk
from dialogs.wording import Voice

TEXT_LIMIT = 4096
"""Characters of a message after parsing (Bot API, sendMessage)."""

_ROOM = 3600
"""What a review may fill, leaving room for a note and for longer languages."""


def view(book: Book, session: Session) -> Screen:
    """Draw the session's screen in the session's language."""
    if session.root.dialog not in book.dialogs:
        return Screen(gone_words(book.voice(session.language)))
    if not is_current(book.dialogs, session):
        session = adapt(book.dialogs, session)
    say = book.voice(session.language)
    pen = Pen(session, say)
    path = walk(book.dialogs[session.top.dialog], session.top)
    screen = _screen(book, session, path, pen)
    if session.whom:
        text = PARAGRAPH.join((say("For {name}:", name=session.whom), screen.text))
        screen = replace(screen, text=text)
    if session.unread is None or not (talks(book, session) or session.unread.early):
        return screen
    return replace(screen, rows=(*_unread_rows(book, session, path, pen), *screen.rows))


def _screen(book: Book, session: Session, path: Walk, pen: Pen) -> Screen:
    if session.asking is not None:
        return _asking(book, session, path, pen)
    if path.current is None:
        return _review(book, session, path, pen)
    return _question(book, session, path, path.current, pen)


def gone_words(say: Voice) -> Markup:
    """What is said of a form that is in the book no more."""
    return say("This form is not used any more. What you wrote in it is kept.")


def talks(book: Book, session: Session) -> bool:
    """Whether a word to a person at the town hall makes sense beside this form."""
    return book.dialogs[session.root.dialog].talk and not session.top.aside


def _unread_rows(book: Book, session: Session, path: Walk, pen: Pen) -> Rows:
    """What can be done with words that were not taken for an answer."""
    rows: Rows = []
    if talks(book, session):
        rows.append((pen.button("Pass it on to a person", "-", "pass"),))
    step = path.current
    usable = session.unread is not None and session.unread.early and session.asking is None
    if usable and step is not None and not isinstance(step, MediaStep | ListStep | ChoicesStep):
        rows.insert(0, (pen.button("It is my answer", step.id, "use"),))
    return rows


def _question(book: Book, session: Session, path: Walk, step: Step, pen: Pen) -> Screen:
    say, frame = pen.say, session.top
    first = path.rank == 1 and not session.rev  # after the first turn it has been read
    intro = book.dialogs[session.top.dialog].intro if first else ()
    lines = [
        *(book.tell(say, paragraph) for paragraph in intro),
        _progress(session, path, say),
        bold(book.tell(say, step.question)),
    ]
    if hint := _hint(step, frame):
        lines.append(book.tell(say, hint))
    lines.append(computed(book, frame, path.known, step.id, say))
    if step.example:
        lines.append(example(book, step, say))
    lines += _so_far(book, step, frame, say)
    rows = _answer_rows(book, path, step, frame, pen)
    if step.id in frame.answers and not isinstance(step, ListStep):
        rows.append((pen.button("Keep this answer", step.id, "keep"),))
    elif step.skippable(path.known):
        rows.append((pen.button("Skip this question", step.id, "skip"),))
    if step.dont_know:
        rows.append((pen.button(DONT_KNOW, step.id, "unknown"),))
    rows.append(_moves(session, path, step, pen))
    return Screen(PARAGRAPH.join([line for line in lines if line]), tuple(rows))


def _hint(step: Step, frame: Frame) -> str:
    laid_in = isinstance(step, ListStep) and step.id in frame.given.get(PROPOSED, ())
    return step.proposed if laid_in and isinstance(step, ListStep) else step.hint


def _progress(session: Session, path: Walk, say: Voice) -> Markup:
    if len(session.frames) > 1 or len(path.steps) < 4 or path.frontier is None:
        return Markup("")
    return say("Question {rank} of about {total}", rank=path.rank, total=len(path.steps))


def _so_far(book: Book, step: Step, frame: Frame, say: Voice) -> list[Markup]:
    """What the step holds already: an answer to change, photos or items received."""
    draft = frame.drafts.get(step.id)
    if isinstance(step, ListStep):
        items = list_items(step, frame)
        return [
            Markup("\n").join(
                Markup("{}. {}").format(rank, shorten(summary(book, step.item, item, say), 200))
                for rank, item in enumerate(items, 1)
            )
        ]
    if isinstance(step, MediaStep) and draft:
        if step.accepts == ("photo",):
            return [say.count("{n} photo received.", "{n} photos received.", len(draft))]
        return [say.count("{n} file received.", "{n} files received.", len(draft))]
    if step.id in frame.answers and not isinstance(step, ChoicesStep):
        shown = shorten(describe(book, step, frame.answers[step.id], say), 600)
        return [say("Your answer for now: {answer}", answer=shown)]
    return []


def _answer_rows(book: Book, path: Walk, step: Step, frame: Frame, pen: Pen) -> Rows:
    draft = frame.drafts.get(step.id)
    match step:
        case ChoiceStep():
            return pair([pen.button(o.label, step.id, "set", o.id) for o in step.options])
        case ChoicesStep():
            ticked = ticks(step, frame)
            rows = pair(
                [
                    pen.raw(
                        ("☑ " if o.id in ticked else "☐ ") + pen.say.plain(o.label),
                        step.id,
                        "tick",
                        o.id,
                    )
                    for o in step.options
                ]
            )
            return [*rows, (pen.button("Done", step.id, "done"),)]
        case YesNoStep():
            return [(pen.button(YES, step.id, "set", "yes"), pen.button(NO, step.id, "set", "no"))]
        case ConfirmStep():
            return [(pen.button(step.accept, step.id, "set", "yes"),)]
        case MediaStep() if draft:
            return [
                (
                    pen.button("Done", step.id, "done"),
                    pen.button("Remove the last one", step.id, "drop"),
                )
            ]
        case MediaStep() if step.min == 0 and not step.skippable(path.known):
            none = "No photo" if step.accepts == ("photo",) else "No file"
            return [(pen.button(none, step.id, "done"),)]
        case ListStep():
            return _list_rows(book, step, frame, pen)
        case MonthStep() if pen.day:
            return month_rows(step, pen.day, pen.say, pen.raw)
        case DateStep() if pen.day:
            return date_rows(step, pen.day, draft, pen.say, pen.raw)
        case _:
            return []


def ticks(step: ChoicesStep, frame: Frame) -> list[str]:
    """The boxes ticked so far: the unfinished answer, else the present one."""
    return _gathered(step, frame)


def _gathered(step: Step, frame: Frame) -> list[Any]:
    """The unfinished list, else the present answer; nothing when that is "skipped" or "unknown"."""
    held = frame.drafts.get(step.id, frame.answers.get(step.id))
    return list(held) if isinstance(held, list | tuple) else []


def _list_rows(book: Book, step: ListStep, frame: Frame, pen: Pen) -> Rows:
    items = list_items(step, frame)
    rows: Rows = [
        (
            pen.raw(
                f"{rank + 1}. {shorten(summary(book, step.item, item, pen.say), 40)}",
                step.id,
                "open",
                str(rank),
            ),
        )
        for rank, item in enumerate(items)
    ]
    if len(items) < step.max:
        rows.append((pen.button(step.add, step.id, "add"),))
    if step.min <= len(items) <= step.max:
        label = "Done" if items else "Nothing to add"
        rows.append((pen.button(label, step.id, "done"),))
    return rows


def list_items(step: ListStep, frame: Frame) -> list[dict[str, Any]]:
    """The items so far: the unfinished list, else the present answer."""
    return _gathered(step, frame)


def _moves(session: Session, path: Walk, step: Step, pen: Pen) -> tuple[Button, ...]:
    moves = [pen.button("Help", step.id, "help")]
    if path.before is not None or len(session.frames) > 1:
        moves.insert(0, pen.button("Back", step.id, "back"))
    if book_keeps(session):
        moves.append(pen.button("Stop for now", step.id, "save"))
    return tuple(moves)


def book_keeps(session: Session) -> bool:
    """Whether stopping makes sense: there is something to come back to."""
    root = session.root
    begun = bool(root.answers) or any(is_begun(root, name) for name in root.drafts)
    return begun or len(session.frames) > 1


def _review(book: Book, session: Session, path: Walk, pen: Pen) -> Screen:
    dialog = book.dialogs[session.top.dialog]
    text = PARAGRAPH.join(
        (
            bold(book.tell(pen.say, dialog.review)),
            answers_text(book, path, pen.say),
            *filter(None, (computed(book, session.top, path.known, "review", pen.say),)),
        )
    )
    rows: Rows = [
        (pen.button(dialog.send, "-", "send"),),
        (pen.button("Change an answer", "-", "pick"),),
        (pen.button("Stop for now", "-", "save"), pen.button("Cancel", "-", "cancel")),
    ]
    return Screen(text, tuple(rows))


def answers_text(book: Book, path: Walk, say: Voice) -> Markup:
    """All answers of a path, each shortened until the whole fits in a message."""
    given = [step for step in path.steps if step.id in path.answers]
    for most in (1500, 600, 300, 150, 80, 40, 20):
        text = Markup("\n").join(
            say(
                "<b>{label}</b>: {answer}",
                label=book.tell(say, step.label),
                answer=shorten(describe(book, step, path.answers[step.id], say), most),
            )
            for step in given
        )
        if len(visible(text)) <= _ROOM:
            break
    return text


def _asking(book: Book, session: Session, path: Walk, pen: Pen) -> Screen:
    assert session.asking is not None  # noqa: S101 - the caller has just looked
    say, asking = pen.say, session.asking
    stay = pen.button("Return to the question", "-", "stay")
    match asking.what:
        case "paused":
            text = say("Your answers are kept. Come back whenever you like.")
            return Screen(text, ((pen.button("Continue", "-", "stay"),),))
        case "cancel":
            text = say("Do you really want to cancel? Your answers in this form will be erased.")
            return Screen(
                text,
                (
                    (pen.button("Yes, erase it", "-", "erase"),),
                    (pen.button("No, keep it", "-", "stay"),),
                ),
            )
        case "help":
            return _help(book, session, path, pen)
        case "change":
            step = book.dialogs[session.top.dialog].by_id[asking.step]
            text = say(
                "You have already answered “{question}”. Do you want to change it?",
                question=book.tell(say, step.label),
            )
            return Screen(text, ((pen.button("Yes, change it", step.id, "edit"),), (stay,)))
        case "outside":
            text = far_away(book, session.top.answers.get(asking.step), say)
            yes = pen.button("Yes, it is there", "-", "stay")
            return Screen(text, ((yes,), (pen.button("Change the place", asking.step, "edit"),)))
        case "item":
            text = Markup("<b>{}</b>").format(_item_words(book, session, say))
            rank = str(asking.item)
            if asking.item > 0:
                stay_row: tuple[Button, ...] = (
                    pen.button("Move it up", asking.step, "up", rank),
                    stay,
                )
            else:
                stay_row = (stay,)
            return Screen(
                text,
                (
                    (
                        pen.button("Change it", asking.step, "redo", rank),
                        pen.button("Remove it", asking.step, "drop", rank),
                    ),
                    stay_row,
                ),
            )
        case "pick":  # pragma: no branch - there is no other kind
            text = PARAGRAPH.join(
                (
                    say("<b>Your answers so far.</b> Which one do you want to change?"),
                    answers_text(book, path, say),
                )
            )
            rows = pair(
                [
                    pen.button(step.label, step.id, "edit")
                    for step in path.steps
                    if step.id in path.answers
                ]
            )
            label = "Keep everything" if path.current is None else "Return to the question"
            return Screen(text, (*rows, (pen.button(label, "-", "stay"),)))


def _item_words(book: Book, session: Session, say: Voice) -> Markup:
    assert session.asking is not None  # noqa: S101 - the caller has just looked
    step = book.dialogs[session.top.dialog].by_id[session.asking.step]
    assert isinstance(step, ListStep)  # noqa: S101 - only lists open items
    item = list_items(step, session.top)[session.asking.item]
    return Markup("{}").format(summary(book, step.item, item, say))


def _help(book: Book, session: Session, path: Walk, pen: Pen) -> Screen:
    say, step = pen.say, path.current
    lines = []
    if step is not None:
        lines.append(bold(book.tell(say, step.question)))
        lines.append(book.tell(say, step.help or step.hint))
        if step.example:
            lines.append(example(book, step, say))
        if isinstance(step, TextStep) and step.voice:
            lines.append(say("You may speak instead of writing: send me a voice message."))
    lines.append(say("You can go back, stop and come back later: nothing is lost."))
    lines.append(book.tell(say, "A person can help you: {service}, {phone}, {email}."))
    cancel = pen.button("Cancel", "-", "cancel")
    rows: Rows = [
        (pen.button("Return to the question", "-", "stay"),),
        (pen.button("See my answers", "-", "pick"), cancel) if path.answers else (cancel,),
    ]
    if talks(book, session):
        rows.insert(1, (pen.button("Talk to someone", "-", "person"),))
    return Screen(PARAGRAPH.join([line for line in lines if line]), tuple(rows))
