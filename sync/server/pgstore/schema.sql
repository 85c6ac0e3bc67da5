-- The tables of a central repository on PostgreSQL 15 or newer. What belongs to
-- a municipality is partitioned by it, names it first in every key, and shows
-- itself only to a transaction that said which municipality it is about
-- (setting segit.comune). The rest is small and of no one municipality: on
-- several machines these would be reference tables.

CREATE TABLE identity (
	one   boolean PRIMARY KEY DEFAULT true CHECK (one),
	epoch text NOT NULL,
	key   bytea NOT NULL
);

CREATE TABLE codes (
	hash    text PRIMARY KEY,
	"user"  text NOT NULL,
	role    text NOT NULL,
	comuni  text[] NOT NULL,
	expires timestamptz NOT NULL,
	device  text NOT NULL DEFAULT ''
);

CREATE TABLE devices (
	id          text PRIMARY KEY,
	"user"      text NOT NULL,
	role        text NOT NULL,
	comuni      text[] NOT NULL,
	certificate text NOT NULL,
	enrolled    timestamptz NOT NULL,
	status      text NOT NULL,
	since       timestamptz NOT NULL
);

CREATE TABLE counters (
	comune char(4) NOT NULL,
	cseq   bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (comune)
) PARTITION BY LIST (comune);

CREATE TABLE checkouts (
	comune  char(4) NOT NULL,
	id      text NOT NULL,
	device  text NOT NULL,
	cells   text[] NOT NULL,
	purpose text NOT NULL,
	at      timestamptz NOT NULL,
	PRIMARY KEY (comune, id)
) PARTITION BY LIST (comune);

CREATE TABLE changes (
	comune  char(4) NOT NULL,
	cseq    bigint NOT NULL,
	dev     text NOT NULL,
	seq     bigint NOT NULL,
	layer   text NOT NULL,
	id      text NOT NULL,
	is_new  boolean NOT NULL,
	"from"  text NOT NULL,
	cell    text NOT NULL,
	kind    text NOT NULL,
	raw     bytea NOT NULL,
	hash    text NOT NULL,
	result  json NOT NULL,
	PRIMARY KEY (comune, cseq),
	UNIQUE (comune, dev, seq)
) PARTITION BY LIST (comune);

CREATE TABLE rows (
	comune char(4) NOT NULL,
	layer  text COLLATE "C" NOT NULL,
	id     text COLLATE "C" NOT NULL,
	cseq   bigint NOT NULL,
	cell   text NOT NULL,
	body   json NOT NULL,
	PRIMARY KEY (comune, layer, id)
) PARTITION BY LIST (comune);

CREATE TABLE forks (
	comune char(4) NOT NULL,
	dev    text NOT NULL,
	seq    bigint NOT NULL,
	hash   text NOT NULL,
	raw    bytea NOT NULL,
	PRIMARY KEY (comune, dev, seq, hash)
) PARTITION BY LIST (comune);

CREATE TABLE access (
	comune char(4) NOT NULL,
	dev    text NOT NULL,
	seq    bigint NOT NULL,
	hash   text NOT NULL,
	raw    bytea NOT NULL,
	PRIMARY KEY (comune, dev, seq)
) PARTITION BY LIST (comune);
