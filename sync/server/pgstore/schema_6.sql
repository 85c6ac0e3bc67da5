-- The device that sent a blob, as long as nothing names it.

ALTER TABLE blobs ADD COLUMN dev text NOT NULL DEFAULT '';
CREATE INDEX blobs_unnamed ON blobs (comune, dev) WHERE dev <> '';
