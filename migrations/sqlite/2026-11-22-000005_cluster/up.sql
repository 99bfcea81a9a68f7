-- Jobs that have ended. Times are seconds since the Unix epoch, sizes bytes; what is not known is null.
CREATE TABLE finished_jobs (
    id                 INTEGER PRIMARY KEY NOT NULL,
    job_id             INTEGER NOT NULL,
    shown_id           TEXT NOT NULL,
    array_job_id       INTEGER,
    name               TEXT NOT NULL,
    user_name          TEXT NOT NULL,
    account            TEXT NOT NULL,
    partition_name     TEXT NOT NULL,
    qos                TEXT NOT NULL,
    state              TEXT NOT NULL,
    reason             TEXT NOT NULL,
    submit_at          INTEGER NOT NULL,
    eligible_at        INTEGER,
    start_at           INTEGER,
    end_at             INTEGER NOT NULL,
    time_limit_seconds INTEGER,
    nodes              INTEGER NOT NULL,
    cpus               INTEGER NOT NULL,
    memory_bytes       INTEGER NOT NULL,
    gpus               INTEGER NOT NULL,
    node_list          TEXT NOT NULL,
    work_dir           TEXT NOT NULL,
    comment            TEXT NOT NULL,
    exit_status        INTEGER,
    exit_signal        INTEGER,
    cpu_seconds_used   INTEGER,
    memory_used_bytes  INTEGER,
    -- 'accounting', or 'queue' for what only the portal saw.
    source             TEXT NOT NULL,
    -- Slurm uses numbers again, and gives a job that is put back another submit time.
    UNIQUE (job_id, submit_at)
) STRICT;
-- One a sort: rows of the same value stand in the order of their ends, so that each also serves "of that one, newest first".
CREATE INDEX idx_finished_jobs_end ON finished_jobs (end_at);
CREATE INDEX idx_finished_jobs_submit ON finished_jobs (submit_at, end_at);
CREATE INDEX idx_finished_jobs_start ON finished_jobs (start_at, end_at);
CREATE INDEX idx_finished_jobs_job ON finished_jobs (job_id, end_at);
CREATE INDEX idx_finished_jobs_shown ON finished_jobs (shown_id);
CREATE INDEX idx_finished_jobs_array ON finished_jobs (array_job_id, end_at) WHERE array_job_id IS NOT NULL;
CREATE INDEX idx_finished_jobs_name ON finished_jobs (name, end_at);
CREATE INDEX idx_finished_jobs_user ON finished_jobs (user_name, end_at);
CREATE INDEX idx_finished_jobs_account ON finished_jobs (account, end_at);
CREATE INDEX idx_finished_jobs_partition ON finished_jobs (partition_name, end_at);
CREATE INDEX idx_finished_jobs_qos ON finished_jobs (qos, end_at);
CREATE INDEX idx_finished_jobs_state ON finished_jobs (state, end_at);
CREATE INDEX idx_finished_jobs_cpus ON finished_jobs (cpus, end_at);
CREATE INDEX idx_finished_jobs_nodes ON finished_jobs (nodes, end_at);
CREATE INDEX idx_finished_jobs_memory ON finished_jobs (memory_bytes, end_at);
CREATE INDEX idx_finished_jobs_gpus ON finished_jobs (gpus, end_at);
CREATE INDEX idx_finished_jobs_limit ON finished_jobs (time_limit_seconds, end_at);

-- How much of the cluster was in use: means over a step (60 or 3600 s) that begins at `at`. What was not seen has no row.
CREATE TABLE cluster_history (
    step_seconds           INTEGER NOT NULL,
    at                     INTEGER NOT NULL,
    -- How many looks the means are made of.
    samples                INTEGER NOT NULL,
    cpus_allocated         REAL NOT NULL,
    cpus_total             REAL NOT NULL,
    memory_allocated_bytes REAL NOT NULL,
    memory_total_bytes     REAL NOT NULL,
    gpus_allocated         REAL NOT NULL,
    gpus_total             REAL NOT NULL,
    jobs_running           REAL NOT NULL,
    jobs_pending           REAL NOT NULL,
    nodes_unavailable      REAL NOT NULL,
    PRIMARY KEY (step_seconds, at)
) STRICT;
