"""Filing a sheet that was signed by hand: its pages are on our own disk first, by their content.

Nothing comes into force on a promise of a file: as long as a page is still on its way, or cannot
be had, the form stays open and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import letters, media
from dialogs.attachments import taken_out
from dialogs.project import Project
from dialogs.wording import N_, Voice
from storage import sheets
from storage.media import Medium
from storage.sessions import Held
from storage.sheets import Page
from storage.work import Work

ON_THEIR_WAY = N_(
    "The pages are still on their way to me. Please press “File the sheet” again in a minute."
)
NOT_TO_BE_HAD = N_("I cannot keep a page that you sent. Please send it again: a photo or a PDF.")


async def arrived(
    work: Work, project: Project, files: Sequence[Mapping[str, Any]], person: int
) -> list[Medium]:
    """Note the files of a sheet; each is fetched after the commit, or is here already."""
    return [
        await media.take_in(work, media.sent_again(one), person, project_id=project.id)
        for one in files
    ]


def is_page(medium: Medium) -> bool:
    """Whether a file that has come in can be a page: a picture or a PDF."""
    return medium.mime.startswith("image/") or medium.mime == "application/pdf"


def _is_lost(one: Medium) -> bool:
    return one.state != "wanted" and (one.state != "kept" or not is_page(one))


def trouble(pages: Sequence[Medium]) -> str:
    """Why these pages cannot be filed now, "" when they can."""
    if not pages or any(map(_is_lost, pages)):
        return NOT_TO_BE_HAD
    return "" if all(one.state == "kept" for one in pages) else ON_THEIR_WAY


async def hold_back(work: Work, held: Held, answers: Mapping[str, Any]) -> str:
    """Leave the form of a sheet open as long as its pages are not here; return why, "" if not.

    A page that is not to be had is taken out of it, and asked for again.
    """
    project = await work.project(held.project_id) if held.project_id is not None else None
    if project is None:
        return ""
    pages = await arrived(work, project, answers.get("files") or (), held.owner)
    why = trouble(pages)
    if why:
        session = replace(held.session, rev=held.session.rev + 1)
        for one in filter(_is_lost, pages):
            session = taken_out(session, one.file_unique_id)
        work.put_session(replace(held, session=session, ended_at=None))
    return why


async def file(work: Work, project: Project, version: int, pages: Sequence[Medium]) -> None:
    """File the pages of a sheet beside the version that they sign."""
    filed = [
        Page(project.id, version, rank, one.sha256 or "", one.kind, one.mime, one.size, work.now)
        for rank, one in enumerate(pages, 1)
    ]
    await sheets.add(await work.direct(), filed)


async def send(
    work: Work, user_id: int, project: Project, say: Voice, version: int | None = None
) -> None:
    """Send someone the signed sheets of a project, or of one version of its agreement."""
    for one in await sheets.load_of_project(await work.direct(), project.id):
        if version is None or one.version == version:
            name = say.plain(
                "Signed sheet, version {version}, page {page}", version=one.version, page=one.page
            )
            instead = say("{name}: the file cannot be sent at the moment.", name=name)
            payload = letters.file(
                one.kind, sha256=one.sha256, caption=name, name=name, instead=instead
            )
            work.send(user_id, payload)
