-- The user for whom the server vouches beside an operation that names another
-- author, and since when an upload and a blob lie here as they do: what nobody
-- finishes or names is swept after a while.

ALTER TABLE changes ADD COLUMN "user" text NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN at timestamptz NOT NULL DEFAULT now();
ALTER TABLE blobs ADD COLUMN at timestamptz NOT NULL DEFAULT now();
