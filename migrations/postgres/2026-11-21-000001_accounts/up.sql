CREATE TABLE accounts (
    username      TEXT PRIMARY KEY NOT NULL,
    password_hash TEXT NOT NULL,
    email         TEXT NOT NULL,
    -- JSON array of group names.
    groups        TEXT NOT NULL,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
);

-- Access tokens that were ended before they expire; rows go when they have expired.
CREATE TABLE token_revocations (
    jti        TEXT PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);
CREATE INDEX idx_token_revocations_revoked_at ON token_revocations (revoked_at);
