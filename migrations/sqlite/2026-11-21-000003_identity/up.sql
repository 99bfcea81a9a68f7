-- Where somebody's account comes from: local (password kept here), ldap, oidc, or service (owns API keys, cannot sign in).
ALTER TABLE accounts ADD COLUMN source TEXT NOT NULL DEFAULT 'local';
ALTER TABLE accounts ADD COLUMN display_name TEXT NOT NULL DEFAULT '';
-- The directory's or provider's own name for the person, unique with the source: another one who bears the same user name
-- is somebody else.
ALTER TABLE accounts ADD COLUMN subject TEXT;
ALTER TABLE accounts ADD COLUMN disabled_at TEXT;
ALTER TABLE accounts ADD COLUMN last_sign_in_at TEXT;
CREATE UNIQUE INDEX idx_accounts_subject ON accounts (source, subject);

-- One row a sign-in. Times are milliseconds since the epoch.
CREATE TABLE sessions (
    sid          TEXT PRIMARY KEY NOT NULL,
    username     TEXT NOT NULL,
    -- How it began: password, ldap, oidc, test.
    method       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    address      TEXT NOT NULL,
    user_agent   TEXT NOT NULL,
    -- How often the refresh token was rotated, and when last: the token of the generation before is good for a moment.
    generation   BIGINT NOT NULL,
    rotated_at   BIGINT NOT NULL,
    -- What the provider wants to see again at sign-out (OpenID Connect's id_token_hint).
    id_token     TEXT,
    ended_at     BIGINT,
    -- signed_out, ended, expired, reused, disabled, password.
    end_reason   TEXT
);
CREATE INDEX idx_sessions_username ON sessions (username, ended_at, last_used_at);
CREATE INDEX idx_sessions_expires_at ON sessions (expires_at);

-- Keys of scripts: only the SHA-256 of each is kept.
CREATE TABLE api_keys (
    key_id            TEXT PRIMARY KEY NOT NULL,
    username          TEXT NOT NULL,
    name              TEXT NOT NULL,
    key_hash          TEXT NOT NULL UNIQUE,
    -- JSON arrays: scopes, and networks from which it may be used (empty: any).
    scopes            TEXT NOT NULL,
    networks          TEXT NOT NULL,
    created_at        TEXT NOT NULL,
    created_by        TEXT NOT NULL,
    expires_at        TEXT,
    last_used_at      TEXT,
    last_used_address TEXT,
    revoked_at        TEXT
);
CREATE INDEX idx_api_keys_username ON api_keys (username, created_at);
