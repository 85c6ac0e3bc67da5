-- What is served to other programs, a publication of a layer at a time. These
-- tables are made at the first publication, since they want PostGIS. The first
-- says what is served and holds no rows of any municipality: on several
-- machines it would be a reference table.

CREATE TABLE IF NOT EXISTS layers (
	comune     char(4) NOT NULL,
	name       text NOT NULL,
	generation text NOT NULL,
	body       jsonb NOT NULL,
	PRIMARY KEY (comune, name)
);

CREATE TABLE IF NOT EXISTS features (
	comune     char(4) NOT NULL,
	layer      text NOT NULL,
	generation text NOT NULL,
	"row"      int NOT NULL,
	id         text NOT NULL,
	record     bytea NOT NULL,
	geom       geometry,
	PRIMARY KEY (comune, layer, generation, "row"),
	UNIQUE (comune, layer, generation, id)
) PARTITION BY LIST (comune);

CREATE INDEX IF NOT EXISTS features_place ON features USING gist (comune, layer, generation, geom);

CREATE TABLE IF NOT EXISTS feature_keys (
	comune     char(4) NOT NULL,
	layer      text NOT NULL,
	generation text NOT NULL,
	name       text NOT NULL,
	key        bytea NOT NULL,
	"row"      int NOT NULL,
	PRIMARY KEY (comune, layer, generation, name, key, "row")
) PARTITION BY LIST (comune);
