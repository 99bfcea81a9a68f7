DROP TABLE api_keys;
DROP TABLE sessions;
DROP INDEX idx_accounts_subject;
ALTER TABLE accounts DROP COLUMN last_sign_in_at;
ALTER TABLE accounts DROP COLUMN disabled_at;
ALTER TABLE accounts DROP COLUMN subject;
ALTER TABLE accounts DROP COLUMN display_name;
ALTER TABLE accounts DROP COLUMN source;
