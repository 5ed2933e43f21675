"""The index of words: which events may hold a word, by its pieces of three characters.

Each database has its own: SQLite's FTS5, and on PostgreSQL a table of pieces under a GIN index, apart from the words:
behind a row policy PostgreSQL uses no index that might tell what it holds. Both are filled by triggers, and hold no
text. They only say where to look; whether a word stands there, and whether somebody may read it, is asked of
`TicketWords`.
"""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SHORTEST = 3
"""Shorter words have no pieces."""
_LOOKED_AT = 20
"""The index is asked for the beginning of a word alone: more would hardly leave anything out."""
_KNOWN_SECONDS = 600
"""What many hold is held by many for a while: a search that keeps itself current asks for the same words every 5 s."""


def may_hold(word: str, most: int) -> list[int] | None:
    """The numbers of the events that have every piece of a folded word, not a short one; None for more than `most`."""
    asked = word[:_LOOKED_AT]
    known = f"held-by-more-than-{most}/{asked.encode().hex()}"
    if cache.get(known):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_ASKS, [asked, most + 1])
        else:
            cursor.execute(_SQLITE_ASKS, [_in_quotes(asked), most + 1])
        found = [number for (number,) in cursor.fetchall()]
    if len(found) > most:
        cache.set(known, True, _KNOWN_SECONDS)  # noqa: FBT003 - as Django has it
        return None
    return found


def _in_quotes(word: str) -> str:
    """The pieces of a word as FTS5 is asked for all of them; in quotes nothing is an operator."""
    pieces = dict.fromkeys(word[start : start + SHORTEST] for start in range(len(word) - SHORTEST + 1))
    return " AND ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def raise_index(database: BaseDatabaseWrapper) -> None:
    """Make the index where it is not there, and fill it; where it is, leave it: triggers keep it as the words are."""
    there = _POSTGRESQL_THERE if database.vendor == "postgresql" else _SQLITE_THERE
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        cursor.execute(there)
        if cursor.fetchone() is None:
            for statement in _POSTGRESQL if database.vendor == "postgresql" else _SQLITE:
                cursor.execute(statement)


_SQLITE_ASKS = "SELECT rowid FROM desk_wordindex WHERE desk_wordindex MATCH %s LIMIT %s"
# A table that is altered is made anew by SQLite, and loses its triggers: then all of it is made again.
_SQLITE_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'desk_words_added'"
_SQLITE = (
    "DROP TABLE IF EXISTS desk_wordindex",
    """CREATE VIRTUAL TABLE desk_wordindex USING fts5(text, content='desk_ticketwords', content_rowid='event_id',
        tokenize='trigram case_sensitive 1', detail=none, columnsize=0)""",
    "INSERT INTO desk_wordindex (desk_wordindex) VALUES ('rebuild')",
    "DROP TRIGGER IF EXISTS desk_words_removed",
    """CREATE TRIGGER desk_words_removed AFTER DELETE ON desk_ticketwords BEGIN
        INSERT INTO desk_wordindex (desk_wordindex, rowid, text) VALUES ('delete', old.event_id, old.text); END""",
    """CREATE TRIGGER desk_words_added AFTER INSERT ON desk_ticketwords BEGIN
        INSERT INTO desk_wordindex (rowid, text) VALUES (new.event_id, new.text); END""",
)

# Pieces are kept as numbers, which is smaller, and tells nobody what was written.
_POSTGRESQL_ASKS = "SELECT event_id FROM desk_wordindex WHERE pieces @> desk_pieces(%s) LIMIT %s"
_POSTGRESQL_THERE = "SELECT 1 FROM pg_trigger WHERE tgname = 'desk_words_added'"
_POSTGRESQL = (
    "DROP TABLE IF EXISTS desk_wordindex",
    "CREATE TABLE desk_wordindex (event_id bigint PRIMARY KEY, pieces integer[] NOT NULL)",
    # Three cuts, each one character further on, together have every piece of three.
    """CREATE OR REPLACE FUNCTION desk_pieces(text) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT hashtext(cut[1])), '{}') FROM (
            SELECT regexp_matches($1, '...', 'g') AS cut
            UNION ALL SELECT regexp_matches(substr($1, 2), '...', 'g')
            UNION ALL SELECT regexp_matches(substr($1, 3), '...', 'g')) AS cuts $$""",
    "INSERT INTO desk_wordindex SELECT event_id, desk_pieces(text) FROM desk_ticketwords",
    "CREATE INDEX desk_wordindex_pieces ON desk_wordindex USING gin (pieces)",
    """CREATE OR REPLACE FUNCTION desk_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM desk_wordindex WHERE event_id = OLD.event_id;
        ELSE
            INSERT INTO desk_wordindex VALUES (NEW.event_id, desk_pieces(NEW.text))
            ON CONFLICT (event_id) DO UPDATE SET pieces = excluded.pieces;
        END IF;
        RETURN NULL; END $$""",
    """CREATE TRIGGER desk_words_added AFTER INSERT OR UPDATE OR DELETE ON desk_ticketwords
        FOR EACH ROW EXECUTE FUNCTION desk_words_changed()""",
)
