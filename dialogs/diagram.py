"""Dialogs as Mermaid flowcharts, drawn from the same data that runs.

The edges of a form are those that `paths` finds, so a picture shows no way that no answers lead.
A node says a question's label, its permanent id and its kind; a dashed one may be skipped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import TypeAlias

from dialogs.answers import NO, YES
from dialogs.book import Book
from dialogs.conditions import All, AnyOf, AtLeast, Condition, Given, Has, Not, OneOf
from dialogs.definition import Dialog, ListStep, MoneyStep, Step
from dialogs.paths import Paths, find_paths
from dialogs.wording import Voice

Edge: TypeAlias = tuple[str, str]
"""From a step to a step, by id; `START` and `END` are the ends of a form."""

START, END, SENT = "START", "END", "SENT"
"""Nodes that are no questions; the ids of questions have no capitals."""

_DASHED = "classDef optional stroke-dasharray: 5 4"
_LABEL_WIDTH = 24
"""Characters of a line on an edge; longer words go on below."""


def flowchart(book: Book, names: Collection[str], language: str) -> str:
    """Draw these dialogs, with the small forms of their lists, as one Mermaid flowchart.

    One dialog stands by itself; several, and every small form, stand in a frame with their title.
    """
    say = book.voice(language)
    drawn = _with_items(book, names)
    lines: list[str] = []
    for name in drawn:
        form = [*_Drawing(book, book.dialogs[name], say).lines()]
        if name not in names or len(names) > 1:
            title = escape(say.plain(book.dialogs[name].title))
            form = [f'subgraph {_form(name)}["{title}"]', *(f"  {line}" for line in form), "end"]
        lines += form
    lines += [*_links(book, drawn, say), _DASHED]
    return "\n".join(["flowchart TD", *(f"  {line}" for line in lines)]) + "\n"


def _with_items(book: Book, names: Iterable[str]) -> list[str]:
    """The dialogs, each followed by the small forms of its lists, each once."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in found and name in book.dialogs:
            found[name] = None
            for step in book.dialogs[name].steps:
                if isinstance(step, ListStep):
                    visit(step.item)

    for name in names:
        visit(name)
    return list(found)


def _links(book: Book, names: Iterable[str], say: Voice) -> Iterator[str]:
    """From a list to the form of its items, and back when one is done."""
    for name in names:
        for step in book.dialogs[name].steps:
            if isinstance(step, ListStep) and step.item in book.dialogs:
                here, item = node(name, step.id), node(step.item, START)
                yield f'{here} -. "{_edge_label(say.plain(step.add))}" .-> {item}'
                yield f"{node(step.item, END)} -.-> {here}"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One form on its way into a flowchart."""

    book: Book
    dialog: Dialog
    say: Voice

    def lines(self) -> Iterator[str]:
        """The nodes in their order, then the edges."""
        name = self.dialog.id
        yield f'{node(name, START)}(["{escape(self.say.plain(self.dialog.title))}"])'
        for step in self.dialog.steps:
            yield self._node(step)
        yield from self._end()
        for edge, words in self._labelled().items():
            arrow = f'-->|"{_edge_label(words)}"|' if words else "-->"
            yield f"{node(name, edge[0])} {arrow} {node(name, edge[1])}"

    def _node(self, step: Step) -> str:
        words = [escape(self.say.plain(step.label)), f"{step.id} · {step.kind}"]
        if step.optional is True:
            words.append(escape(self.say.plain("can be skipped")))
        elif step.optional is not False:
            when = condition_words(self.dialog, step.optional, self.say)
            words.append(escape(self.say.plain("can be skipped if {condition}", condition=when)))
        left, right = ("[[", "]]") if isinstance(step, ListStep) else ("[", "]")
        mark = "" if step.optional is False else ":::optional"
        return f'{node(self.dialog.id, step.id)}{left}"{"<br/>".join(words)}"{right}{mark}'

    def _end(self) -> Iterator[str]:
        """The review and the sending, or the plain end of a form that has none."""
        end = node(self.dialog.id, END)
        if not self.dialog.review:
            yield f'{end}(["{escape(self.say.plain("done"))}"])'
            return
        sent = node(self.dialog.id, SENT)
        yield f'{end}{{{{"{escape(self.say.plain("all answers are read again"))}"}}}}'
        yield f'{sent}(["{escape(self.say.plain("sent"))}"])'
        yield f'{end} -->|"{_edge_label(self.say.plain(self.dialog.send))}"| {sent}'

    def _labelled(self) -> dict[Edge, str]:
        """The edges in order, each with the condition on it in words."""
        edges = edges_of(self.dialog, find_paths(self.book.dialogs, self.dialog))
        labelled: dict[Edge, str] = {}
        for edge in edges:
            target = self.dialog.by_id.get(edge[1])
            branches = sum(other[0] == edge[0] for other in edges) > 1
            if target is not None and target.when is not None:
                labelled[edge] = condition_words(self.dialog, target.when, self.say)
            else:
                labelled[edge] = self.say.plain("otherwise") if branches else ""
        return labelled


def edges_of(dialog: Dialog, paths: Paths) -> list[Edge]:
    """The steps of a form: which may follow which, in the form's order.

    Where the conditions had too many combinations to try, some of these no answers may lead to.
    """
    names = [START, *(step.id for step in dialog.steps), END]
    walked = {
        pair
        for path in paths.each
        for pair in zip((START, *path.steps), (*path.steps, END), strict=True)
    }
    always = {step.id for step in dialog.steps if step.when is None}
    found = []
    for rank, name in enumerate(names[:-1]):
        for following in names[rank + 1 :]:
            if not paths.complete or (name, following) in walked:
                found.append((name, following))
            if following in always:
                break
    return found


def condition_words(dialog: Dialog, condition: Condition, say: Voice) -> str:
    """Say a condition: "Carried by: A school or An association"."""
    match condition:
        case OneOf(step, values):
            named = _answers(dialog.readable[step], values, say)
            return _compared(dialog, step, say.plain(" or ").join(named), say)
        case Has(step, value):
            named = _answers(dialog.readable[step], {value}, say)
            return _compared(dialog, step, say.plain("among others {answer}", answer=named[0]), say)
        case AtLeast(step, least):
            return _compared(dialog, step, _least(dialog.readable[step], least, say), say)
        case Given(step):
            return _compared(dialog, step, say.plain("answered"), say)
        case All(parts):
            return say.plain(" and ").join(_part(dialog, part, say) for part in parts)
        case AnyOf(parts):
            return say.plain(" or ").join(_part(dialog, part, say) for part in parts)
        case Not(part):  # pragma: no branch - there is no other kind
            return say.plain("not ({condition})", condition=condition_words(dialog, part, say))


def _part(dialog: Dialog, part: Condition, say: Voice) -> str:
    words = condition_words(dialog, part, say)
    return f"({words})" if isinstance(part, All | AnyOf) else words


def _compared(dialog: Dialog, step: str, words: str, say: Voice) -> str:
    label = say.plain(dialog.readable[step].label)
    return say.plain("{label}: {answer}", label=label, answer=words)


def _answers(step: Step, values: Collection[str | bool | int], say: Voice) -> list[str]:
    """The words of the answers compared with, in the order of the options."""
    options: Mapping[str, str] = {
        option.id: option.label for option in getattr(step, "options", ())
    }
    known = [say.plain(label) for name, label in options.items() if name in values]
    yes_no = [say.plain(YES if value else NO) for value in values if isinstance(value, bool)]
    others = [
        str(value) for value in values if not isinstance(value, bool) and value not in options
    ]
    return [*known, *sorted(yes_no), *sorted(others)]


def _least(step: Step, least: float, say: Voice) -> str:
    words = say.money(int(least)) if isinstance(step, MoneyStep) else say.number(least)
    return say.plain("at least {number}", number=words)


def node(dialog: str, step: str) -> str:
    """The name of a node; its capitals keep it apart from Mermaid's own words and other nodes."""
    return f"{_form(dialog)}_Q_{step}"


def _form(dialog: str) -> str:
    return f"D_{dialog}"


def _edge_label(words: str) -> str:
    return "<br/>".join(escape(line) for line in wrap(words, _LABEL_WIDTH, break_on_hyphens=False))


def escape(words: str) -> str:
    """Write words so that they may stand between Mermaid's quotation marks."""
    for sign, code in (("#", "#35;"), ("<", "#lt;"), (">", "#gt;"), ("`", "'"), ('"', "'")):
        words = words.replace(sign, code)
    return " ".join(words.split())
