-- Figures of coverage by month (as in 2026-11); the key serves the trend of one territory and one filter.
CREATE TABLE history (
    territory TEXT NOT NULL,
    filter TEXT NOT NULL,
    month TEXT NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (territory, filter, month)
);
CREATE INDEX history_month ON history (month);
