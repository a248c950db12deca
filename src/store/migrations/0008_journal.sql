-- What each import changed, so that it can be shown and undone: batches of changes as JSON.
CREATE TABLE import_changes (
    journal TEXT NOT NULL,
    batch BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (journal, batch)
);
