-- The sheets that were signed by hand: each page, by its content, filed beside the version it signs.

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

-- The pages that were filed before, as far as they have come to our disk.

INSERT INTO sheets (project_id, version, page, sha256, kind, mime, size, filed_at)
SELECT
    project_id, version,
    row_number() OVER (PARTITION BY project_id, version ORDER BY id),
    sha256, kind, mime, size, created_at
FROM (
    SELECT DISTINCT
        media.id, media.project_id, signature.value ->> 'version' AS version,
        media.sha256, media.kind, media.mime, media.size, media.created_at
    FROM projects, json_each(projects.data, '$.signatures') AS signature, media
    WHERE media.project_id = projects.id
        AND media.state = 'kept'
        AND media.kind IN ('photo', 'document')
        AND media.file_unique_id <> ''
        AND signature.value ->> 'how' = 'paper'
        AND instr(' ' || (signature.value ->> 'file') || ' ', ' ' || media.file_unique_id || ' ')
);
