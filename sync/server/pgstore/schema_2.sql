-- Users with what they may, devices under lease, the office key, and what lost
-- devices sealed to it before they were wiped.

CREATE TABLE users (
	name   text COLLATE "C" PRIMARY KEY,
	office text NOT NULL,
	role   text NOT NULL,
	comuni text[] NOT NULL,
	ended  boolean NOT NULL,
	since  timestamptz NOT NULL
);

ALTER TABLE codes ADD COLUMN lease int NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN lease int NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN half bytea NOT NULL DEFAULT '';
ALTER TABLE identity ADD COLUMN office bytea NOT NULL DEFAULT '';

CREATE TABLE sealed (
	comune char(4) NOT NULL,
	dev    text NOT NULL,
	hash   text NOT NULL,
	at     timestamptz NOT NULL,
	body   bytea NOT NULL,
	PRIMARY KEY (comune, dev, hash)
) PARTITION BY LIST (comune);
