-- What residents and staff write to each other, and the files that come in.

ALTER TABLE residents ADD COLUMN answering INTEGER;

ALTER TABLE undelivered ADD COLUMN slot TEXT NOT NULL DEFAULT '';

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

CREATE INDEX words_of_project ON words (project_id);

CREATE INDEX words_of_resident ON words (resident);

CREATE INDEX words_by_message ON words (chat_id, message_id);

CREATE INDEX words_of_album ON words (album) WHERE album <> '';

CREATE INDEX words_to_note ON words (id) WHERE status <> noted;

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

CREATE INDEX media_of_project ON media (project_id);

CREATE INDEX media_of_person ON media (person);

CREATE INDEX media_of_words ON media (word_id);

CREATE INDEX media_by_file ON media (file_unique_id);

CREATE INDEX media_by_content ON media (sha256);

CREATE INDEX media_to_do ON media (next_try) WHERE state IN ('wanted', 'erased');

-- What people added to a dossier becomes words like any other.

INSERT INTO words (
    id, project_id, resident, side, author, author_name, kind, answers, body, transcript, earlier,
    chat_id, message_id, album, captioned, at, edited_at, status, noted
)
SELECT
    id, project_id, author, 'resident', author, '', 'message', NULL, words, '', '[]',
    author, 0, '', 0, at, NULL, 'delivered', 'delivered'
FROM additions;

INSERT INTO media (
    id, sha256, file_unique_id, file_id, kind, mime, size, name, caption, project_id, person,
    word_id, state, tries, next_try, created_at
)
SELECT
    row_number() OVER (ORDER BY additions.id, file.key), NULL,
    file.value ->> 'unique_id', file.value ->> 'file_id', file.value ->> 'kind',
    file.value ->> 'mime', file.value ->> 'size', file.value ->> 'name',
    file.value ->> 'caption', NULL, additions.author, additions.id, 'wanted', 0,
    additions.at, additions.at
FROM additions, json_each(additions.files) AS file;

INSERT INTO facts (name, value) SELECT 'word', CAST(max(id) AS TEXT) FROM words
HAVING max(id) IS NOT NULL;

INSERT INTO facts (name, value) SELECT 'medium', CAST(max(id) AS TEXT) FROM media
HAVING max(id) IS NOT NULL;

DROP TABLE additions;
