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

CREATE TABLE wrong_codes (
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX wrong_codes_by_user ON wrong_codes (user_id);

ALTER TABLE projects ADD COLUMN filed_by INTEGER NOT NULL DEFAULT 0;

ALTER TABLE projects ADD COLUMN title TEXT NOT NULL DEFAULT '';

ALTER TABLE projects ADD COLUMN place TEXT NOT NULL DEFAULT '';

ALTER TABLE projects ADD COLUMN latitude REAL;

ALTER TABLE projects ADD COLUMN longitude REAL;

CREATE INDEX projects_filed_by ON projects (filed_by) WHERE filed_by <> 0;

UPDATE projects SET
    title = coalesce(json_extract(data, '$.dossier.title'), ''),
    place = coalesce(json_extract(data, '$.dossier.place.text'), ''),
    latitude = json_extract(data, '$.dossier.place.latitude'),
    longitude = json_extract(data, '$.dossier.place.longitude');
