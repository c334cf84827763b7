"""The balance of what both sides bring: never more than the whole, never a condition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.scenes.listed import load_dossiers
from dialogs.balance import Balance, balance_in, balance_of
from dialogs.project import Commitment, Side
from tests.stage import PROMISE, current_step, newest, stage

PROMISES = st.lists(
    st.builds(
        Commitment,
        side=st.sampled_from(Side),
        kind=st.sampled_from(("labour", "materials", "upkeep", "money")),
        what=st.just("x"),
        quantity=st.none() | st.integers(0, 10_000),
        unit=st.sampled_from(("hours", "days", "")),
        value_cents=st.none() | st.integers(0, 10_000_000),
    )
)


@given(PROMISES)
def test_the_shares_are_a_whole(promises: list[Commitment]) -> None:
    found = balance_of(promises)
    percent = found.bearer_percent
    assert (percent is None) == (found.bearer_cents + found.town_cents == 0)
    assert percent is None or 0 <= percent <= 100
    assert found.unvalued <= len(promises)


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({}, Balance()),
        ({"bearer_commitments": [{"kind": "labour", "hours": 10}]}, Balance(15_000)),
        ({"bearer_commitments": [{"kind": "labour", "hours": {"unknown": True}}]},
         Balance(unvalued=1)),
        ({"town_requests": [{"kind": "funding", "amount": 9_200}]}, Balance(0, 9_200)),
        ({"town_requests": [{"kind": "advice"}, {"kind": "contact"}]}, Balance()),
        ({"bearer_commitments": None, "town_requests": {"unknown": True}}, Balance()),
    ],
)  # fmt: skip
def test_hours_count_and_what_has_no_price_waits_for_none(
    answers: dict[str, Any], wanted: Balance
) -> None:
    assert balance_in(answers) == wanted


@pytest.mark.parametrize(
    "one", [one for one in load_dossiers() if one.bearer_does], ids=lambda one: one.ref
)
def test_the_balance_of_an_invented_dossier_is_that_of_its_budget(one: Any) -> None:
    mine = (one.budget["bearer_cash"] + one.budget["bearer_kind"]) * 100
    theirs = (one.budget["town_cash"] + one.budget["town_kind"]) * 100
    answers = {
        "bearer_commitments": [{"kind": "money", "amount": mine}],
        "town_requests": [{"kind": "funding", "amount": theirs}],
    }
    assert balance_in(answers).bearer_percent == round(100 * mine / (mine + theirs))


async def test_the_balance_is_told_as_it_grows_and_binds_nobody(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        await scene.presses(camille, "h.promise")
        while current_step(camille) != "town_requests":
            assert "%" not in newest(camille).text
            await scene._answers(camille, current_step(camille), PROMISE)
        assert "vous\u00a0: 100\u00a0%, la mairie\u00a0: 0\u00a0%" in newest(camille).text
        bought = {"kind": "funding", "what": "Bacs", "amount": "276"}
        await scene.presses(camille, "add")
        while current_step(camille) != "town_requests":
            await scene._answers(camille, current_step(camille), bought)
        shown = newest(camille).text
        assert "vous\u00a0: 62\u00a0%, la mairie\u00a0: 38\u00a0%" in shown
        assert "Une heure de travail compte 15" in shown
        await scene.presses(camille, "done")
        cost = {"label": "Bacs", "amount": "276", "paid_by": "town"}
        await scene.fills(camille, {**PROMISE, "cost_lines": (cost,)})
        assert "vous\u00a0: 62\u00a0%" in newest(camille).text
