"""A town's own questions laid over ours: what a clerk may write, and what each mistake is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.town import build_book
from dialogs.book import FLOWS_DIR, load_dialogs
from dialogs.check import check
from dialogs.conditions import OneOf
from dialogs.definition import ChoiceStep, DefinitionError, Dialog, ListStep, NumberStep, TextStep
from dialogs.needs import REQUIRED
from tests.process import ROOT, write_config
from tests.stage import IDEA, build_config, stage

OURS = load_dialogs()
IDS = [step.id for step in OURS["idea"].steps]

SCHOOL = """
[[steps]]
id = "school"
kind = "text"
label = "École"
question = "De quelle école s’agit-il ?"
example = "École Jules-Ferry"
when = { bearer_kind = ["school", "youth_group"] }
after = "bearer_name"
max = 80
"""
"""An added question, asked of some."""

TITLE = "Comment s’appelle votre idée ?"

TREES = """
[[steps]]
id = "trees"
kind = "list"
label = "Arbres"
question = "Quels arbres voulez-vous planter ?"
item = "tree"
add = "Ajouter un arbre"
after = "photos"
"""
TREE = """
id = "tree"
title = "Un arbre"
[[steps]]
id = "species"
kind = "text"
label = "Espèce"
question = "Quelle espèce ?"
[[steps]]
id = "tall"
kind = "yes_no"
label = "Grand"
question = "Sera-t-il grand ?"
"""


def lay(folder: Path, **files: str) -> Path:
    """Write a town's files, such as `idea="…"`; an `id` is put first unless there is one."""
    town = folder / "dialogs"
    town.mkdir()
    for name, text in files.items():
        head = "" if text.lstrip().startswith("id =") else f'id = "{name}"\n'
        (town / f"{name}.toml").write_text(head + text, encoding="utf-8")
    return town


def laid(folder: Path, **files: str) -> dict[str, Dialog]:
    """Our dialogs with a town's files over them."""
    return load_dialogs(overlay=lay(folder, **files))


def ids(dialog: Dialog) -> list[str]:
    """The questions in their order."""
    return [step.id for step in dialog.steps]


def options(dialog: Dialog, name: str) -> dict[str, str]:
    """The options of a choice: label by id."""
    step = dialog.by_id[name]
    assert isinstance(step, ChoiceStep)
    return {option.id: option.label for option in step.options}


# -- what a town may do ----------------------------------------------------------------------------


def test_without_files_nothing_changes(tmp_path: Path) -> None:
    assert laid(tmp_path) == OURS


def test_a_copy_of_ours_changes_nothing(tmp_path: Path) -> None:
    copies = {path.stem: path.read_text("utf-8").partition("\n")[2] for path in ours_files()}
    assert laid(tmp_path, **copies) == OURS


def ours_files() -> list[Path]:
    """Our own files."""
    return sorted(FLOWS_DIR.glob("*.toml"))


def test_a_question_is_reworded_and_the_rest_of_it_stays(tmp_path: Path) -> None:
    idea = laid(
        tmp_path,
        idea="""
        title = "Une idée"
        [[steps]]
        id = "title"
        question = "Comment s’appelle votre idée ?"
        max = 60
        """,
    )["idea"]
    step, ours = idea.by_id["title"], OURS["idea"].by_id["title"]
    assert isinstance(step, TextStep)
    assert step.question == "Comment s’appelle votre idée ?"
    assert step.max == 60
    assert (step.hint, step.label, step.kind) == (ours.hint, ours.label, "text")
    assert (idea.title, idea.review) == ("Une idée", OURS["idea"].review)
    assert ids(idea) == IDS
    assert idea.steps[1:] == OURS["idea"].steps[1:]


def test_a_question_is_added_with_its_condition_at_its_place(tmp_path: Path) -> None:
    idea = laid(tmp_path, idea=SCHOOL)["idea"]
    rank = IDS.index("bearer_name") + 1
    assert ids(idea) == [*IDS[:rank], "school", *IDS[rank:]]
    assert idea.steps[rank].when == OneOf("bearer_kind", frozenset({"school", "youth_group"}))
    assert idea.revision != OURS["idea"].revision


@pytest.mark.parametrize(("place", "rank"), [("", len(IDS)), ('before = "title"', 0)])
def test_an_added_question_comes_last_or_where_it_says(
    tmp_path: Path, place: str, rank: int
) -> None:
    added = f'[[steps]]\nid = "x"\nkind = "yes_no"\nlabel = "X"\nquestion = "X ?"\n{place}'
    assert ids(laid(tmp_path, idea=added)["idea"]).index("x") == rank


def test_questions_are_removed(tmp_path: Path) -> None:
    idea = laid(tmp_path, idea='remove = ["photos", "honesty_declared"]')["idea"]
    assert ids(idea) == [name for name in IDS if name not in ("photos", "honesty_declared")]
    assert idea.revision != OURS["idea"].revision


ORDERS = {
    "exchanged": (["d", "a"], "bcda"),
    "the first stays": (["a", "d"], "adbc"),
    "as they stand": (["b", "c"], "abcd"),
    "all": (["d", "c", "b", "a"], "dcba"),
    "one": (["c"], "abcd"),
    "none": ([], "abcd"),
}


@pytest.mark.parametrize(("order", "then"), ORDERS.values(), ids=ORDERS)
def test_the_first_of_an_order_stays_and_the_others_follow_it(
    tmp_path: Path, order: list[str], then: str
) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    steps = [
        f'[[steps]]\nid = "{name}"\nkind = "text"\nlabel = "L"\nquestion = "Q"' for name in "abcd"
    ]
    head = 'id = "idea"\nversion = 1\ntitle = "Letters"\n'
    (ours / "idea.toml").write_text(head + "\n".join(steps), "utf-8")
    town = lay(tmp_path, idea=f"order = {json.dumps(order)}")
    assert "".join(ids(load_dialogs(ours, town)["idea"])) == then


def test_a_question_of_ours_is_moved_and_an_added_one_ordered(tmp_path: Path) -> None:
    idea = laid(
        tmp_path,
        idea=f"""
        order = ["display_name", "contact_alt", "school"]
        [[steps]]
        id = "place"
        before = "title"
        {SCHOOL}""",
    )["idea"]
    names = ids(idea)
    assert names[:2] == ["place", "title"]
    rank = names.index("display_name")
    assert names[rank : rank + 4] == ["display_name", "contact_alt", "school", "lives_in_commune"]


def test_an_option_is_added_and_ours_keep_their_labels_unless_given(tmp_path: Path) -> None:
    idea = laid(
        tmp_path,
        idea="""
        [[steps]]
        id = "lives_in_commune"
        options = [
            { id = "lives" },
            { id = "second_home", label = "J’ai une résidence secondaire" },
            { id = "other", label = "Autre" },
        ]
        """,
    )["idea"]
    assert options(idea, "lives_in_commune") == {
        "lives": "I live here",
        "second_home": "J’ai une résidence secondaire",
        "other": "Autre",
    }


def test_an_empty_value_takes_ours_away(tmp_path: Path) -> None:
    idea = laid(
        tmp_path,
        idea="""
        [[steps]]
        id = "bearer_name"
        when = {}
        example = ""
        [[steps]]
        id = "support_proof"
        optional = {}
        """,
        commitment='[[steps]]\nid = "hours"\nunit = []',
    )
    name, hours = idea["idea"].by_id["bearer_name"], idea["commitment"].by_id["hours"]
    assert (name.when, name.example) == (None, "")
    assert idea["idea"].by_id["support_proof"].optional is False
    assert isinstance(hours, NumberStep)
    assert hours.unit is None


def test_another_kind_replaces_a_question_whole(tmp_path: Path) -> None:
    step = laid(
        tmp_path,
        idea="""
        [[steps]]
        id = "support_proof"
        kind = "yes_no"
        label = "Voisins"
        question = "En avez-vous parlé aux voisins ?"
        """,
    )["idea"].by_id["support_proof"]
    assert (step.kind, step.help, step.example, step.optional) == ("yes_no", "", "", False)


def test_a_whole_new_dialog_is_the_form_of_a_list(tmp_path: Path) -> None:
    dialogs = laid(tmp_path, idea=TREES, tree=TREE)
    assert ids(dialogs["tree"]) == ["species", "tall"]
    assert dialogs["tree"].version == 1
    trees = dialogs["idea"].by_id["trees"]
    assert isinstance(trees, ListStep)
    assert trees.item == "tree"


def test_what_editors_leave_behind_is_passed_over(tmp_path: Path) -> None:
    town = lay(tmp_path, idea='remove = ["photos"]')
    for name in (".idea.toml", ".#idea.toml", "idea.toml~", "note.txt", "fr.po"):
        (town / name).write_text("not ours", "utf-8")
    (town / "idea.toml").write_bytes("\N{BOM}".encode() + (town / "idea.toml").read_bytes())
    assert "photos" not in load_dialogs(overlay=town)["idea"].by_id


# -- what a mistake is told ------------------------------------------------------------------------

WORDS = 'label = "X"\nquestion = "X ?"\n'
NEW = f'[[steps]]\nid = "x"\nkind = "text"\n{WORDS}'
FAULTS: Mapping[str, tuple[str, str]] = {
    "not TOML": ("remove = [", "cannot be read: "),
    "single brackets": ('[steps]\nid = "place"', "`steps`: write [[steps]], in double brackets"),
    "not a table": ("steps = [1]", "`steps`: write [[steps]], in double brackets"),
    "no id of a step": ('[[steps]]\nlabel = "X"', "step 1: `id` is missing"),
    "step twice": (
        '[[steps]]\nid = "place"\n[[steps]]\nid = "place"',
        "step `place` is there twice; put both into one",
    ),
    "typo in a key": (
        '[[steps]]\nid = "title"\nqestion = "Nom ?"',
        "step `title`: `qestion` is no key here; did you mean `question`?",
    ),
    "typo at the top": (
        'remvoe = ["photos"]',
        "`remvoe` is no key here; did you mean `remove`?",
    ),
    "top key too low": (
        f'{NEW}remove = ["photos"]',
        "step `x`: `remove` belongs at the top, above the first [[steps]]",
    ),
    "remove unknown": (
        'remove = ["photo"]',
        "`remove` names `photo`, no question of `idea`; did you mean `photos`?",
    ),
    "remove no list": (
        'remove = "photos"',
        '`remove` is a list of ids such as ["place", "photos"]',
    ),
    "remove twice": ('remove = ["photos", "photos"]', "`remove` names `photos` twice"),
    "remove and change": (
        'remove = ["photos"]\n[[steps]]\nid = "photos"\nmax = 3',
        "step `photos` is in `remove` and in [[steps]]; choose one",
    ),
    "order unknown": (
        'order = ["titel"]',
        "`order` names `titel`, no question of `idea`; did you mean `title`?",
    ),
    "order twice": ('order = ["title", "title"]', "`order` names `title` twice; take one out"),
    "order removed": (
        'remove = ["photos"]\norder = ["title", "photos"]',
        "`order` names `photos`, which is removed; name another",
    ),
    "after unknown": (
        f'{NEW}after = "nowhere_at_all"',
        "step `x`: `after` names `nowhere_at_all`, no question of `idea`; there is: title, ",
    ),
    "after removed": (
        f'remove = ["photos"]\n{NEW}after = "photos"',
        "step `x`: `after` names `photos`, which is removed; name another",
    ),
    "after one further down": (
        f'{NEW}after = "y"\n{NEW.replace("x", "y", 1)}',
        "step `x`: `after` names `y`, which is further down; put it above",
    ),
    "after itself": (f'{NEW}after = "x"', "step `x`: `after` names itself; name another"),
    "after and before": (
        f'{NEW}after = "title"\nbefore = "place"',
        "step `x`: it has `after` and `before`; take one out",
    ),
    "condition on a removed one": (
        f'remove = ["photos"]\n{NEW}when = {{ photos = {{ at_least = 1 }} }}',
        "step `x`: its condition reads `photos`, which is removed; remove this one too, or change",
    ),
    "condition on a later one": (
        f'{NEW}before = "title"\nwhen = {{ lives_in_commune = "lives" }}',
        "step `x`: its condition reads `lives_in_commune`, asked only later; place it `after",
    ),
    "our condition, by the order": (
        'order = ["bearer_name", "bearer_kind"]',
        "step `bearer_name`: its condition reads `bearer_kind`, asked only later",
    ),
    "condition on itself": (
        f'{NEW}when = {{ x = "a" }}',
        "step `x`: its condition reads `x`, itself; name an earlier question",
    ),
    "condition on nothing": (
        f'{NEW}optional = {{ bearer = "group" }}',
        "step `x`: its condition reads `bearer`, which is no question; did you mean `bearer_",
    ),
    "unreadable condition": (f'{NEW}when = "a"', "step `x`: `when`: `when` is a table such as"),
    "no kind": (
        f'[[steps]]\nid = "x"\n{WORDS}',
        "step `x`: its `kind` is missing; there is: text, number",
    ),
    "unknown kind": (
        f'[[steps]]\nid = "x"\nkind = "txt"\n{WORDS}',
        "step `x`: its `kind` is unknown; did you mean `text`?",
    ),
    "no kind but a list": (
        f'[[steps]]\nid = "x"\nkind = ["text"]\n{WORDS}',
        "step `x`: its `kind` is unknown; did you mean `text`?",
    ),
    "missing words": (
        '[[steps]]\nid = "x"\nkind = "text"\nlabel = "X"',
        "step `x`: `question` is missing: write it",
    ),
    "missing words of another kind": (
        '[[steps]]\nid = "lives_in_commune"\nkind = "yes_no"',
        "step `lives_in_commune`: `label` is missing: write it (and 1 more)",
    ),
    "bad id": (
        f'[[steps]]\nid = "Mon école"\nkind = "text"\n{WORDS}',
        "step `Mon école`: `id`: write small letters, digits and _, beginning with a letter",
    ),
    "option without label": (
        '[[steps]]\nid = "lives_in_commune"\noptions = [{ id = "lives" }, { id = "holidays" }]',
        "step `lives_in_commune`: `options`: 2: `label` is missing: write it",
    ),
    "option that is none": (
        '[[steps]]\nid = "lives_in_commune"\noptions = ["lives", "works"]',
        "step `lives_in_commune`: `options`: 1: Input should be",
    ),
    "no options": (
        '[[steps]]\nid = "lives_in_commune"\noptions = []',
        "step `lives_in_commune`: `options` is missing",
    ),
    "markup": (
        '[[steps]]\nid = "title"\nquestion = "<b>Nom ?</b>"',
        "step `title`: `question`: texts of a dialog are plain: no < or >",
    ),
    "limit": ('[[steps]]\nid = "title"\nmax = 9999', "step `title`: `max`: Input should be less"),
    "former id": (f'{NEW}was = ["title"]', "step id `title` is used twice"),
    "review alone": ('review = ""', "`review` and `send` come together"),
    "needed, removed": (
        'id = "promise"\nremove = ["bearer_commitments"]',
        "step `bearer_commitments` must stay: the convention is made of these promises; re-word it",
    ),
    "needed, optional": (
        '[[steps]]\nid = "title"\noptional = true',
        "step `title`: it must be answered: every message calls the idea by its title; take `opt",
    ),
    "needed, conditional": (
        '[[steps]]\nid = "display_name"\nwhen = { bearer_kind = "citizen" }',
        "step `display_name`: it must be answered: the town hall must know whom it answers",
    ),
    "needed, of another kind": (
        '[[steps]]\nid = "place"\nkind = "text"\nlabel = "Lieu"\nquestion = "Où ?"',
        "step `place`: its `kind` stays `place`: the team's card says where it is",
    ),
    "needed, other items": (
        'id = "promise"\n[[steps]]\nid = "bearer_commitments"\nitem = "tree"',
        "step `bearer_commitments`: its `item` stays `commitment`: the convention is made",
    ),
    "a question whose answer nobody keeps": (
        f'id = "welcome"\n{NEW}',
        "step `x`: its answer would be lost; add it to `idea`",
    ),
    "a review where there is none": (
        'id = "message"\nreview = "Tout est bon ?"\nsend = "Envoyer"',
        "`review`: `message` has none; take it out",
    ),
    "what the product tells a form": (
        'id = "promise"\n[[knows]]\nid = "weather"\nkind = "yes_no"\nlabel = "Beau temps"',
        "`knows` is what the product tells the form; take it out",
    ),
    "nobody's file": (
        f'id = "ideas"\ntitle = "X"\n{NEW}',
        "no list has `ideas` as its `item`; did",
    ),
    "changes of nobody": (
        'id = "ideas"\nremove = ["photos"]',
        "`remove`: `ideas` is no dialog of ours; did you mean `idea`?",
    ),
    "a place in a new dialog": (
        f'id = "tree"\ntitle = "X"\n{NEW}after = "x"',
        "step `x`: `after` is for changes of ours; put the question there",
    ),
    "a condition in a new dialog": (
        f'id = "tree"\ntitle = "X"\n{NEW}when = {{ y = "a" }}',
        "step `x`: its condition reads `y`, which is no question; there is: x",
    ),
    "half a new dialog": (
        f'id = "tree"\n{NEW}',
        "`title` is missing: write it (a new dialog, `tree` is none of ours: ",
    ),
    "words on two lines": (
        'remove = ["""a\nb"""]',
        "`remove` names `a b`, no question of `idea`; there is: title, ",
    ),
}


@pytest.mark.parametrize(("text", "says"), FAULTS.values(), ids=FAULTS)
def test_a_mistake_is_one_line_with_its_place_and_remedy(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        laid(tmp_path, idea=text)
    assert str(caught.value).startswith(f"idea.toml: {says}")
    assert "\n" not in str(caught.value)


def test_a_dialog_without_id_is_named(tmp_path: Path) -> None:
    town = lay(tmp_path, idea="")
    (town / "idea.toml").write_text('title = "X"', "utf-8")
    with pytest.raises(DefinitionError, match=r"^idea\.toml: `id` is missing: write that of"):
        load_dialogs(overlay=town)


def test_one_dialog_has_one_file(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        laid(tmp_path, idea="", more='id = "idea"')
    assert str(caught.value) == "more.toml: `idea.toml` is about `idea` too; put them into one"


def test_another_encoding_is_named(tmp_path: Path) -> None:
    town = lay(tmp_path, idea="")
    (town / "idea.toml").write_bytes('id = "idea"\ntitle = "Une idée"'.encode("cp1252"))
    with pytest.raises(DefinitionError, match=r"^idea\.toml: is not in UTF-8; save it again"):
        load_dialogs(overlay=town)


@pytest.mark.parametrize("name", ["idea.toml.txt", "idea.TOML"])
def test_a_file_whose_name_ends_wrong_is_not_passed_over(tmp_path: Path, name: str) -> None:
    (lay(tmp_path) / name).write_text('id = "idea"', "utf-8")
    with pytest.raises(DefinitionError, match=rf"^{name}: is passed over; let its name end in"):
        load_dialogs(overlay=tmp_path / "dialogs")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"nowhere: is no folder; correct `town\.dialogs`"):
        load_dialogs(overlay=tmp_path / "nowhere")


@pytest.mark.parametrize("dialog", REQUIRED)
def test_what_the_product_reads_is_there_and_as_the_table_says(dialog: str) -> None:
    for name, need in REQUIRED[dialog].items():
        assert OURS[dialog].by_id[name].kind == need.kind
        if need.always:
            assert OURS[dialog].by_id[name].optional is False


@pytest.mark.parametrize(
    ("dialog", "name"),
    [(dialog, name) for dialog, needs in REQUIRED.items() for name in needs],
)
def test_what_the_product_needs_stays_and_the_rest_may_go(
    tmp_path: Path, dialog: str, name: str
) -> None:
    town = lay(tmp_path, **{dialog: f'remove = ["{name}"]'})
    if not REQUIRED[dialog][name].always:
        assert name not in load_dialogs(overlay=town)[dialog].by_id
        return
    with pytest.raises(DefinitionError, match=f"step `{name}` must stay: "):
        load_dialogs(overlay=town)


# -- what check says of it -------------------------------------------------------------------------


def problems(folder: Path, languages: tuple[str, ...] = ("fr", "en"), **town: Any) -> list[str]:
    """What `check` finds in a town."""
    settings = {"languages": languages, "dialogs": folder / "dialogs", **town}
    config = build_config(folder, "http://localhost", -100, town=settings)
    return list(check(build_book(config)).problems)


def write_english(folder: Path, words: Mapping[str, str]) -> Path:
    """A town's own English catalogue."""
    path = folder / "texts" / "en" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    lines = [f'\nmsgid "{source}"\nmsgstr "{said}"\n' for source, said in words.items()]
    path.write_text(head + "".join(lines), "utf-8")
    return folder / "texts"


SCHOOL_IN_ENGLISH = {
    "École": "School",
    "De quelle école s’agit-il ?": "Which school is it?",
    "École Jules-Ferry": "Jules Ferry School",
}


def test_a_town_that_speaks_one_language_translates_nothing(tmp_path: Path) -> None:
    lay(
        tmp_path, idea=f'remove = ["photos"]\n{SCHOOL}{TREES.replace("photos", "place")}', tree=TREE
    )
    assert problems(tmp_path, ("fr",)) == []


def test_words_that_another_language_lacks_are_named(tmp_path: Path) -> None:
    lay(tmp_path, idea=SCHOOL)
    assert problems(tmp_path) == [
        f"en: “{words}” (idea, step `school`: {field}): is not translated; "
        "put it into en/LC_MESSAGES/messages.po in the folder of `town.texts`"
        for field, words in (
            ("question", "De quelle école s’agit-il ?"),
            ("label", "École"),
            ("example", "École Jules-Ferry"),
        )
    ]


def test_the_towns_own_catalogue_translates_them(tmp_path: Path) -> None:
    lay(tmp_path, idea=SCHOOL)
    assert problems(tmp_path, texts=write_english(tmp_path, SCHOOL_IN_ENGLISH)) == []


def test_words_in_english_are_asked_for_in_french(tmp_path: Path) -> None:
    lay(tmp_path, idea='[[steps]]\nid = "title"\nquestion = "What shall we call it?"')
    assert problems(tmp_path, ("en",)) == []
    (found,) = problems(tmp_path, ("en", "fr"))
    assert found.startswith("fr: “What shall we call it?” (idea, step `title`: question): is not")


def test_check_proves_what_comes_out(tmp_path: Path) -> None:
    lay(tmp_path, idea=SCHOOL.replace('"youth_group"', '"college"') + TREES)
    found = problems(tmp_path, ("fr",))
    assert "idea, step `trees`: its item `tree` is no dialog; name one of: " in found[0]
    (tmp_path / "dialogs" / "tree.toml").write_text(TREE, "utf-8")
    (found_then,) = problems(tmp_path, ("fr",))
    assert found_then.startswith("idea, step `school`: its condition on `bearer_kind`: `college`")


# -- from the first question to the dossier --------------------------------------------------------


async def test_a_resident_answers_the_towns_questions_and_the_dossier_keeps_them(
    tmp_path: Path,
) -> None:
    town = {
        "dialogs": lay(
            tmp_path,
            idea=f"""
            remove = ["photos"]
            order = ["title", "place"]
            [[steps]]
            id = "title"
            question = "{TITLE}"
            {SCHOOL}""",
        ),
        "texts": write_english(tmp_path, {**SCHOOL_IN_ENGLISH, TITLE: "What is its name?"}),
    }
    idea = {**IDEA, "bearer_kind": "school", "bearer_name": "Les CM2", "school": "Jules-Ferry"}
    async with stage(tmp_path, town=town) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await alice.expect(TITLE)
        await scene.says(alice, idea["title"])
        await alice.expect("À quel endroit ?")
        await scene.fills(alice, idea)
        assert "École" in alice.screen().text
        await scene.presses(alice, "send")
        ((data,),) = scene.query("SELECT data FROM projects WHERE number IS NOT NULL")
        dossier = json.loads(data)["dossier"]
        assert dossier["school"] == "Jules-Ferry"
        assert dossier["title"] == idea["title"]
        assert "photos" not in dossier
        john = scene.person("John", language="en")
        await scene.begins(john)
        await john.expect("What is its name?")
        other = {
            "title": "A bench",
            "description": "Somewhere to rest on the way up the hill, at last.",
        }
        await scene.fills(john, {**idea, **other, "place": "the top of the hill"})
        assert "School" in john.screen().text


async def test_a_list_of_the_towns_own_reaches_the_dossier(tmp_path: Path) -> None:
    trees = lay(tmp_path, idea=TREES, tree=TREE)
    async with stage(tmp_path, town={"dialogs": trees, "languages": ["fr"]}) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        for step in ("title", "description"):
            await scene.says(alice, IDEA[step])
        await scene.presses(alice, "set", IDEA["category"])
        await scene.says(alice, IDEA["place"])
        await scene.presses(alice, "done")
        await alice.expect("Quels arbres voulez-vous planter ?")
        await scene.presses(alice, "add")
        await scene.says(alice, "Tilleul")
        await scene.presses(alice, "set", "yes")
        await scene.presses(alice, "done")
        await scene.fills(alice)
        await scene.presses(alice, "send")
        ((data,),) = scene.query("SELECT data FROM projects WHERE number IS NOT NULL")
        assert json.loads(data)["dossier"]["trees"] == [{"species": "Tilleul", "tall": True}]


# -- the command line ------------------------------------------------------------------------------


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a town whose `town.dialogs` is the folder of the test."""
    config = write_config(folder, "http://127.0.0.1:9")
    text = config.read_text("utf-8")
    key = f'[town]\nlanguages = ["fr"]\ndialogs = "{(folder / "dialogs").as_posix()}"\n'
    config.write_text(text.replace("[town]\n", key), "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "bot", command, "--config", str(config)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_counts_the_towns_questions(tmp_path: Path) -> None:
    lay(tmp_path, idea=SCHOOL)
    ran = shell(tmp_path, "check")
    assert "school" not in ran.stderr
    steps = sum(len(dialog.steps) for dialog in OURS.values()) + 1
    assert f"dialogs: {len(OURS)}, with {steps} steps" in ran.stdout


def test_check_names_what_it_cannot_prove(tmp_path: Path) -> None:
    lay(tmp_path, idea=SCHOOL.replace('"youth_group"', '"college"'))
    ran = shell(tmp_path, "check")
    assert ran.returncode == 1
    (line,) = (line for line in ran.stderr.splitlines() if "school" in line)
    assert line.startswith(
        "problem: idea, step `school`: its condition on `bearer_kind`: `college`"
    )


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_broken_file_is_one_line_at_the_shell(tmp_path: Path, command: str) -> None:
    lay(tmp_path, idea='remove = ["photo"]')
    ran = shell(tmp_path, command)
    assert ran.returncode in (1, 2)
    (line,) = ran.stderr.splitlines()
    assert line.endswith(
        "idea.toml: `remove` names `photo`, no question of `idea`; did you mean `photos`?"
    )
