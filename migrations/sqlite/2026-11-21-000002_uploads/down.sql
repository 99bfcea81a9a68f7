DROP TABLE job_folders;
DROP TABLE file_uploads;
