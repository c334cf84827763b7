-- The droughts the town has spoken of: while one is in force, nobody is asked to water. Kept for good:
-- a project that begins its upkeep meanwhile learns of it, and the years can be looked back on.

CREATE TABLE droughts (
    id INTEGER PRIMARY KEY,
    category TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT
) STRICT;
