-- Where a template was when it said so: what somebody wrote while it was private does not become public with it.
ALTER TABLE template_versions ADD COLUMN source TEXT NOT NULL DEFAULT 'official';
UPDATE template_versions SET source = (SELECT source FROM job_templates_v2 WHERE job_templates_v2.id = template_versions.template);
