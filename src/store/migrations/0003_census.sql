-- Where somebody looked for structures; the category is empty for all of them.
CREATE TABLE census (
    territory TEXT NOT NULL,
    category TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (territory, category)
);
