DROP TABLE cluster_history;
DROP TABLE finished_jobs;
