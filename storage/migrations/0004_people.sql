-- What people may ask of us: a pause, additions to a dossier, to be forgotten; and blocks that can
-- be looked at again. The journal names people by names of its own, so that forgetting who someone
-- is takes one row and rewrites no line.

ALTER TABLE residents ADD COLUMN notice_version TEXT;
ALTER TABLE residents ADD COLUMN paused_until TEXT;
ALTER TABLE residents ADD COLUMN blocked_since INTEGER;

UPDATE residents SET notice_version = '1' WHERE privacy_seen_at IS NOT NULL;

CREATE TABLE blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL,
    by_name TEXT NOT NULL,
    at INTEGER NOT NULL,
    told_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE UNIQUE INDEX blocks_in_force ON blocks (user_id) WHERE ended_at IS NULL;

CREATE TABLE additions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    author INTEGER NOT NULL,
    words TEXT NOT NULL,
    files TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX additions_of_project ON additions (project_id);

CREATE TABLE exports (
    sha256 TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE journal_names (
    user_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

DROP TRIGGER journal_is_not_rewritten;

INSERT INTO journal_names (user_id, name)
SELECT CAST(substr(actor, 6) AS INTEGER), 'person:' || lower(hex(randomblob(8)))
FROM journal WHERE actor LIKE 'user:%' GROUP BY actor;

UPDATE journal
SET actor = (
    SELECT name FROM journal_names WHERE user_id = CAST(substr(journal.actor, 6) AS INTEGER)
)
WHERE actor LIKE 'user:%';

UPDATE journal SET reason = '' WHERE action = 'withdraw';

CREATE TRIGGER journal_is_not_rewritten BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
