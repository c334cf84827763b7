"""What a project would cost the town alone: noted by staff, corrected, and counted as savings."""

from __future__ import annotations

from pathlib import Path

from tests.stage import newest
from tests.test_team import office


async def test_the_full_cost_is_noted_in_private_and_can_be_corrected(tmp_path: Path) -> None:
    async with office(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        await scene.presses(scene.elise, "c.take", chat=scene.group)
        await scene.presses(scene.elise, "c.more", chat=scene.group)
        shown = await scene.presses(scene.elise, "w.review")
        assert "personne n'a noté" in shown.text
        await scene.presses(scene.elise, "w.reference")
        said = await scene.says(scene.elise, "beaucoup")
        assert "Combien cela coûterait-il" in said.text, "an answer that fits not is asked again"
        await scene.says(scene.elise, "12 000 €")
        assert "C'est noté" in "".join(view.text for view in scene.elise.messages()[-3:])
        await scene.presses(scene.elise, "c.more", chat=scene.group)
        await scene.presses(scene.elise, "w.review")
        assert "12\u00a0000 euros" in newest(scene.elise).text.replace("\u202f", "\u00a0")
        await scene.presses(scene.elise, "w.reference")
        await scene.says(scene.elise, "15k")
        kept = "SELECT json_extract(data, '$.casework.reference_cents') FROM projects"
        assert scene.query(kept) == [(1_500_000,)]
        noted = scene.query("SELECT reason FROM journal WHERE action = 'reference_cost'")
        assert noted == [("12000.00 EUR",), ("15000.00 EUR",)]
        assert all("12" not in view.text for view in camille.messages() if "coût" in view.text)
