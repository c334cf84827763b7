"""Gathering every text that the bot can say, for the catalogues: `python -m dialogs.extraction`.

Texts stand in Python, as the words given to `say`, `plain`, `N_` and the like, and in the TOML
files of dialogs and countries. The two Babel methods below read them; `catalogue` gathers them in
this process, `main` brings the catalogues of all languages up to date. `pybabel extract` finds the
same texts by `babel.cfg`.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any, TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from dialogs.wording import LOCALE_DIR, catalogue_path, read_catalogue

Found: TypeAlias = tuple[int, str, str | tuple[str, str], list[str]]
"""What Babel expects of a method: line, function, one text or two, comments for translators.

The function is gettext's own for one text or two, which `pybabel` knows without being told."""

ROOT = Path(__file__).parent.parent
SOURCES = (
    "dialogs/**/*.py",
    "bot/**/*.py",
    "dialogs/flows/*.toml",
    "dialogs/countries/*.toml",
    "dialogs/suggestions.toml",
)
NOT_OURS = ROOT / "bot" / "rehearsal"
"""The rehearsal speaks in the names of others: what its players say is not the bot's."""

LANGUAGES = ("fr",)
"""The languages whose catalogue is created when it is missing."""

KEYWORDS: Mapping[str, tuple[int, ...]] = {
    "say": (0,),
    "plain": (0,),
    "N_": (0,),
    "toast": (0,),
    "button": (0,),
    "tell": (1,),
    "count": (0, 1),
}
"""The functions that say a text, and which of their arguments are the words."""

_DIALOG_TEXTS = ("title", "review", "send")
_STEP_TEXTS = ("label", "question", "hint", "example", "help", "accept", "add", "proposed")
_COUNTRY_TEXTS = (("silence", "text"), ("silence", "reached"), ("appeal", "text"))


def toml_texts(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Extract the texts of a dialog's or a country's file. A Babel extraction method."""
    del keywords, comment_tags, options
    source = fileobj.read().decode("utf-8")
    data = tomllib.loads(source)
    for where, text in _texts(data):
        if text:
            start = max(source.find(f'"{text}"'), 0)
            yield source.count("\n", 0, start) + 1, "gettext", text, [where]


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "steps" in data:
        return _dialog_texts(data)
    return _suggested_texts(data) if "refusal" in data else _country_texts(data)


def _suggested_texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for form, suggestions in data.items():
        for one in suggestions:
            for field in ("label", "reason", "alternative", "conditions", "structure"):
                yield f"{form}, {one['id']}: {field}", one.get(field, "")


def _dialog_texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = data["id"]
    for field in _DIALOG_TEXTS:
        yield f"{name}: {field}", data.get(field, "")
    for paragraph in data.get("intro", ()):
        yield f"{name}: intro", paragraph
    for known in data.get("knows", ()):
        yield f"{name}, {known['id']}: label", known["label"]
        for option in known.get("options", ()):
            yield f"{name}, {known['id']}: option", option["label"]
    for step in data["steps"]:
        for field in _STEP_TEXTS:
            yield f"{name}, {step['id']}: {field}", step.get(field, "")
        for word in step.get("unit", ()):
            yield f"{name}, {step['id']}: unit", word
        for option in step.get("options", ()):
            yield f"{name}, {step['id']}: option", option["label"]


def _country_texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    country = data.get("name", "")
    for table, field in _COUNTRY_TEXTS:
        yield f"{country}: {table}", data.get(table, {}).get(field, "")
    for basis in data.get("grounds", ()):
        for field in ("when", "needs"):
            yield f"{country}: {basis['id']}", basis[field]
    for kind, words in data.get("eligibility", {}).items():
        yield f"{country}: {kind}", words


def python_texts(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Extract the texts said in a Python file. A Babel extraction method.

    Babel's own method loses the words of `tell(say, "…")`, where one keyword stands inside
    another. Here a choice (`"…" if … else "…"`) gives both texts, a name gives those it was set to
    in the same function, and anything else that is not a literal gives none.
    """
    del keywords, comment_tags, options
    listener = _Listener()
    listener.visit(ast.parse(fileobj.read()))
    for line, words in listener.heard:
        yield line, "gettext" if isinstance(words, str) else "ngettext", words, []


class _Listener(ast.NodeVisitor):
    """Reads a file from top to bottom and notes what is said, with its line."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str | tuple[str, str]]] = []
        self._named: dict[str, list[str]] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_function(node)

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outside, self._named = self._named, {}
        self.generic_visit(node)
        self._named = outside

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._named.setdefault(target.id, []).extend(self._texts(node.value))

    def visit_Call(self, node: ast.Call) -> None:
        places = KEYWORDS.get(_name(node.func), ())
        said = [self._texts(node.args[place]) for place in places if place < len(node.args)]
        if places and len(said) == len(places) and all(said):
            if len(places) == 1:
                self.heard += [(node.lineno, text) for text in said[0]]
            else:
                self.heard.append((node.lineno, (said[0][0], said[1][0])))
        self.generic_visit(node)

    def _texts(self, value: ast.expr) -> list[str]:
        match value:
            case ast.Constant(str(text)) if text:
                return [text]
            case ast.IfExp(body=body, orelse=other):
                return [*self._texts(body), *self._texts(other)]
            case ast.Name(name):
                return self._named.get(name, [])
            case _:
                return []


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def catalogue(root: Path = ROOT, sources: Iterable[str] = SOURCES) -> Catalog:
    """Gather every text under `root`, in the files that match one of the patterns."""
    gathered = Catalog(charset="utf-8", fuzzy=False)
    for pattern in sources:
        for path in sorted(root.glob(pattern)):
            if NOT_OURS not in path.parents:
                _gather(gathered, path, path.relative_to(root).as_posix())
    return gathered


def _gather(gathered: Catalog, path: Path, name: str) -> None:
    method = toml_texts if path.suffix == ".toml" else python_texts
    with path.open("rb") as file:
        for line, _, text, comments in method(file, (), (), {}):
            gathered.add(text, locations=[(name, line)], auto_comments=comments)


def update(path: Path, language: str, texts: Catalog) -> int:
    """Bring the catalogue file of a language up to date; return how many texts it lacks.

    Translations are kept, those of texts that are gone as comments. The same texts give the same
    file: no dates, no line numbers, in the order of the sources.
    """
    if path.exists():
        ours = read_catalogue(path, language)
    else:
        ours = Catalog(locale=language, charset="utf-8", fuzzy=False)
        ours.header_comment = f"# The words of the bot in `{language}`; `make texts` adds new ones."
    for message in texts:
        known = ours.get(message.id) if message.id else None
        if known is not None:
            known.auto_comments = []
    ours.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    written = _header(ours) + _body(ours)
    if not path.exists() or path.read_text(encoding="utf-8") != written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8", newline="\n")
    return sum(not _is_translated(message.string) for message in ours if message.id)


def _is_translated(words: str | Collection[str] | None) -> bool:
    return bool(words) and all(words or ())


def _header(ours: Catalog) -> str:
    lines = {
        "Language": str(ours.locale_identifier),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": ours.plural_forms,
    }
    fields = "".join(f'"{name}: {value}\\n"\n' for name, value in lines.items())
    return f'{ours.header_comment}\nmsgid ""\nmsgstr ""\n{fields}\n'


def _body(ours: Catalog) -> str:
    written = BytesIO()
    write_po(written, ours, width=100, omit_header=True, sort_by_file=True, include_lineno=False)
    return written.getvalue().decode("utf-8").strip("\n") + "\n"


def main(folder: Path = LOCALE_DIR, root: Path = ROOT) -> int:
    """Bring every catalogue of a folder up to date and say how many texts each one lacks."""
    texts = catalogue(root)
    for language in sorted(
        {*LANGUAGES, *(path.name for path in folder.iterdir() if path.is_dir())}
    ):
        lacking = update(catalogue_path(language, folder), language, texts)
        sys.stdout.write(f"{language}: {len(texts)} texts, {lacking} to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
