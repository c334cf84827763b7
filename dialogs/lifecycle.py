"""The life of a project: one table of what may happen, by whom, and what follows.

Rule: a project's state changes through `apply` alone. It returns the changed project with the
effects for the shell to carry out, or a named refusal; it never raises. Each part of the life
brings its rows: the actions, in which states, by whom, what they do.
The clock never refuses and never ends a project; it lets a draft expire that nobody touches.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from dialogs import (
    amending,
    asking,
    bearing,
    calling,
    deciding,
    drought,
    filing,
    forgetting,
    handling,
    rewording,
    settling,
    signing,
    tending,
    town_promises,
    working,
)
from dialogs.outcomes import Outcome, Refused, Row
from dialogs.project import Project
from dialogs.rights import Actor, Rules, Why

Action: TypeAlias = (
    filing.Submit
    | filing.Promise
    | filing.Withdraw
    | deciding.Take
    | deciding.Propose
    | deciding.Confirm
    | deciding.CastVote
    | deciding.Object
    | deciding.Reopen
    | settling.Undo
    | settling.Enact
    | handling.Assign
    | handling.HandBack
    | handling.AskOpinion
    | handling.GiveOpinion
    | handling.Check
    | handling.ChooseBasis
    | handling.SendOffer
    | handling.AnswerOffer
    | handling.NoteMinutes
    | handling.NoteReference
    | handling.KeepPromise
    | handling.Merge
    | handling.GivePlace
    | deciding.PassSilence
    | signing.NoteLegal
    | signing.Issue
    | signing.Sign
    | signing.Countersign
    | signing.FilePaper
    | signing.Decline
    | signing.ChangeText
    | signing.CloseUnsigned
    | rewording.Reword
    | amending.DraftChange
    | amending.DropChanges
    | working.Tell
    | working.AddWord
    | working.PlanDay
    | working.DropDay
    | working.Pause
    | working.GoOn
    | working.HandIn
    | working.ConfirmReport
    | working.SendBack
    | working.CloseUndone
    | tending.Handle
    | tending.AddNote
    | tending.AskForHelp
    | tending.NoteLate
    | tending.NoteVisit
    | tending.GoAway
    | tending.TakeOver
    | tending.ComeBack
    | tending.OpenRenewal
    | tending.Choose
    | tending.Stop
    | tending.GiveNotice
    | tending.NoteHearing
    | tending.EndByTown
    | tending.EndTerm
    | town_promises.PutOffPromise
    | town_promises.CannotKeep
    | drought.NoteDrought
    | drought.LiftDrought
    | calling.CallForHands
    | calling.LendHand
    | forgetting.Expire
    | forgetting.Anonymise
    | forgetting.Forget
    | bearing.Join
    | bearing.Admit
    | bearing.Leave
    | bearing.Remove
    | bearing.HandOver
    | bearing.TakeOver
    | bearing.KeepReferent
    | bearing.MissReferent
    | bearing.FindReferent
    | bearing.Link
    | asking.Ask
    | asking.Answer
    | asking.Unask
    | asking.Waive
    | asking.Transcribe
)

TABLE: Mapping[type[Any], Row] = {
    **filing.ROWS,
    **amending.ROWS,
    **deciding.ROWS,
    **settling.ROWS,
    **handling.ROWS,
    **signing.ROWS,
    **rewording.ROWS,
    **working.ROWS,
    **tending.ROWS,
    **town_promises.ROWS,
    **drought.ROWS,
    **calling.ROWS,
    **forgetting.ROWS,
    **bearing.ROWS,
    **asking.ROWS,
}


def apply(project: Project, action: Action, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    """Let `actor` do `action` to `project` at `now`."""
    row = TABLE[type(action)]
    why = row.who(project, actor, rules)
    if why is not None:
        return Refused(why)
    if project.state not in row.states:
        return Refused(Why.NOT_NOW)
    return row.act(project, action, actor, now, rules)
