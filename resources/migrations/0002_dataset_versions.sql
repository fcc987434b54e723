-- Versions of data sets: a changed file is imported beside the old one, and what refers to rows keeps those that it was made with.
-- What an import found wrong is kept with its version. Tags and fixed sets name samples by their published id (image id or question
-- id), which is the same in every version; a place in the order is not.
-- min_compatible: 2

-- active: the version that a task and split means when nothing else is said.
-- problems: counts by kind as a JSON object; NULL = imported before they were kept.
CREATE TABLE dataset_2 (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL CHECK (task IN ('caption', 'vqa')),
  split TEXT NOT NULL CHECK (split IN ('train', 'val')),
  version INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  samples INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  image_folder TEXT NOT NULL,
  imported INTEGER NOT NULL,
  problems TEXT,
  UNIQUE (task, split, version),
  UNIQUE (task, split, fingerprint)
);
INSERT INTO dataset_2 SELECT id, task, split, 1, 1, samples, fingerprint, image_folder, imported, NULL FROM dataset;

-- checked: when the file was last known to have this content.
CREATE TABLE dataset_file_2 (
  dataset INTEGER NOT NULL REFERENCES dataset_2 (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  checked INTEGER NOT NULL,
  PRIMARY KEY (dataset, role)
) WITHOUT ROWID;
INSERT INTO dataset_file_2
  SELECT f.dataset, f.role, f.name, f.path, f.size, f.modified, f.sha256, d.imported
  FROM dataset_file f JOIN dataset d ON d.id = f.dataset;

-- The first problems of a version; byte is NULL where none is known.
CREATE TABLE dataset_problem (
  dataset INTEGER NOT NULL REFERENCES dataset_2 (id) ON DELETE CASCADE,
  pos INTEGER NOT NULL,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  record TEXT NOT NULL,
  byte INTEGER,
  what TEXT NOT NULL,
  PRIMARY KEY (dataset, pos)
) WITHOUT ROWID;

CREATE TABLE sample_tag_2 (
  task TEXT NOT NULL,
  split TEXT NOT NULL,
  sample INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (task, split, sample, tag)
) WITHOUT ROWID;
INSERT OR IGNORE INTO sample_tag_2
  SELECT t.task, t.split, s.sample_id, t.tag
  FROM sample_tag t JOIN dataset d ON d.task = t.task AND d.split = t.split JOIN sample s ON s.id = (d.id << 32) + t.idx;

UPDATE icd_set SET items = (
  SELECT json_group_array(sample_id) FROM (
    SELECT s.sample_id
    FROM json_each(icd_set.items) e
    JOIN dataset d ON d.task = icd_set.task AND d.split = 'train'
    JOIN sample s ON s.id = (d.id << 32) + e.value
    ORDER BY e.key))
  WHERE json_valid(items);

-- Children first: dropping a table deletes its rows, and that would cascade. Renaming mends the references.
DROP TABLE dataset_file;
DROP TABLE dataset;
DROP TABLE sample_tag;
ALTER TABLE dataset_2 RENAME TO dataset;
ALTER TABLE dataset_file_2 RENAME TO dataset_file;
ALTER TABLE sample_tag_2 RENAME TO sample_tag;
CREATE UNIQUE INDEX dataset_active ON dataset (task, split) WHERE active = 1;
