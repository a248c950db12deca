-- Records that their source dropped: one that comes back finds its structure, and so its address, again.
CREATE TABLE former_records (
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    structure_id TEXT NOT NULL REFERENCES structures (id),
    PRIMARY KEY (source, external_id)
);

-- Structures joined to another redirect to it; the few that are not published are found without a scan.
ALTER TABLE structures ADD COLUMN merged_into TEXT REFERENCES structures (id);
CREATE INDEX structures_hidden ON structures (status) WHERE status <> 'published';
