-- What a geocoder said of an address, found or not, by the folded address; outlives imports and their undoing.
CREATE TABLE geocodings (
    address TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
);
