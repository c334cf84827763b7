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

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    author INTEGER NOT NULL,
    author_name TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX notes_of_project ON notes (project_id);

CREATE TABLE emails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    tries INTEGER NOT NULL
) STRICT;

CREATE INDEX emails_waiting ON emails (not_before);
