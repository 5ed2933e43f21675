"""A statement as PDF: tagged, the same bytes for the same statement, with no network and no system fonts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import as_file, files

import typst

from upheld.statements.paper import paper
from upheld.statements.statement import Statement


def to_pdf(statement: Statement, font_folders: Sequence[str] = (), language: str = "en") -> bytes:
    """The statement on A4 paper in a language, after PDF/UA-1 (ISO 14289-1).

    Inter, which comes with the package, has Latin, Greek and Cyrillic letters. For other scripts name folders
    of fonts; where a letter is in none of them, the file is still tagged, but does not claim PDF/UA.
    """
    home = files("upheld.statements")
    source = home.joinpath("statement.typ").read_bytes()
    sheet = json.dumps(paper(statement, language), ensure_ascii=True, sort_keys=True)
    with as_file(home.joinpath("fonts")) as fonts:
        folders = [str(fonts), *font_folders]
        try:
            return _compiled(source, sheet, folders, standard="ua-1")
        except typst.TypstError as error:
            if "could not be displayed" not in error.message:
                raise
            return _compiled(source, sheet, folders, standard=None)


def _compiled(source: bytes, sheet: str, folders: list[str], *, standard: typst.PDFStandard | None) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=folders)
    compiler = typst.Compiler(source, font_paths=fonts, sys_inputs={"sheet": sheet})
    made = compiler.compile(format="pdf", pdf_standards=standard)
    if not isinstance(made, bytes):
        raise TypeError(f"one document gives bytes, not {type(made).__name__}")
    return made
