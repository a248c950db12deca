-- One dialect for SQLite and PostgreSQL: TEXT, BIGINT, and JSON kept as TEXT.
CREATE TABLE state (id BIGINT PRIMARY KEY, revision BIGINT NOT NULL);
INSERT INTO state (id, revision) VALUES (1, 0);

CREATE TABLE sources (code TEXT PRIMARY KEY, document TEXT NOT NULL);

CREATE TABLE structures (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE source_records (
    source TEXT NOT NULL REFERENCES sources (code),
    external_id TEXT NOT NULL,
    structure_id TEXT NOT NULL REFERENCES structures (id),
    fingerprint TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (source, external_id)
);
CREATE INDEX source_records_structure ON source_records (structure_id);

CREATE TABLE revisions (
    structure_id TEXT NOT NULL REFERENCES structures (id),
    number BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (structure_id, number)
);

CREATE TABLE imports (id TEXT PRIMARY KEY, at TEXT NOT NULL, document TEXT NOT NULL);
