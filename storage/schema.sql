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
    trouble TEXT NOT NULL DEFAULT '', asked_by INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project_id, version),
    UNIQUE (number, version),
    CHECK ((sha256 IS NULL) = (made_at IS NULL))
) STRICT;

CREATE INDEX conventions_to_make ON conventions (not_before) WHERE sha256 IS NULL;

CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    traceback TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE droughts (
    id INTEGER PRIMARY KEY,
    category TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT
) STRICT;

CREATE TABLE emails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    tries INTEGER NOT NULL
) STRICT;

CREATE INDEX emails_waiting ON emails (not_before);

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

CREATE TABLE exports (
    sha256 TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE file_checks (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    file_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    role TEXT NOT NULL CHECK (role IN ('referent', 'member', 'standin')),
    digest TEXT NOT NULL UNIQUE,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    uses_left INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE INDEX invitations_of_project ON invitations (project_id);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX journal_of_project ON journal (project_id);

CREATE TABLE journal_names (
    user_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    sha256 TEXT,
    file_unique_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'document', 'video', 'voice', 'audio')),
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    name TEXT NOT NULL,
    caption TEXT NOT NULL,
    project_id INTEGER REFERENCES projects (id),
    person INTEGER NOT NULL,
    word_id INTEGER REFERENCES words (id),
    state TEXT NOT NULL CHECK (state IN (
        'wanted', 'kept', 'too_large', 'refused', 'lost', 'erased'
    )),
    tries INTEGER NOT NULL,
    next_try INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX media_by_content ON media (sha256);

CREATE INDEX media_by_file ON media (file_unique_id);

CREATE INDEX media_of_person ON media (person);

CREATE INDEX media_of_project ON media (project_id);

CREATE INDEX media_of_words ON media (word_id);

CREATE INDEX media_to_do ON media (next_try) WHERE state IN ('wanted', 'erased');

CREATE TABLE members (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    user_id INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('referent', 'member', 'standin')),
    standing TEXT NOT NULL CHECK (standing IN (
        'invited', 'asking', 'asked', 'joined', 'declined', 'left', 'removed'
    )),
    since INTEGER NOT NULL,
    name TEXT NOT NULL,
    named INTEGER NOT NULL CHECK (named IN (0, 1)),
    invitation INTEGER REFERENCES invitations (id),
    joined_at INTEGER,
    PRIMARY KEY (project_id, user_id)
) STRICT;

CREATE INDEX members_of_user ON members (user_id);

CREATE TABLE messages (
    slot TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_id ON messages (chat_id, message_id);

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    author INTEGER NOT NULL,
    author_name TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX notes_of_project ON notes (project_id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    slot TEXT NOT NULL,
    priority INTEGER NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    number TEXT UNIQUE,
    bearer INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'draft', 'submitted', 'needs_info', 'under_review', 'accepted', 'refused',
        'awaiting_signature', 'in_progress', 'on_hold', 'completion_review', 'upkeep',
        'upkeep_late', 'renewal', 'closed', 'withdrawn'
    )),
    language TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL
, filed_by INTEGER NOT NULL DEFAULT 0, title TEXT NOT NULL DEFAULT '', place TEXT NOT NULL DEFAULT '', latitude REAL, longitude REAL) STRICT;

CREATE INDEX projects_by_state ON projects (state);

CREATE INDEX projects_filed_by ON projects (filed_by) WHERE filed_by <> 0;

CREATE INDEX projects_of_bearer ON projects (bearer);

CREATE TABLE reminders (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL,
    rank INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    done_at INTEGER,
    UNIQUE (project_id, kind, due_at)
) STRICT;

CREATE INDEX reminders_due ON reminders (not_before) WHERE done_at IS NULL;

CREATE TABLE residents (
    user_id INTEGER PRIMARY KEY,
    language TEXT NOT NULL,
    adult INTEGER CHECK (adult IN (0, 1)),
    privacy_seen_at INTEGER,
    session_id TEXT,
    unreachable_since INTEGER,
    reminded_on TEXT,
    created_at INTEGER NOT NULL
, notice_version TEXT, paused_until TEXT, blocked_since INTEGER, answering INTEGER) STRICT;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    dialog TEXT NOT NULL,
    project_id INTEGER REFERENCES projects (id),
    data TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE INDEX sessions_of_project ON sessions (project_id);

CREATE INDEX sessions_open ON sessions (owner, chat_id) WHERE ended_at IS NULL;

CREATE TABLE sheets (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    version INTEGER NOT NULL,
    page INTEGER NOT NULL CHECK (page > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'document')),
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    filed_at INTEGER NOT NULL,
    UNIQUE (project_id, version, page)
) STRICT;

CREATE INDEX sheets_by_content ON sheets (sha256);

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

CREATE TABLE team (
    user_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    granted TEXT NOT NULL,
    removed TEXT NOT NULL,
    outside INTEGER NOT NULL CHECK (outside IN (0, 1))
) STRICT;

CREATE TABLE topics (
    project_id INTEGER PRIMARY KEY REFERENCES projects (id),
    name TEXT NOT NULL,
    icon TEXT NOT NULL,
    closed INTEGER NOT NULL CHECK (closed IN (0, 1))
) STRICT;

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

CREATE TABLE undelivered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    payload TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
, slot TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE updates (
    update_id INTEGER PRIMARY KEY,
    seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX updates_by_age ON updates (seen_at);

CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    project_id INTEGER REFERENCES projects (id),
    resident INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('resident', 'staff')),
    author INTEGER NOT NULL,
    author_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('message', 'question', 'answer', 'held', 'kept_back')),
    answers INTEGER REFERENCES words (id),
    body TEXT NOT NULL,
    transcript TEXT NOT NULL,
    earlier TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    album TEXT NOT NULL,
    captioned INTEGER NOT NULL CHECK (captioned IN (0, 1)),
    at INTEGER NOT NULL,
    edited_at INTEGER,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'undelivered', 'rejected')),
    noted TEXT NOT NULL CHECK (noted IN ('waiting', 'delivered', 'undelivered', 'rejected'))
) STRICT;

CREATE INDEX words_by_message ON words (chat_id, message_id);

CREATE INDEX words_of_album ON words (album) WHERE album <> '';

CREATE INDEX words_of_project ON words (project_id);

CREATE INDEX words_of_resident ON words (resident);

CREATE INDEX words_to_note ON words (id) WHERE status <> noted;

CREATE TABLE wrong_codes (
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX wrong_codes_by_user ON wrong_codes (user_id);

CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_not_rewritten BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
