-- Job templates as rows: what their files say, so that lists read no disk. Names and columns of the portal that is replaced
-- (without its foreign key to images), then ours. A row a file; of files with one template_id one is active, unless none can
-- be listed. Times are RFC 3339 in UTC.
CREATE TABLE job_templates_v2 (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- Empty for a file that never said one.
    template_id        TEXT NOT NULL,
    name               TEXT NOT NULL,
    display_name       TEXT NOT NULL,
    description        TEXT NOT NULL,
    category           TEXT NOT NULL,
    -- JSON list.
    tags               TEXT NOT NULL,
    version            TEXT NOT NULL,
    -- As the file says; nobody's rights follow from it.
    author             TEXT NOT NULL,
    is_public          INTEGER NOT NULL,
    -- official, community or private:<user>, by the folder.
    source             TEXT NOT NULL,
    -- 0 official, 1 community, 2 private: of files with one template_id the lowest is active, then the first path.
    rank               INTEGER NOT NULL,
    -- JSON, each a section of the file.
    slurm_config       TEXT NOT NULL,
    apptainer_config   TEXT NOT NULL,
    apptainer_image_id TEXT,
    file_schema        TEXT NOT NULL,
    script_template    TEXT NOT NULL,
    -- Below the folder of templates.
    file_path          TEXT NOT NULL UNIQUE,
    -- The first 16 digits of digest.
    file_hash          TEXT NOT NULL,
    created_at         TEXT NOT NULL,
    -- When the file was changed.
    updated_at         TEXT NOT NULL,
    last_synced        TEXT NOT NULL,
    is_active          INTEGER NOT NULL,
    -- SHA-256 of the file.
    digest             TEXT NOT NULL,
    -- Who put it there, as the portal knows; null when an operator did.
    owner              TEXT,
    is_present         INTEGER NOT NULL,
    -- Whether the file says enough to be listed; else the columns say what it said before.
    is_listed          INTEGER NOT NULL,
    -- Whether a job can be made of it.
    is_usable          INTEGER NOT NULL,
    -- JSON, as the API gives it.
    document           TEXT NOT NULL,
    -- JSON list of what is wrong with the file.
    problems           TEXT NOT NULL,
    -- Its name among the archived files, when it was archived here.
    archived_as        TEXT
) STRICT;
CREATE UNIQUE INDEX idx_templates_v2_template_id ON job_templates_v2 (template_id) WHERE is_active = 1;
CREATE INDEX idx_templates_v2_id ON job_templates_v2 (template_id);
CREATE INDEX idx_templates_v2_source ON job_templates_v2 (source, file_path);
-- All that lists filter by, in their order: a row with its document fills a page of its own, and counting would read all.
CREATE INDEX idx_templates_v2_order ON job_templates_v2
    (is_active, rank, file_path, source, category, tags, template_id, name, display_name, description);
CREATE INDEX idx_templates_v2_category ON job_templates_v2 (category);

-- What templates said, whoever wrote it.
CREATE TABLE template_versions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    template    INTEGER NOT NULL REFERENCES job_templates_v2 (id) ON DELETE CASCADE,
    digest      TEXT NOT NULL,
    -- The whole file.
    text        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    made_at     TEXT NOT NULL,
    -- Null when somebody wrote into the folder.
    made_by     TEXT,
    -- create, change, import, restore or folder.
    how         TEXT NOT NULL
) STRICT;
CREATE INDEX idx_template_versions_template ON template_versions (template, id);

-- What the portal is about to write: whoever sees the file first, on whichever node, knows by this who wrote it.
CREATE TABLE template_writes (
    file_path TEXT NOT NULL,
    digest    TEXT NOT NULL,
    made_by   TEXT NOT NULL,
    how       TEXT NOT NULL,
    -- Whose the template is from then on.
    owner     TEXT,
    -- Where its file was before, if it moves.
    moved_from TEXT,
    made_at   TEXT NOT NULL,
    PRIMARY KEY (file_path, digest)
) STRICT;

-- Saved values of job forms: the earlier portal's table templates.
CREATE TABLE job_templates (
    id                    TEXT PRIMARY KEY NOT NULL,
    name                  TEXT NOT NULL,
    description           TEXT NOT NULL,
    -- ml, simulation, data or custom.
    category              TEXT NOT NULL,
    shared                INTEGER NOT NULL,
    -- JSON object.
    config                TEXT NOT NULL,
    created_by            TEXT NOT NULL,
    created_at            TEXT NOT NULL,
    updated_at            TEXT NOT NULL,
    usage_count           INTEGER NOT NULL,
    apptainer_template_id TEXT,
    apptainer_image_id    TEXT,
    -- JSON.
    custom_values         TEXT
) STRICT;
CREATE INDEX idx_job_templates_usage ON job_templates (usage_count, updated_at, id);
CREATE INDEX idx_job_templates_creator ON job_templates (created_by);
