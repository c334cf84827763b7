-- Who asked for an act of a convention, and the evidence page of each version that all have signed.

ALTER TABLE conventions ADD COLUMN asked_by INTEGER NOT NULL DEFAULT 0;

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    number TEXT NOT NULL,
    version INTEGER NOT NULL,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sha256 TEXT CHECK (length(sha256) = 64),
    made_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    trouble TEXT NOT NULL DEFAULT '',
    UNIQUE (project_id, version),
    CHECK ((sha256 IS NULL) = (made_at IS NULL))
) STRICT;

CREATE INDEX evidence_to_make ON evidence (not_before) WHERE sha256 IS NULL;
