-- Supplies and blobs. The bytes of a blob stand in pieces of at most 1 MiB, so
-- that one is read and written without the whole in memory.

ALTER TABLE checkouts ADD COLUMN since jsonb NOT NULL DEFAULT '{}', ADD COLUMN squares text[] NOT NULL DEFAULT '{}';

CREATE TABLE entries (
	comune char(4) NOT NULL,
	name   text NOT NULL,
	n      bigint NOT NULL,
	head   bytea NOT NULL,
	parts  bytea NOT NULL,
	PRIMARY KEY (comune, name),
	UNIQUE (comune, n)
) PARTITION BY LIST (comune);

CREATE TABLE blobs (
	comune char(4) NOT NULL,
	sha256 text NOT NULL,
	id     text NOT NULL,
	size   bigint NOT NULL,
	packed boolean NOT NULL,
	PRIMARY KEY (comune, sha256)
) PARTITION BY LIST (comune);

CREATE TABLE pieces (
	comune char(4) NOT NULL,
	id     text NOT NULL,
	"from" bigint NOT NULL,
	bytes  bytea NOT NULL,
	PRIMARY KEY (comune, id, "from")
) PARTITION BY LIST (comune);

CREATE TABLE refs (
	comune char(4) NOT NULL,
	sha256 text NOT NULL,
	name   bytea NOT NULL,
	cell   text NOT NULL,
	schema text NOT NULL,
	PRIMARY KEY (comune, sha256, name, cell),
	UNIQUE (comune, name, sha256, cell)
) PARTITION BY LIST (comune);

CREATE TABLE uploads (
	comune char(4) NOT NULL,
	dev    text NOT NULL,
	sha256 text NOT NULL,
	id     text NOT NULL,
	size   bigint NOT NULL,
	packed boolean NOT NULL,
	have   bigint NOT NULL,
	PRIMARY KEY (comune, dev, sha256)
) PARTITION BY LIST (comune);
