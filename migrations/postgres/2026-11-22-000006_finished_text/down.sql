DROP INDEX IF EXISTS idx_finished_jobs_text;
