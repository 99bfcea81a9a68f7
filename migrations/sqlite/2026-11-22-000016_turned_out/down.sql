ALTER TABLE sessions DROP COLUMN replaced;
ALTER TABLE accounts DROP COLUMN sessions_kept;
ALTER TABLE accounts DROP COLUMN sessions_from;
