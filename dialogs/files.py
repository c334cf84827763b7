"""Photos, films, voices and other files as answers: which are taken, and what is said of others."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from dialogs import reading
from dialogs.definition import MediaStep
from dialogs.events import MediaSent
from dialogs.found import NOTHING, Complaint, Draft, Reading, Value
from dialogs.wording import N_, Voice

MEGABYTE = 1024 * 1024
LARGEST_FETCHED = 20 * MEGABYTE
"""Bytes of a file that the platform hands out to a bot (Bot API, getFile)."""

_WRONG_FILE = {
    "voice": N_("I received a voice message, and I cannot listen to it."),
    "audio": N_("I received a recording, and I cannot listen to it."),
    "photo": N_("I received a photo. I cannot keep it here."),
    "video": N_("I received a film. I cannot keep it here."),
    "document": N_("I received a file. I cannot keep it here."),
    "sticker": N_("I received a sticker. I cannot keep it here."),
    "forwarded": N_("This message was forwarded. I cannot keep it here."),
    "place": N_("I received a place. I cannot keep it here."),
    "contact": N_("I received a contact. I cannot keep it here."),
    "words": N_("Thank you for these words."),
    "other": N_("I cannot read this kind of message."),
}
"""What came where files are asked for."""

_WANTED = {
    "photo": N_("a photo"),
    "document": N_("a file"),
    "video": N_("a film"),
    "voice": N_("a voice message"),
    "audio": N_("a recording"),
}
"""What a question for files asks for, after "Please send"."""


def wrong_file(step: MediaStep, received: str, say: Voice) -> Complaint:
    """Say what was received, and what is asked for."""
    wanted = [say.plain(_WANTED[kind]) for kind in step.accepts]
    *most, last = wanted
    words = say.plain("{some} or {last}", some=", ".join(most), last=last) if most else last
    please = say("Please send {wanted}, or press a button.", wanted=words)
    return Complaint(Markup(" ").join((say(_WRONG_FILE[received]), please)))


def read_file(step: MediaStep, sent: MediaSent, draft: list[Any], say: Voice) -> Reading:
    """Add a file to those gathered so far, or say what is wrong with it."""
    if not accepts(step, sent.kind, sent.mime):
        return wrong_file(step, sent.kind, say)
    if sent.kind == "photo" and sent.width * sent.height == 0:
        return Complaint(say("This photo is empty. Please send it again, or another one."))
    if not fits_in_size(step, sent.size):
        return Complaint(
            say(
                "This file is too large: at most {most} MB. Please send a smaller one.",
                most=step.max_megabytes,
            )
        )
    if any(file["unique_id"] == sent.unique_id for file in draft):
        return Draft(draft)
    if len(draft) >= step.max:
        return Complaint(_no_more(step, say))
    return Draft([*draft, _file(sent)], _too_large(sent, say))


def _file(sent: MediaSent) -> dict[str, Any]:
    """A file as it is kept in an answer."""
    return {
        "kind": sent.kind,
        "file_id": sent.file_id,
        "unique_id": sent.unique_id,
        "size": sent.size,
        "mime": reading.clean(sent.mime),
        "name": reading.clean(sent.name),
        "caption": reading.clean(sent.caption),
    }


def fits_in_size(step: MediaStep, size: int) -> bool:
    """Tell whether a step takes a file of so many bytes.

    What only the platform is too small for is taken all the same: it stays there.
    """
    most = step.max_megabytes * MEGABYTE
    return size <= most or most >= LARGEST_FETCHED


def _too_large(sent: MediaSent, say: Voice) -> Markup:
    """What is said with a file that the platform does not hand out to us, "" for the others."""
    if sent.size <= LARGEST_FETCHED:
        return NOTHING
    return say(
        "This file is very large ({size} MB), and I cannot copy it. It stays in Telegram, and "
        "the town hall is told. Please keep yours.",
        size=say.number(sent.size // MEGABYTE),
    )


def read_voice(sent: MediaSent, say: Voice) -> Reading:
    """Take a voice message for the words; how long it is does not matter."""
    thanks = say("Thank you. The town hall will listen to your voice message.")
    note = _too_large(sent, say) or thanks
    return Value({**_file(sent), "transcript": ""}, note)


def _no_more(step: MediaStep, say: Voice) -> Markup:
    if step.accepts == ("photo",):
        return say.count(
            "I can keep {n} photo here. The one I already have stays.",
            "I can keep {n} photos here. Those I already have stay.",
            step.max,
        )
    return say.count(
        "I can keep {n} file here. The one I already have stays.",
        "I can keep {n} files here. Those I already have stay.",
        step.max,
    )


def count_files(step: MediaStep, many: int, say: Voice) -> Markup:
    """How many files there are, called photos where only photos are asked for."""
    if step.accepts == ("photo",):
        return say.count("{n} photo", "{n} photos", many)
    return say.count("{n} file", "{n} files", many)


def accepts(step: MediaStep, kind: str, mime: str) -> bool:
    """Tell whether a step takes files of this kind; a picture sent as a document is a photo."""
    if kind in step.accepts:
        return True
    return kind == "document" and "photo" in step.accepts and mime.startswith("image/")
