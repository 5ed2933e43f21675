"""The fields of an agreement's form as HTML: drawn here, since templates take many times as long for hundreds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from types import MappingProxyType

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from upheld.problems import Problem
from upheld.server.console.draft_fields import Control, Input, Named, Piece, PieceKind
from upheld.server.look.speaking import core_words
from upheld.server.look.templatetags.look import icon

_PLAIN = 'dir="auto" autocomplete="off"'


def pieces_drawn(pieces: Iterable[Piece]) -> SafeString:
    """The fields of a section; whatever stands in the file is escaped."""
    return SafeString("".join(_PIECES[each.kind](each) for each in pieces))


def _field(piece: Piece) -> str:
    """A value with its name or label, a hint, and what is wrong with it."""
    each = piece.input
    if each is None:
        return ""
    wide = " wide" if each.wide or each.name else ""
    return (
        f'<div class="field{wide}" data-line="{each.line}">{_said_of(each)}{_faults(each.number, each.faults)}</div>\n'
    )


def _said_of(each: Input) -> str:
    hint = _hint(each.hint)
    if each.name:
        control = _CONTROLS[each.control](each, _labelled(each.label))
        return f'<div class="named">{_name(each.name)}{control}{_cross(each.pointer, each.label)}</div>'
    if each.control == "tick":
        return f"{_tick(each)}{hint}"
    label = (
        f'<label for="f{each.number}" title="{escape(each.path)}">{escape(each.label)}'
        f'<span class="at" aria-hidden="true">{each.line}</span></label>'
    )
    control = _CONTROLS[each.control](each, "")
    if each.removes:
        control = f'<div class="named one">{control}{_left_out(each.pointer, each.label)}</div>'
    return f"{label}{control}{hint}"


def _words(piece: Piece) -> str:
    """A list of single values side by side."""
    name = _name(piece.name, " entry-name") if piece.name else ""
    listed = "".join(_word(each, f"{piece.label} {each.label}") for each in piece.inputs)
    gone = _left_out(piece.pointer, piece.label) if piece.removes else ""
    return (
        f'<fieldset class="field words" data-line="{piece.line}">{_legend(piece, escape(piece.label))}{name}'
        f'<div class="listed">{listed}{_add(piece, _("One more"))}{gone}</div>'
        f"{_hint(piece.hint)}{_faults(piece.number, piece.faults)}</fieldset>\n"
    )


def _word(each: Input, label: str) -> str:
    control = _CONTROLS[each.control](each, _labelled(label))
    wide = " wide" if each.wide else ""
    gone, said = _cross(each.pointer, label), _faults(each.number, each.faults)
    return f'<div class="named one{wide}">{control}{gone}{said}</div>'


def _open(piece: Piece) -> str:
    """Where a table or a list begins: its name, what it is, and what is wrong with it."""
    gone = ""
    if piece.removes:
        within = f"{_('Remove')} {_unseen(piece.label)}"
        alone = escape(_("Remove %(name)s") % {"name": piece.label})
        gone = _remove(piece.pointer, f"{icon('cross')} {within if piece.depth else alone}", more=" gone")
    name = ""
    if piece.name:
        name = f'<label class="entry-name">{_("Name")} {_name(piece.name, fresh=piece.fresh, labelled=False)}</label>'
    legend = _legend(piece, f'<bdi class="name">{escape(piece.label)}</bdi>')
    return (
        f'<fieldset class="entry depth-{piece.depth}" data-line="{piece.line}">{legend}{gone}{name}'
        f'{_hint(piece.hint)}{_faults(piece.number, piece.faults, control=False)}<div class="entries">\n'
    )


def _close(piece: Piece) -> str:
    return f"</div>{_end(piece)}</fieldset>\n"


def _end(piece: Piece) -> str:
    """What may be added at the end of a table or a list."""
    if not piece.adds and not piece.terms:
        return ""
    add = _add(piece, _("One more, as the last one")) if piece.adds else ""
    return f'<div class="grow">{add}{_term(piece) if piece.terms else ""}</div>'


def _term(piece: Piece) -> str:
    about = f" ({piece.label})" if piece.label else ""
    pointer = escape(piece.pointer)
    options = "".join(_option(term, word) for term, word in piece.terms)
    return (
        f'<span class="row term"><select name="t:{pointer}" aria-label="{escape(_("Term to add") + about)}">{options}'
        f'</select><button name="term" value="{pointer}" class="little">{icon("plus")}{_("Add")} '
        f"{_unseen(f'({piece.label})')}</button></span>"
    )


def _add(piece: Piece, word: str) -> str:
    return (
        f'<button name="add" value="{escape(piece.pointer)}" class="little add">{icon("plus")}{word} '
        f"{_unseen(f'({piece.label})')}</button>"
    )


def _cross(pointer: str, label: str) -> str:
    """The button that takes out what stands beside it."""
    word = _("Remove")
    return _remove(pointer, f"{icon('cross')} {_unseen(f'{word} {label}')}", f' title="{word}"')


def _left_out(pointer: str, label: str) -> str:
    return _remove(pointer, f"{_('Leave it out')} {_unseen(f'({label})')}")


def _remove(pointer: str, words: str, title: str = "", more: str = "") -> str:
    return f'<button name="remove" value="{escape(pointer)}" class="plain little{more}"{title}>{words}</button>'


def _name(name: Named, more: str = "", *, fresh: bool = False, labelled: bool = True) -> str:
    """The name of an entry, where who writes the agreement chooses it."""
    value = escape(name.value)
    label = f' aria-label="{_("Name")} {value}"' if labelled else ""
    return (
        f'<input name="k:{escape(name.pointer)}" value="{value}" {_PLAIN} class="mono{more}"'
        f"{label}{' autofocus' if fresh else ''}>"
    )


def _legend(piece: Piece, label: str) -> str:
    line = f'<span class="at" aria-hidden="true">{piece.line}</span>'
    return f'<legend title="{escape(piece.path)}">{label}{line}</legend>'


def _hint(text: str) -> str:
    return f'<span class="hint">{escape(text)}</span>' if text else ""


def _unseen(text: str) -> str:
    return f'<span class="unseen">{escape(text)}</span>'


def _labelled(label: str) -> str:
    """What a control is called where no label stands beside it."""
    return f' aria-label="{escape(label)}"'


def _faults(number: int, faults: tuple[Problem, ...], *, control: bool = True) -> str:
    """What is wrong with a value or an entry; the place for it, where nothing is."""
    told = "".join(
        f'<span class="error">{icon("warning")} <span>{escape(_fault(each))}</span></span>' for each in faults
    )
    about = f"f{number}" if control else ""
    return f'<span id="f{number}-said" data-said="{about}">{told}</span>'


def _fault(fault: Problem) -> str:
    what, mend = core_words(fault.what), core_words(fault.help)
    return f"{what}; {mend}" if mend else what


def _attributes(each: Input, label: str) -> str:
    wrong = ' aria-invalid="true"' if each.faults else ""
    focus = " autofocus" if each.fresh else ""
    return f'{label}{wrong} aria-describedby="f{each.number}-said"{focus}'


def _begun(tag: str, each: Input) -> str:
    return f'<{tag} id="f{each.number}" name="v:{escape(each.pointer)}"'


def _tick(each: Input) -> str:
    pointer, ticked = escape(each.pointer), " checked" if each.ticked else ""
    return (
        f'<input type="hidden" name="v:{pointer}" value="false"><label class="row"><input type="checkbox" '
        f'id="f{each.number}" name="v:{pointer}" value="true"{ticked} aria-describedby="f{each.number}-said">'
        f"{escape(each.label)}</label>"
    )


def _choice(each: Input, label: str) -> str:
    options = "".join(_option(word, _choice_word(word), chosen=word == each.value) for word in each.choices)
    return f"{_begun('select', each)}{_attributes(each, label)}>{options}</select>"


def _option(value: str, word: str, *, chosen: bool = False) -> str:
    return f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(word)}</option>'


def _choice_word(word: str) -> str:
    known = {"unstated": _("left open"), "true": _("yes"), "false": _("no")}
    return known.get(word) or core_words(word)


def _area(each: Input, label: str) -> str:
    begun = f'{_begun("textarea", each)} rows="{each.rows}" dir="auto"{_attributes(each, label)}'
    # The first line break behind a tag is not part of the value.
    return f"{begun}>\n{escape(each.value)}</textarea>"


def _line(each: Input, label: str) -> str:
    like = f"f{each.number}-like"
    begun = f'{_begun("input", each)} value="{escape(each.value)}" {_PLAIN}'
    if not each.examples:
        return f"{begun}{_attributes(each, label)}>"
    words = "".join(f'<option value="{escape(word)}"></option>' for word in each.examples)
    return f'{begun} list="{like}"{_attributes(each, label)}><datalist id="{like}">{words}</datalist>'


def _fixed(_each: Input, _label: str) -> str:
    return f'<p class="said small">{_("It holds signs that a form cannot show; change it in the text.")}</p>'


_CONTROLS: Mapping[Control, Callable[[Input, str], str]] = MappingProxyType(
    {"line": _line, "area": _area, "choice": _choice, "tick": _line, "fixed": _fixed}
)
"""How a value is edited; a tick that stands in a list, or under a name of its own, is written as a word."""

_PIECES: Mapping[PieceKind, Callable[[Piece], str]] = MappingProxyType(
    {"field": _field, "words": _words, "open": _open, "close": _close, "end": _end}
)
