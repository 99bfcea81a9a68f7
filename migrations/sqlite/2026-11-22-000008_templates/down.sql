DROP TABLE job_templates;
DROP TABLE template_writes;
DROP TABLE template_versions;
DROP TABLE job_templates_v2;
