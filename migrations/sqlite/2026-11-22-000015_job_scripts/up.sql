-- Scripts apart from the rows that lists read, with whether the person had changed what the template made: then the values of the
-- form alone do not make the same job again. Nobody knows that of earlier ones; they count as the template's.
CREATE TABLE job_scripts (
    marker TEXT PRIMARY KEY NOT NULL REFERENCES job_submissions (marker) ON DELETE CASCADE,
    script TEXT NOT NULL,
    edited INTEGER NOT NULL
) STRICT;
INSERT INTO job_scripts (marker, script, edited) SELECT marker, script, 0 FROM job_submissions;
ALTER TABLE job_submissions DROP COLUMN script;
