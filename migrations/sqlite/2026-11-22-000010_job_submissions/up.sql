-- Jobs that were made from templates: what was asked for, in which folder they work, and what became of them. Columns of the
-- portal that is replaced, as far as they are of use, then ours. Times are seconds since the Unix epoch.
CREATE TABLE job_submissions (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- Null while nobody knows whether there is a job: the row is there before sbatch is run.
    job_id           INTEGER,
    -- In the job's comment; finds it when the answer of sbatch was lost.
    marker           TEXT NOT NULL UNIQUE,
    job_name         TEXT NOT NULL,
    template_id      TEXT NOT NULL,
    template_name    TEXT NOT NULL,
    template_version TEXT NOT NULL,
    -- SHA-256 of the template's file.
    template_digest  TEXT NOT NULL,
    user_name        TEXT NOT NULL,
    partition_name   TEXT NOT NULL,
    nodes            INTEGER NOT NULL,
    cpus             INTEGER NOT NULL,
    memory           TEXT NOT NULL,
    time_limit       TEXT NOT NULL,
    image_id         TEXT,
    image_name       TEXT,
    image_digest     TEXT,
    -- JSON list: file_key, name, bytes, upload_id.
    uploaded_files   TEXT NOT NULL,
    -- JSON object: what was changed of the template.
    overrides        TEXT NOT NULL,
    -- The command of the image that was chosen.
    command          TEXT,
    -- Absolute.
    folder           TEXT NOT NULL,
    script           TEXT NOT NULL,
    -- SHA-256 of the script.
    script_hash      TEXT NOT NULL,
    -- JSON list of patterns, as the template had them.
    output_patterns  TEXT NOT NULL,
    -- submitted, running, completed, failed, cancelled; unknown when Slurm forgot the job before anybody saw its end.
    status           TEXT NOT NULL,
    -- Slurm's word; empty until it is known.
    slurm_state      TEXT NOT NULL,
    exit_code        INTEGER,
    submitted_at     INTEGER NOT NULL,
    started_at       INTEGER,
    completed_at     INTEGER,
    error_message    TEXT
) STRICT;
CREATE INDEX idx_job_submissions_user ON job_submissions (user_name, id);
CREATE INDEX idx_job_submissions_job ON job_submissions (job_id);
-- What is followed.
CREATE INDEX idx_job_submissions_open ON job_submissions (status, id);
