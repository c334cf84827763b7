-- The acts of a project's convention: each version of its text, and what became of its PDF.

CREATE TABLE conventions (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    number TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    kind TEXT NOT NULL CHECK (kind IN ('convention', 'amendment', 'renewal', 'ending')),
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sha256 TEXT UNIQUE CHECK (length(sha256) = 64),
    made_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    trouble TEXT NOT NULL DEFAULT '',
    UNIQUE (project_id, version),
    UNIQUE (number, version),
    CHECK ((sha256 IS NULL) = (made_at IS NULL))
) STRICT;

CREATE INDEX conventions_to_make ON conventions (not_before) WHERE sha256 IS NULL;
