-- Files that people sent to be compared with what the town has issued; gone once they are answered.

CREATE TABLE file_checks (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    file_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;
