-- Pairs of structures that may be one: a person decides.
CREATE TABLE reviews (
    first TEXT NOT NULL REFERENCES structures (id),
    second TEXT NOT NULL REFERENCES structures (id),
    since TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (first, second)
);
CREATE INDEX reviews_second ON reviews (second);

-- Records of which a person said that they are not one; by the sources' own identifiers, so that it outlives a refresh.
CREATE TABLE rejected_pairs (
    first_source TEXT NOT NULL,
    first_id TEXT NOT NULL,
    second_source TEXT NOT NULL,
    second_id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (first_source, first_id, second_source, second_id)
);

-- What was joined, by whom and why; a structure is joined to one other at a time.
CREATE TABLE merges (
    id TEXT PRIMARY KEY,
    kept TEXT NOT NULL REFERENCES structures (id),
    joined TEXT NOT NULL REFERENCES structures (id),
    import TEXT,
    at TEXT NOT NULL,
    undone_at TEXT,
    document TEXT NOT NULL
);
CREATE UNIQUE INDEX merges_standing ON merges (joined) WHERE undone_at IS NULL;
CREATE INDEX merges_import ON merges (import);
