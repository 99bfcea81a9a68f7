-- Sessions of somebody that began before this moment (milliseconds since the epoch) are over, but one: a disabled account or a new
-- password ends also those that nobody can list any more, because Redis forgot them.
ALTER TABLE accounts ADD COLUMN sessions_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN sessions_kept TEXT;
-- Generations whose token was replaced within the last half minute, and when: "5:1700000000000,6:1700000004000".
ALTER TABLE sessions ADD COLUMN replaced TEXT NOT NULL DEFAULT '';
