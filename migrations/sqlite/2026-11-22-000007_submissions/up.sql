-- Submissions with an Idempotency-Key: a row is there before sbatch is run, so that there is one job at most. Times are
-- milliseconds since the Unix epoch.
CREATE TABLE submissions (
    user_name TEXT NOT NULL,
    idem_key  TEXT NOT NULL,
    -- SHA-256 of what was asked for.
    body_hash TEXT NOT NULL,
    -- In the job's comment; finds it when the answer of sbatch was lost.
    marker    TEXT NOT NULL,
    made_at   INTEGER NOT NULL,
    -- When sbatch was run for the last time.
    tried_at  INTEGER NOT NULL,
    -- Until then somebody works on it.
    taken_to  INTEGER NOT NULL,
    -- Null until it is known.
    job_id    INTEGER,
    PRIMARY KEY (user_name, idem_key)
) STRICT;
CREATE INDEX idx_submissions_made ON submissions (made_at);
