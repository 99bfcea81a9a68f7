-- The last part of the path: templates call an image by it too.
ALTER TABLE apptainer_places ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
UPDATE apptainer_places SET file_name = substr(path, length(rtrim(path, replace(path, '/', ''))) + 1);
CREATE INDEX idx_apptainer_places_file ON apptainer_places (file_name);
-- Jobs whose inputs have no digests yet: few, and looked for every other second. The words are those of the question.
CREATE INDEX idx_job_submissions_undigested ON job_submissions (id)
    WHERE uploaded_files <> '[]' AND uploaded_files NOT LIKE '%"sha256":%';
