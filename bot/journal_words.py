"""What the journal's words mean to people: what somebody did, as the end of a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.agreement import LEGAL_BASES, LegalBasis
from dialogs.review import CHECKS
from dialogs.wording import N_, Voice
from storage.journal import Entry

WORDS: Mapping[str, str] = {
    # the dossier
    "submit": N_("sent the dossier"),
    "promise": N_("sent the promises"),
    "promise_again": N_("changed the promises"),
    "withdraw": N_("withdrew the idea"),
    "transcribe": N_("wrote a spoken message down"),
    "add_to_dossier": N_("added something to the dossier"),
    "privacy_notice": N_("read the notice on personal data"),
    "read_dossier": N_("read the whole dossier"),
    "message_to_staff": N_("wrote to the town hall"),
    "message_to_resident": N_("wrote to the resident"),
    "taken_back": N_("took a message back"),
    "ask": N_("asked the resident a question"),
    "unask": N_("no longer needs the answer"),
    "answer": N_("answered the question"),
    "code_given": N_("gave a code to link the dossier"),
    "link": N_("linked the dossier to an account"),
    # people
    "join": N_("joined the idea"),
    "admit": N_("let someone join"),
    "leave": N_("left the idea"),
    "remove": N_("removed someone"),
    "consent_named": N_("said whether their name may be shown"),
    "hand_over_lead": N_("offered to hand the idea on"),
    "keep_referent": N_("keeps carrying the idea"),
    "take_over": N_("took over"),
    "miss_referent": N_("noticed that nobody carries the idea"),
    "find_referent": N_("noticed that someone carries the idea again"),
    "away": N_("said when they are away"),
    "back": N_("is back"),
    # who sees to it
    "take": N_("took it in charge"),
    "assign": N_("put a colleague in charge"),
    "hand_back": N_("handed it back"),
    "ask_opinion": N_("asked for an opinion"),
    "opinion_fine": N_("gave an opinion: in favour"),
    "opinion_reserves": N_("gave an opinion: with reserves"),
    "opinion_against": N_("gave an opinion: against"),
    "check": N_("answered the review"),
    "legal_basis": N_("chose the legal basis"),
    "offer": N_("sent the town's offer"),
    "offer_accepted": N_("accepted the offer"),
    "offer_discussed": N_("wants to talk about the offer"),
    "reference_cost": N_("noted what it would cost the town alone"),
    "minutes": N_("noted time, in minutes"),
    "note": N_("wrote a private note"),
    "note_taken_back": N_("took a private note back"),
    # the decision
    "propose_accept": N_("proposed to accept"),
    "propose_accept_with_conditions": N_("proposed to accept with conditions"),
    "propose_refuse": N_("proposed to refuse"),
    "propose_hand_over": N_("proposed to hand it over"),
    "reword": N_("changed the words of the proposal"),
    "vote_yes": N_("voted for it"),
    "vote_no": N_("voted against it"),
    "voted_down": N_("the vote went against it"),
    "object": N_("did not agree"),
    "settle_accept": N_("confirmed the yes"),
    "settle_accept_with_conditions": N_("confirmed the yes with conditions"),
    "settle_refuse": N_("confirmed the refusal"),
    "settle_hand_over": N_("confirmed the hand-over"),
    "undo": N_("took the confirmation back"),
    "accept": N_("accepted it"),
    "accept_with_conditions": N_("accepted it with conditions"),
    "refuse": N_("refused it"),
    "hand_over": N_("handed it over to another structure"),
    "reopen": N_("opened it again"),
    "merge": N_("merged it with another idea"),
    "place_free": N_("a place became free"),
    "implicit_refusal": N_("the legal time passed without an answer"),
    # the convention
    "note_legal": N_("noted what the law wants"),
    "read_convention": N_("read the agreement"),
    "ask_convention": N_("had the agreement made"),
    "ask_amendment": N_("had a change of the agreement made"),
    "ask_renewal": N_("had the renewed agreement made"),
    "issue_convention": N_("sent the agreement for signature"),
    "issue_amendment": N_("sent a change of the agreement for signature"),
    "issue_renewal": N_("sent the renewed agreement for signature"),
    "draft_amendment": N_("wrote what a change of the agreement does"),
    "drop_amendment": N_("dropped a change of the agreement"),
    "amend": N_("the change of the agreement takes effect"),
    "sign": N_("signed the agreement"),
    "countersign": N_("signed for the town"),
    "decline": N_("declined to sign"),
    "change_text": N_("took the text back to change it"),
    "file_paper": N_("filed the signed sheet"),
    "waive": N_("released someone from signing"),
    "close_unsigned": N_("closed it, not signed"),
    # the work
    "check_in_good": N_("said that all goes well"),
    "check_in_late": N_("said that it is running late"),
    "check_in_stuck": N_("said that it is stuck"),
    "check_in_word": N_("told how it goes"),
    "plan_work_day": N_("planned a work day"),
    "drop_work_day": N_("called a work day off"),
    "call": N_("called for help"),
    "lend_hand": N_("offered to help"),
    "pause": N_("paused the work"),
    "go_on": N_("took the work up again"),
    "hand_in": N_("sent the report"),
    "confirm_report": N_("confirmed the report"),
    "send_back": N_("sent the report back"),
    "close_undone": N_("closed it, not done"),
    "promise_kept": N_("kept a promise of the town"),
    "promise_later": N_("put off a promise of the town"),
    "promise_cannot": N_("said that a promise of the town cannot be kept"),
    # the upkeep
    "upkeep_done": N_("did an upkeep task"),
    "upkeep_later": N_("will do an upkeep task later"),
    "upkeep_excused": N_("was away for an upkeep task"),
    "upkeep_help": N_("asked for help with the upkeep"),
    "upkeep_note": N_("told about the upkeep"),
    "upkeep_late": N_("an upkeep task is late"),
    "visit": N_("went to see the place"),
    "give_notice": N_("gave notice"),
    "hearing": N_("noted the hearing"),
    "open_renewal": N_("the end of the agreement comes near"),
    "wish_go_on": N_("wishes to go on"),
    "wish_hand_over": N_("wishes to hand it on"),
    "wish_stop": N_("wishes to stop"),
    "stop": N_("stopped"),
    "end_term": N_("the agreement came to its end"),
    "end_by_town": N_("ended the agreement for the town"),
    # rights and data
    "role_given": N_("gave a role"),
    "role_taken": N_("took a role away"),
    "roles_ended": N_("the roles ended"),
    "block": N_("blocked someone"),
    "unblock": N_("lifted a block"),
    "drought": N_("asked everyone not to water"),
    "drought_over": N_("said that watering may begin again"),
    "broadcast": N_("wrote to all who look after a place"),
    "forget": N_("asked for their data to be erased"),
    "forgotten": N_("had their data erased"),
    "expire": N_("erased an old draft"),
    "anonymise": N_("took the names out after the legal time"),
}
"""Every word that `dialogs.lifecycle` and the bot write into the journal."""


def deed(entry: Entry, say: Voice) -> str:
    """Say what was done, such as "sent the dossier"."""
    word = entry.action
    if word == "hand_over" and entry.before == entry.after:
        word = "hand_over_lead"  # to another person; the idea stays where it is
    return say.plain(WORDS[word]) if word in WORDS else word.replace("_", " ")


def reason(entry: Entry, say: Voice) -> str:
    """Say why, or about what: as it was typed, and what was chosen by its name."""
    if entry.action == "check":
        name, _, said = entry.reason.partition(": ")
        answers = {"yes": N_("Yes"), "no": N_("No"), "open": N_("open again")}
        if name in CHECKS and said in answers:
            return f"{say.plain(CHECKS[name])} {say.plain(answers[said])}"
    if entry.action == "legal_basis" and entry.reason in LEGAL_BASES:
        return say.plain(LEGAL_BASES[LegalBasis(entry.reason)])
    return entry.reason
