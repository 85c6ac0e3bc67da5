-- Sessions of browsers that were ended before they were over. They are of no
-- municipality: on several machines this would be a reference table.

CREATE TABLE ended_sessions (
	id      text PRIMARY KEY,
	until   timestamptz NOT NULL
);
