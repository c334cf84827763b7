"""The buttons of a convention: `v.<project>.<act>.<value>` for the team, wherever it is.

Those of residents are follow-ups' (`u.<project>.sign.<version>`, see `bot.followup_buttons`).
"""

from __future__ import annotations

from markupsafe import Markup

from dialogs.before_signing import missing
from dialogs.buttons import Button, to_base36
from dialogs.project import Project, State
from dialogs.renewing import awaits_renewal
from dialogs.rights import Rules
from dialogs.wording import N_, Voice

Row = tuple[Button, ...]

CONCERNED = frozenset(
    {
        State.ACCEPTED,
        State.AWAITING_SIGNATURE,
        State.IN_PROGRESS,
        State.ON_HOLD,
        State.COMPLETION_REVIEW,
        State.UPKEEP,
        State.UPKEEP_LATE,
        State.RENEWAL,
        State.CLOSED,
    }
)
"""The states in which there is something to see or to do about a convention."""


def data(project: Project, act: str, value: str = "") -> str:
    """What a button of a convention carries."""
    return f"v.{to_base36(project.id)}.{act}.{value}"


def button(project: Project, say: Voice, label: str, act: str, value: str = "") -> Button:
    """A button about a project's convention."""
    return Button(say.plain(label), data(project, act, value))


def all_signed(project: Project) -> bool:
    """Whether only the town's signature is missing, and it is given in the chat."""
    text = project.offered
    return text is not None and not text.on_paper and project.signed.issuperset(text.signers)


def words_on_card(project: Project, rules: Rules, say: Voice) -> Markup | None:
    """What a project's card says of its convention: what lacks, or how far the signing is."""
    text = project.offered
    if project.state is State.ACCEPTED and (lacking := missing(project, rules)):
        what = ", ".join(say.plain(one) for one in lacking)
        return say("Missing before the signature: {what}", what=what)
    if text is not None:
        return say("Signed: {n} of {all}", n=len(project.signed), all=len(text.signers))
    return None


def on_card(project: Project, say: Voice) -> tuple[Row, ...]:
    """The rows of a project's card: what can be done about its convention."""
    if project.state not in CONCERNED or (
        project.state is State.CLOSED and project.convention is None
    ):
        return ()
    rows: tuple[Row, ...] = ((button(project, say, N_("The agreement"), "open"),),)
    if awaits_renewal(project):
        rows = (renew(project, say), *rows)
    if project.offered is not None and all_signed(project):
        mark = str(project.offered.version)
        rows = ((button(project, say, N_("Sign for the town"), "town", mark),), *rows)
    return rows


def renew(project: Project, say: Voice) -> Row:
    """The row that sends a renewal for the same number of years; it names the text it follows."""
    text = project.convention
    years = text.term_years if text is not None and text.term_years else 1
    label = say.count("Renew for {n} year", "Renew for {n} years", years).striptags()
    return (Button(label, data(project, "again", str(text.version if text else 0))),)
