-- Why a device is frozen, and which devices the archive of one was before; of
-- operations that were told again, what they were first.

ALTER TABLE devices ADD COLUMN why text NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN former text[] NOT NULL DEFAULT '{}';

ALTER TABLE changes ADD COLUMN was text NOT NULL DEFAULT '';
CREATE INDEX changes_was ON changes (comune, was) WHERE was <> '';
