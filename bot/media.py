"""Files that come in, in the turn that brings them: noted, to be fetched after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs import reading
from dialogs.attachments import files_in
from dialogs.events import MediaSent
from dialogs.files import LARGEST_FETCHED
from dialogs.project import Project
from storage import media
from storage.media import Medium
from storage.work import Work


async def take_in(
    work: Work,
    sent: MediaSent,
    person: int,
    *,
    project_id: int | None = None,
    word_id: int | None = None,
) -> Medium:
    """Note a file: to be fetched, or larger than Telegram hands out, or one that we have."""
    transaction = await work.direct()
    work.files_wait = True
    if word_id is None and project_id is not None:
        known = await media.load_of_project(transaction, project_id)
        if sent.unique_id in known:
            return known[sent.unique_id]
    medium = Medium(
        id=await work.count_up("medium"),
        file_unique_id=sent.unique_id,
        file_id=sent.file_id,
        kind=sent.kind,
        mime=reading.clean(sent.mime),
        size=sent.size,
        name=reading.clean(sent.name),
        caption=reading.clean(sent.caption),
        project_id=project_id,
        person=person,
        word_id=word_id,
        next_try=work.now,
        created_at=work.now,
    )
    if sent.size > LARGEST_FETCHED:
        medium = replace(medium, state="too_large")
    elif (same := await media.find_kept(transaction, sent.unique_id)) is not None:
        medium = replace(medium, state="kept", sha256=same.sha256, mime=same.mime, size=same.size)
    await media.save(transaction, medium)
    return medium


def sent_again(answer: Mapping[str, Any]) -> MediaSent:
    """The file of a voice answer, as it was sent."""
    return MediaSent(
        answer["kind"],
        answer["file_id"],
        answer["unique_id"],
        size=answer["size"],
        mime=answer["mime"],
        name=answer["name"],
        caption=answer["caption"],
    )


async def erase_dossier(work: Work, project: Project, keep: Mapping[str, Any]) -> None:
    """Give up the files of a dossier that are not among the answers of `keep` any more.

    The pages that were signed by hand stay on the disk: they are filed with the agreement.
    """
    work.files_wait = True
    named = {str(file["unique_id"]) for file in files_in(keep)}
    await media.erase_dossier(await work.direct(), project.id, named)
