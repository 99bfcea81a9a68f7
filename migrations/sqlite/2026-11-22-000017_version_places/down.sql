ALTER TABLE template_versions DROP COLUMN source;
