ALTER TABLE job_submissions ADD COLUMN script TEXT NOT NULL DEFAULT '';
UPDATE job_submissions SET script = (SELECT script FROM job_scripts WHERE job_scripts.marker = job_submissions.marker);
DROP TABLE job_scripts;
