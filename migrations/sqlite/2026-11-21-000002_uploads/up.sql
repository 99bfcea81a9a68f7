-- Names and columns of the portal that is replaced (without its foreign key to a table that does not exist), then ours.
CREATE TABLE file_uploads (
    id              INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    upload_id       TEXT NOT NULL UNIQUE,
    filename        TEXT NOT NULL,
    file_size       BIGINT NOT NULL,
    file_type       TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    job_id          TEXT,
    storage_path    TEXT NOT NULL,
    file_path       TEXT,
    chunk_size      BIGINT NOT NULL,
    total_chunks    BIGINT NOT NULL,
    uploaded_chunks BIGINT NOT NULL DEFAULT 0,
    status          TEXT NOT NULL DEFAULT 'initialized',
    error_message   TEXT,
    created_at      TEXT NOT NULL,
    updated_at      TEXT,
    completed_at    TEXT,
    -- What to do when the name is taken at the end: rename, replace or reject.
    on_conflict     TEXT NOT NULL DEFAULT 'rename',
    -- The client's Idempotency-Key: the same init twice makes one upload.
    idempotency_key TEXT
);
CREATE INDEX idx_file_uploads_user_id ON file_uploads (user_id, created_at, id);
CREATE INDEX idx_file_uploads_job_id ON file_uploads (job_id);
CREATE INDEX idx_file_uploads_status ON file_uploads (status, updated_at);
CREATE INDEX idx_file_uploads_created_at ON file_uploads (created_at, id);
CREATE INDEX idx_file_uploads_file_path ON file_uploads (file_path);
CREATE UNIQUE INDEX idx_file_uploads_idempotency ON file_uploads (user_id, idempotency_key);

-- A jobs/<job_id> folder belongs to whoever made it.
CREATE TABLE job_folders (
    job_id     TEXT PRIMARY KEY NOT NULL,
    user_id    TEXT NOT NULL,
    created_at TEXT NOT NULL
);
