-- Every three letters in a row of what is searched in finished jobs, so that a text that few have is found without reading all.
-- Without the extension (package postgresql-contrib), or the right to switch it on, all is read.
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX idx_finished_jobs_text ON finished_jobs USING gin (lower(name || E'\n' || shown_id || E'\n' || user_name
        || E'\n' || account || E'\n' || node_list || E'\n' || work_dir || E'\n' || comment) gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'texts of finished jobs are searched without an index: %', SQLERRM;
END $$;
