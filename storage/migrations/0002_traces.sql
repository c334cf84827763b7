-- Where people stop, as numbers: one row a turn of a form, without a word and without a person.

CREATE TABLE traces (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    dialog TEXT NOT NULL,
    rev INTEGER NOT NULL,
    step TEXT NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    shown TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX traces_by_age ON traces (at);
