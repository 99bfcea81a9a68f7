DROP TABLE job_submissions;
