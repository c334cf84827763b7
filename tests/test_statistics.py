"""The figures and the open data: what they count, what they hide, in which form."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot import open_data, statistics
from bot.cli import cli
from bot.statistics_png import png
from bot.town import build_town
from dialogs.agreement import Convention, Legal, Signature
from dialogs.casework import Casework
from dialogs.country import load_country
from dialogs.effort import Rates
from dialogs.project import Commitment, Project, Side, State
from dialogs.setting import Delays, Setting
from dialogs.statistics import FEWEST, Counting, Figure, concealed, figures, of_year
from tests.process import write_config
from tests.stage import build_config, newest, stage

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
SETTING = Setting(Delays(), load_country("fr"), ZoneInfo("Europe/Paris"))
COUNTING = Counting(date(2026, 12, 31), SETTING)


def project(rank: int, **changes: object) -> Project:
    """An idea of the year, by default accepted and signed, with a promise of each side."""
    made = Project(
        id=rank,
        bearer=100 + rank,
        state=State.IN_PROGRESS,
        created_at=NOW,
        language="fr",
        number=f"2026-{rank:03d}",
        submitted_at=NOW,
        decided_at=NOW + timedelta(days=20),
        dossier={
            "title": f"Idée {rank}",
            "category": "paths",
            "bearer_kind": "association",
            "bearer_name": "Les Marcheurs",
            "people_count": 10,
            "publish_level": "title_place",
            "place": {"text": "chemin vert", "latitude": 50.45, "longitude": 2.79},
        },
        commitments=(
            Commitment(Side.BEARER, "labour", "Reboucher", 30, "hours", 70_000_00),
            Commitment(Side.TOWN, "funding", "Pierres", value_cents=30_000_00),
        ),
        convention=Convention(1, "x" * 64, NOW, (100 + rank,)),
        signatures=(Signature(9, "Le maire", NOW, 1, "x" * 64, for_town=True),),
        legal=Legal(act_ref="2026-12", act_date=date(2026, 6, 1)),
        casework=Casework(minutes=120, reference_cents=100_000_00),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def values(projects: list[Project]) -> dict[str, float | None]:
    """The figures by id."""
    return {one.id: one.value for one in figures(projects, COUNTING)}


def test_the_figures_of_the_scheme_are_those_of_its_fiche() -> None:
    """Farmers rebuilt the paths at 30 % of the price: the savings are 70 %."""
    found = values([project(rank) for rank in range(1, 6)])
    assert found["savings_share"] == 70
    assert found["fifty_fifty_index"] == 70
    assert (found["filed"], found["people"], found["volunteer_hours"]) == (5, 50, 150)
    assert (found["accepted_share"], found["signed"]) == (100, 5)
    assert (found["days_to_decision"], found["staff_hours"]) == (20, 2)
    assert found["months_to_completion"] is None, "nothing is finished: nothing is said"


def test_a_refused_idea_counts_among_the_decided() -> None:
    refused = project(2, state=State.REFUSED, convention=None, signatures=())
    assert values([project(1), refused])["accepted_share"] == 50


def test_only_the_years_ideas_are_counted() -> None:
    late = project(2, submitted_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert of_year([project(1), late], 2026, SETTING) == [project(1)], "it is 2027 in the town"


def test_a_public_table_shows_no_figure_about_fewer_than_five(tmp_path: Path) -> None:
    town = build_town(build_config(tmp_path, "http://127.0.0.1:1", -100))
    four = [project(rank) for rank in range(1, 5)]
    tables = statistics.tables(four, COUNTING)
    for public in (True, False):
        made = statistics.as_csv(town, tables, town.staff_voice, public=public)
        rows = list(csv.DictReader(io.StringIO(made)))
        filed = next(row for row in rows if row["figure"] == "filed")
        assert (filed["value"], filed["of"]) == (("<5", "<5") if public else ("4", "4"))
        assert filed["name"] == "Idées déposées"
        assert any(row["group"].startswith("Chemins") for row in rows)
        svg = statistics.picture(figures(four, COUNTING), 2026, town.staff_voice, public=public)
        assert ("&lt;5" in svg) is public
        assert png(svg).startswith(b"\x89PNG")


def test_one_accepted_among_six_is_about_one() -> None:
    six = [project(rank, state=State.REFUSED, convention=None) for rank in range(1, 6)]
    (share,) = (one for one in figures([*six, project(6)], COUNTING) if one.id == "accepted_share")
    assert share.guarded


SMALL = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 12), min_size=1)


@given(SMALL)
def test_what_is_left_out_cannot_be_counted_back_from_the_whole(sizes: dict[str, int]) -> None:
    """Whoever knows the whole and the other groups learns no number under five."""
    table = {name: (Figure("filed", float(n), n, n),) for name, n in sizes.items()}
    away = {group for group, _ in concealed(table)}
    assert {name for name, n in sizes.items() if n < FEWEST} <= away
    if away and len(sizes) > 1:
        assert len(away) > 1
    if away != set(sizes):
        assert not 0 < sum(sizes[name] for name in away) < FEWEST


def test_the_hours_have_a_worth_and_the_team_costs_time() -> None:
    counting = replace(COUNTING, rates=Rates(1200, 3000))
    found = {one.id: one.value for one in figures([project(1)], counting)}
    assert found["volunteer_value"] == 360
    assert found["savings_with_staff"] == 69.9, "two hours of the team at 30 euros"
    assert found["bearer_kind"] == 70_000, "hours that already have a value are not counted twice"


def test_places_alive_after_years_are_those_that_lived_so_long() -> None:
    done = NOW - timedelta(days=900)
    alive = project(1, state=State.UPKEEP, completed_at=done)
    ended = project(2, state=State.CLOSED, completed_at=done, closed_at=done + timedelta(days=400))
    found = values([alive, ended])
    assert (found["alive_1"], found["alive_2"], found["alive_3"]) == (100, 50, 50)
    assert values([replace(alive, completed_at=NOW)])["alive_1"] is None, "too young to say"


def test_conventions_are_open_data_and_people_are_not(tmp_path: Path) -> None:
    config = build_config(tmp_path, "http://127.0.0.1:1", -100, figures={"siret": "21620000000000"})
    alone = project(2)
    alone = replace(alone, dossier={**alone.dossier, "bearer_kind": "citizen"})
    sly = project(3)
    sly = replace(
        sly, dossier={**sly.dossier, "title": '=HYPERLINK("x")', "association_number": "W621000001"}
    )
    made = open_data.subventions(config, [project(1), alone, sly])
    row, other = csv.DictReader(io.StringIO(made))
    assert tuple(row) == open_data.SCDL
    assert (row["nomBeneficiaire"], row["idAttribuant"]) == ("Les Marcheurs", "21620000000000")
    assert (row["montant"], row["nature"]) == ("30000.00", "aide en nature"), "the town buys it"
    assert (row["dateConvention"], row["referenceDecision"]) == ("2026-05-12", "2026-12")
    assert other["objet"].startswith("'="), "a spreadsheet computes nothing that people typed"
    assert other["rnaBeneficiaire"] == "W621000001"


def test_a_grant_is_money_and_its_days_are_a_period(tmp_path: Path) -> None:
    config = build_config(tmp_path, "http://127.0.0.1:1", -100)
    promises = (
        Commitment(Side.TOWN, "grant", "Aide", value_cents=50_000, due=date(2026, 9, 1)),
        Commitment(Side.TOWN, "plants", "Terre", due=date(2026, 10, 15)),
    )
    (row,) = csv.DictReader(
        io.StringIO(open_data.subventions(config, [project(1, commitments=promises)]))
    )
    assert row["nature"] == "aide en numéraire;aide en nature"
    assert row["datesPeriodeVersement"] == "2026-09-01/2026-10-15"


def published(rank: int, level: str, **changes: object) -> Project:
    """A project whose bearer agreed to that much."""
    made = project(rank, **changes)
    return replace(made, dossier={**made.dossier, "publish_level": level})


def test_only_what_was_agreed_is_on_the_map() -> None:
    found = json.loads(
        open_data.geojson(
            [
                project(1),
                published(2, "nothing"),
                published(3, "with_name"),
                published(4, "with_name", state=State.SUBMITTED),
                published(5, "with_name", state=State.CLOSED),
            ]
        )
    )["features"]
    assert [one["id"] for one in found] == ["2026-001", "2026-003"]
    assert found[0]["geometry"] == {"type": "Point", "coordinates": [2.79, 50.45]}
    assert "bearer" not in found[0]["properties"]
    assert found[1]["properties"]["bearer"] == "Les Marcheurs"


async def test_the_commands_write_figures_and_everything(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await scene.submits(scene.person("Alice"))
        scene.elise.say("/note 2026-001 Voir le voisin", scene.group)
        await scene.settle()
    config = str(write_config(tmp_path, "http://127.0.0.1:1"))

    def run(*args: str) -> str:
        ran = CliRunner().invoke(cli, [*args, "--config", config])
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    whole = json.loads(run("export", "json"))
    assert whole["projects"][0]["dossier"]["title"] == "Des fleurs rue des Tilleuls"
    assert whole["notes"][0]["text"] == "Voir le voisin"
    assert whole["notes"][0]["at"].startswith("2026-05-12T08:")
    assert "submit" in [line["action"] for line in whole["journal"]]
    assert "outbox" not in whole
    assert json.loads(run("export", "geojson"))["features"] == []
    assert run("export", "subventions").startswith("nomAttribuant,idAttribuant,dateConvention")
    assert "Idées déposées: <5\n" in run("stats", "--year", "2026")
    assert "Idées déposées: 1\n" in run("stats", "--year", "2026", "--inside")
    drawn = tmp_path / "figures.png"
    table = run("stats", "--year", "2026", "--csv", "--picture", str(drawn))
    assert table.startswith("by,group,figure,name,value,of")
    assert drawn.read_bytes().startswith(b"\x89PNG")


async def test_stats_answer_in_the_group_with_words_and_a_picture(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await scene.submits(scene.person("Alice"))
        scene.elise.say("/stats", scene.group)
        await scene.settle()
        texts = [view.text for view in scene.group.messages() if view.from_bot]
        assert any("Idées déposées" in text for text in texts)
        assert "L'année 2026 en chiffres" in newest(scene.elise, scene.group).text
        for word, answer in (("bientôt", "quatre chiffres"), ("2024", "Aucune idée")):
            scene.elise.say(f"/stats {word}", scene.group)
            await scene.settle()
            assert answer in newest(scene.elise, scene.group).text
