-- Refreshes of declared sources: the last try, the last success, and why a try failed.
CREATE TABLE sync (
    source TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
);
