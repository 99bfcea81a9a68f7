-- Container images as rows: what was found in the registry's folder and on nodes. Names and columns of the portal that is
-- replaced, then ours. A row a build, whatever its files are called and wherever they lie; what has vanished stays, inactive.
-- Times are RFC 3339 in UTC.
CREATE TABLE apptainer_images (
    -- The first 16 digits of digest.
    id                TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name              TEXT COLLATE "C" NOT NULL,
    -- Absolute, on node: the place by which the image is described.
    path              TEXT NOT NULL,
    -- headnode for the registry.
    node              TEXT COLLATE "C" NOT NULL,
    partition         TEXT COLLATE "C" NOT NULL,
    -- viz, compute, shared or custom.
    type              TEXT COLLATE "C" NOT NULL,
    -- Bytes.
    size              BIGINT NOT NULL,
    version           TEXT NOT NULL,
    description       TEXT NOT NULL,
    -- JSON object.
    labels            TEXT NOT NULL,
    -- JSON list.
    apps              TEXT NOT NULL,
    runscript         TEXT,
    -- JSON object.
    env_vars          TEXT NOT NULL,
    -- JSON list.
    command_templates TEXT NOT NULL,
    -- When it was first seen.
    created_at        TEXT NOT NULL,
    -- When it was last found to say something else, to be gone or to be back.
    updated_at        TEXT NOT NULL,
    -- When it was last seen.
    last_scanned      TEXT NOT NULL,
    -- Whether it lies anywhere.
    is_active         BOOLEAN NOT NULL,
    -- What tells builds from one another: 64 hexadecimal digits over headers and tables of the image.
    digest            TEXT COLLATE "C" NOT NULL,
    -- The id that an operator wrote beside it.
    given_id          TEXT COLLATE "C",
    -- JSON list: the names of labels.
    tags              TEXT NOT NULL,
    arch              TEXT,
    built_at          TEXT,
    is_signed         BOOLEAN NOT NULL,
    -- JSON object: what only the page of one image shows.
    details           TEXT NOT NULL,
    -- SHA-256 of all that it says: the same again is no change.
    said              TEXT NOT NULL
);
CREATE INDEX idx_images_order ON apptainer_images (partition, name, id);
CREATE INDEX idx_images_type ON apptainer_images (type);
CREATE INDEX idx_images_node ON apptainer_images (node);
CREATE INDEX idx_images_given_id ON apptainer_images (given_id);

-- Where images lie.
CREATE TABLE apptainer_places (
    node         TEXT COLLATE "C" NOT NULL,
    -- Absolute.
    path         TEXT COLLATE "C" NOT NULL,
    image_id     TEXT COLLATE "C" NOT NULL REFERENCES apptainer_images (id) ON DELETE CASCADE,
    last_seen_at TEXT NOT NULL,
    PRIMARY KEY (node, path)
);
CREATE INDEX idx_apptainer_places_image ON apptainer_places (image_id);
