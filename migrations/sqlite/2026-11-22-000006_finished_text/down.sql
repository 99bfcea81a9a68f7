DROP TRIGGER finished_jobs_text_insert;
DROP TRIGGER finished_jobs_text_delete;
DROP TRIGGER finished_jobs_text_update;
DROP TABLE finished_jobs_text;
