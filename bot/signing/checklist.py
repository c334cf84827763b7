"""The team's screen of a convention: what lacks, who has signed, and what can be done about it.

No name of a resident stands on it: it is also shown in the group.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from bot import card
from bot.signing.buttons import Row, all_signed, button
from bot.town import Town
from dialogs.agreement import LEGAL_BASES, Convention, Kind, Missing
from dialogs.amending import AMENDABLE
from dialogs.before_signing import has_minors, missing, needs_paper, wants_certificate
from dialogs.buttons import Button, Screen
from dialogs.doubts import doubts
from dialogs.project import Project, Side, State
from dialogs.review import fitting
from dialogs.rewording import parts
from dialogs.showing import shorten
from dialogs.wording import N_, Voice

LINE = Markup("\n")
PARAGRAPH = Markup("\n\n")

RENEWABLE = frozenset({State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL})

TOGGLES = {
    Missing.INSURER: ("insurer", "insurer_told_on", N_("The insurer is told")),
    Missing.PARENTS: ("parents", "parental_forms_on", N_("Parents' forms received")),
    Missing.CHARTER: ("charter", "charter_on", N_("Charter received")),
    Missing.OWNER: ("owner", "owner_agreed_on", N_("The owner agreed")),
    Missing.CERTIFICATE: ("certificate", "certificate_on", N_("Certificate seen")),
}
"""What one tap answers: its act, the field that keeps the day, the words of the button."""

REMEDIES = {
    Missing.UPKEEP: N_("The bearer promises no upkeep yet: ask for it."),
    Missing.CONTACT: N_("Add the town's contact to the town's offer."),
    Missing.MEMBERS: N_("The bearer invites people with /invite."),
}
"""What to do where no button answers."""


def main(town: Town, project: Project, pending: str = "") -> Screen:
    """The first screen. `pending` says what is being made, or why it cannot be."""
    say = town.staff_voice
    if project.state is State.ACCEPTED:
        body, rows = _before(town, project, say), _before_rows(town, project, say)
    elif project.offered is not None:
        body, rows = _out(town, project, project.offered, say), _out_rows(project, say)
    else:
        body, rows = _in_force(town, project, say), _in_force_rows(project, say)
    text = [card.heading(project), body]
    if pending:
        text.append(Markup("{}").format(pending))
    return Screen(PARAGRAPH.join(text), rows)


# -- before it is sent -----------------------------------------------------------------------------


def _before(town: Town, project: Project, say: Voice) -> Markup:
    lacking = missing(project, town.rules)
    lines = [say("<b>Before the signature</b>")]
    lines += [say("✅ {what}", what=one) for one in _known(town, project, say)]
    lines += [say("❗ To look at: {what}", what=say.plain(one)) for one in doubts(project)]
    for one in lacking:
        lines.append(say("▫️ Missing: {what}", what=say.plain(one)))
        if one in REMEDIES:
            lines.append(say(REMEDIES[one]))
    if not lacking:
        lines.append(say("Nothing is missing: it can be sent for signature."))
    where = (
        say("It will be signed by hand, on paper.")
        if needs_paper(project, town.rules)
        else say("It will be signed here, in the chat.")
    )
    return PARAGRAPH.join((LINE.join(lines), where))


def _known(town: Town, project: Project, say: Voice) -> Iterator[str]:
    """What has been answered already, in words."""
    legal = project.legal
    if legal.basis is not None:
        yield say.plain("legal basis: {name}", name=say.plain(LEGAL_BASES[legal.basis]))
    if legal.act_ref and legal.act_date:
        day = say.date(legal.act_date)
        yield say.plain("act: {ref}, of {day}", ref=legal.act_ref, day=day)
    if legal.term_start:
        years = say.count("{n} year", "{n} years", legal.term_years).striptags()
        day = say.date(legal.term_start)
        yield say.plain("term: {years}, from {day}", years=years, day=day)
    for _, field, label in TOGGLES.values():
        if day_of := getattr(legal, field):
            day = say.date(day_of)
            yield say.plain("{what}, on {day}", what=say.plain(label), day=day)
    promised = sum(one.side is Side.BEARER for one in project.commitments)
    yield say.count("{n} promise of the bearer", "{n} promises of the bearer", promised).striptags()
    offered = sum(one.side is Side.TOWN for one in project.commitments)
    yield say.count("{n} promise of the town", "{n} promises of the town", offered).striptags()
    del town


def _before_rows(town: Town, project: Project, say: Voice) -> tuple[Row, ...]:
    def one(label: str, act: str) -> Button:
        return button(project, say, label, act)

    kind = project.dossier.get("bearer_kind")
    wanted = {
        Missing.INSURER: True,
        Missing.PARENTS: has_minors(project),
        Missing.CHARTER: kind == "association",
        Missing.OWNER: project.dossier.get("land_owner") == "other",
        Missing.CERTIFICATE: wants_certificate(project, town.rules),
    }
    taps = [one(TOGGLES[each][2], TOGGLES[each][0]) for each, wants in wanted.items() if wants]
    paper = N_("Sign in the chat") if project.legal.on_paper else N_("Sign on paper")
    return (
        (one(N_("Legal basis"), "basis"), one(N_("Act and date"), "act")),
        (one(N_("Term"), "term"), *taps[:1]),
        *((tap,) for tap in taps[1:]),
        (one(N_("Change a wording"), "words"), one(paper, "paper")),
        (one(N_("Send for signature"), "send"),),
    )


def bases(town: Town, project: Project) -> Screen:
    """The legal bases, those that may fit first."""
    say = town.staff_voice
    country = town.setting.country
    likely = fitting(project, country)
    ordered = [*likely, *(one for one in country.grounds if one not in likely)]
    rows: list[Row] = [
        (
            Button(
                shorten(say.plain(LEGAL_BASES[one.id]), 40),
                button(project, say, "", "basisis", one.id).data,
            ),
        )
        for one in ordered
    ]
    lines = [
        LINE.join((Markup("<b>{}</b>").format(say.plain(LEGAL_BASES[one.id])), say(one.when)))
        for one in ordered
    ]
    head = say("On which ground does {number} use the place?", number=project.number)
    return Screen(PARAGRAPH.join((head, *lines)), (*rows, _back(project, say)))


MOST_WORDS = 30
"""Parts that one screen offers to word otherwise."""


def words(town: Town, project: Project) -> Screen:
    """The parts of the text that can be worded otherwise."""
    say = town.staff_voice
    found = list(parts(project).items())[:MOST_WORDS]
    rows = tuple(
        (Button(shorten(text, 60), button(project, say, "", "word", part).data),)
        for part, text in found
    )
    head = say("Which words of {number} change?", number=project.number)
    return Screen(head, (*rows, _back(project, say)))


def _back(project: Project, say: Voice) -> Row:
    return (button(project, say, N_("Back"), "open"),)


# -- out for signature -----------------------------------------------------------------------------

KINDS = {
    Kind.CONVENTION: N_("the agreement"),
    Kind.AMENDMENT: N_("an amendment"),
    Kind.RENEWAL: N_("a renewal"),
}
"""What is out for signature, as staff read it."""


def _out(town: Town, project: Project, text: Convention, say: Voice) -> Markup:
    lines = [
        say(
            "<b>Out for signature</b>: {what}, version {version}, since {day}",
            what=say.plain(KINDS[text.kind]),
            version=text.version,
            day=say.date(town.setting.local_day(text.issued_at)),
        ),
        say("Signed: {n} of {all}", n=len(project.signed), all=len(text.signers)),
        say("Fingerprint: <code>{sha256}</code>", sha256=text.sha256),
    ]
    if text.on_paper:
        lines.append(say("By hand, on paper: print, sign, then file the sheet here."))
    elif all_signed(project):
        lines.append(say("The town's signature is missing."))
    return LINE.join(lines)


def _out_rows(project: Project, say: Voice) -> tuple[Row, ...]:
    text = project.offered
    mark = str(text.version) if text else ""
    rows: list[Row] = []
    if all_signed(project):
        rows.append((button(project, say, N_("Sign for the town"), "town", mark),))
    rows.append(
        (
            button(project, say, N_("File the signed sheet"), "file", mark),
            button(project, say, N_("Receive the PDF"), "copies"),
        )
    )
    rows.append((button(project, say, N_("Change the text"), "change"),))
    if project.state is State.AWAITING_SIGNATURE:
        rows.append((button(project, say, N_("Close without signing"), "close"),))
    return tuple(rows)


# -- in force --------------------------------------------------------------------------------------


def _in_force(town: Town, project: Project, say: Voice) -> Markup:
    text = project.convention
    if text is None:
        return say("There is no agreement yet.")
    end = town.setting.local_day(max(one.at for one in project.signatures))
    return LINE.join(
        (
            say("<b>In force</b>: version {version}, since {day}", version=text.version,
                day=say.date(end)),
            say("Fingerprint: <code>{sha256}</code>", sha256=text.sha256),
        )
    )  # fmt: skip


def _in_force_rows(project: Project, say: Voice) -> tuple[Row, ...]:
    rows: list[Row] = [(button(project, say, N_("Receive the PDF"), "copies"),)]
    acts = []
    if project.state in AMENDABLE:
        acts.append(button(project, say, N_("An amendment"), "amend"))
    if project.state in RENEWABLE:
        acts.append(button(project, say, N_("A renewal"), "renew"))
    return (tuple(acts), *rows) if acts else tuple(rows)
