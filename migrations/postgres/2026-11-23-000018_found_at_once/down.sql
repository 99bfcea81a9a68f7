DROP INDEX idx_job_submissions_undigested;
DROP INDEX idx_apptainer_places_file;
ALTER TABLE apptainer_places DROP COLUMN file_name;
