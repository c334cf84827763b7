"""Papers to look at: invented dossiers on real kinds of project, in a town that may be yours.

They serve the operator (`fifty-fifty documents`), `fifty-fifty check`, which compiles them all, and
the tests.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.documents.data import (
    Acceptance,
    Member,
    Project,
    Service,
    Terms,
    Town,
    UpkeepTask,
)
from bot.documents.papers import (
    Amendment,
    Certificate,
    Change,
    Convention,
    DeskReceipt,
    Dossier,
    Ending,
    Evidence,
    LateUpkeep,
    Letter,
    Paper,
    ProjectPoster,
    Renewal,
    StateLine,
    TownPoster,
    YearLine,
    YearPage,
)

ISSUED = datetime(2026, 5, 12, 8, 30, tzinfo=UTC)
LINK = "https://t.me/saint_exemple_bot?start=p-2026-003"
FINGERPRINT = "7d2f1c9e4b0a86d35f7713c2e98ab1046d5e90f3b27c8415aa60de9317f4c25b"

TOWN = Town(
    name="Saint-Exemple",
    mayor="Claire Dumont, maire",
    service=Service(
        name="Service vie citoyenne",
        address="1 place de la République, 62000 Saint-Exemple",
        phone="03 53 01 00 50",
        email="citoyens@saint-exemple.example",
    ),
    dpo="dpo@saint-exemple.example",
    court="Lille",
    insurance_policy="contrat n°\u00a04521-B, Mutuelle des communes",
)


@lru_cache(maxsize=1)
def _dossiers() -> tuple[tuple[Project, Terms | None], ...]:
    text = (resources.files("bot.documents") / "samples.toml").read_text("utf-8")
    found = []
    for data in tomllib.loads(text)["dossiers"]:
        terms = data.pop("terms", None)
        project = Project.model_validate(data)
        found.append((project, Terms.model_validate(terms) if terms else None))
    return tuple(found)


def projects() -> tuple[Project, ...]:
    """Every invented dossier."""
    return tuple(project for project, _ in _dossiers())


def conventions(language: str, town: Town = TOWN) -> tuple[Convention, ...]:
    """A convention for each dossier that can have one."""
    return tuple(
        Convention(
            language=language,
            town=town,
            issued_at=ISSUED,
            number=f"C-{project.number}",
            version=1,
            project=project,
            terms=terms,
        )
        for project, terms in _dossiers()
        if terms is not None
    )


def papers(language: str, town: Town = TOWN) -> Iterator[Paper]:
    """Every document of every dossier, then one of each of the other kinds."""
    base: dict[str, Any] = {"language": language, "town": town, "issued_at": ISSUED}
    for project in projects():
        yield Dossier(project=project, **base)
        yield ProjectPoster(project=project, url=LINK, **base)
        yield Certificate(
            person=project.display_name,
            project=project,
            completed_on=date(2026, 5, 9),
            hours=120,
            **base,
        )
    for convention in conventions(language, town):
        yield convention
        yield _evidence(convention)
    yield TownPoster(url="https://t.me/saint_exemple_bot", **base)
    yield from _later(conventions(language, town)[2], base)


def _evidence(convention: Convention) -> Evidence:
    project, start = convention.project, ISSUED + timedelta(hours=2)
    people = [project.display_name, *(one.name for one in project.members)]
    signed = [
        Acceptance(
            name=name,
            typed_name=name,
            side="bearer",
            means="paper" if project.bearer_kind == "youth_group" else "chat",
            user_id=None if project.bearer_kind == "youth_group" else 50_000_001 + rank,
            accepted_at=start + timedelta(minutes=17 * rank),
            sha256=FINGERPRINT,
            message_ids=() if project.bearer_kind == "youth_group" else (4100 + rank, 4200 + rank),
            email_code=project.bearer_kind != "youth_group",
            scans=(FINGERPRINT[::-1],) if project.bearer_kind == "youth_group" else (),
        )
        for rank, name in enumerate(people)
    ]
    mayor = Acceptance(
        name=convention.town.mayor,
        typed_name="Claire Dumont",
        side="town",
        means="chat",
        user_id=60_000_001,
        accepted_at=start + timedelta(days=2),
        sha256=FINGERPRINT,
        message_ids=(5100, 5101),
    )
    return Evidence(
        language=convention.language,
        town=convention.town,
        issued_at=start + timedelta(days=2),
        number=convention.number,
        version=convention.version,
        title=project.title,
        sha256=FINGERPRINT,
        made_at=ISSUED,
        acceptances=(*signed, mayor),
    )


def _later(convention: Convention, base: dict[str, Any]) -> Iterator[Paper]:
    """What comes in the years after: each kind once, for one dossier."""
    project, terms, number = convention.project, convention.terms, convention.number
    late = UpkeepTask(task="désherber et tailler", frequency="monthly", months=(4, 5, 6))
    again = terms.model_copy(update={"term_start": date(2028, 4, 7)})
    joined: dict[str, Any] = {"number": number, "project": project, **base}
    yield Amendment(
        version=2,
        rank=1,
        terms=terms,
        reason="La rue compte deux nouvelles familles, qui veulent aussi deux bacs.",
        changes=(
            Change(
                what="Ce que promet la mairie",
                before="10 jardinières, terreau et plants",
                after="12 jardinières, terreau et plants",
            ),
            Change(what="Relais", before="Claude Voisin", after="Inès Morel"),
        ),
        applies_from=date(2026, 6, 1),
        **joined,
    )
    yield Renewal(version=3, terms=again, previous_end=terms.term_end, **joined)
    yield Ending(
        version=4,
        outcome="handed_over",
        reason="L'association confie les bacs au comité de quartier.",
        ends_on=date(2031, 4, 6),
        visited_on=date(2031, 4, 2),
        present=(Member(name="Nadia Ferrand"), Member(name="Élise Martin, service vie citoyenne")),
        state_of_place=(
            StateLine(what="Les 12 bacs", state="bon état", todo=""),
            StateLine(what="Le panneau", state="lettres effacées", todo="la mairie le remplace"),
        ),
        **joined,
    )
    yield Letter(
        subject="Votre demande sur la rue des Acacias",
        reference="dossier 2026-013",
        recipient=("Thierry Tellier", "12 rue des Acacias", "62000 Saint-Exemple"),
        paragraphs=(
            "Monsieur,",
            "Merci d'avoir proposé votre idée. La mairie ne peut pas y donner suite.",
            "Les caméras suivent une procédure de l'État, que la commune ne décide pas seule.",
            "Une autre piste : un marquage au sol et des pots de fleurs, faits avec les voisins.",
        ),
        signatory="Claire Dumont",
        signatory_role="La maire",
        with_appeal=True,
        appeal_until=date(2026, 7, 15),
        **base,
    )
    yield LateUpkeep(
        recipient=("Association Les Tilleuls", "14 rue des Tilleuls", "62000 Saint-Exemple"),
        tasks=(late,),
        answer_by=date(2026, 6, 15),
        signatory="Claire Dumont",
        signatory_role="La maire",
        **joined,
    )
    yield YearPage(
        year=2026,
        projects=tuple(
            YearLine(
                number=one.number,
                title=one.title,
                place=one.place_text,
                state=one.state,
                people=one.people_count,
            )
            for one in projects()
            if one.state not in {"draft", "refused"}
        ),
        people=358,
        hours=1240,
        **base,
    )
    yield DeskReceipt(
        project=project,
        received_on=date(2026, 5, 12),
        reply_on=date(2026, 5, 22),
        silence_on=date(2026, 7, 12),
        url="https://t.me/saint_exemple_bot?start=h4k9-21ct",
        code="H4K9-21CT",
        code_until=date(2026, 6, 11),
        **base,
    )
