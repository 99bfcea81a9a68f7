ALTER TABLE job_submissions DROP COLUMN put_back_at;
