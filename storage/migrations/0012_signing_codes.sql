-- The codes that confirm, by e-mail, who accepts an agreement. The code itself is never written here.

CREATE TABLE signing_codes (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('wanted', 'sent', 'confirmed', 'failed', 'void')),
    digest TEXT NOT NULL,
    tries INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    sent_at INTEGER,
    confirmed_at INTEGER
) STRICT;

CREATE INDEX signing_codes_of_person ON signing_codes (person, project_id);

CREATE INDEX signing_codes_to_send ON signing_codes (not_before) WHERE state = 'wanted';
