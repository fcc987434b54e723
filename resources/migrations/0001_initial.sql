-- Fulcrum project database, version 1. Times are Unix milliseconds; JSON is stored as text.
-- min_compatible: 1

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE dataset (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL CHECK (task IN ('caption', 'vqa')),
  split TEXT NOT NULL CHECK (split IN ('train', 'val')),
  samples INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  image_folder TEXT NOT NULL,
  imported INTEGER NOT NULL,
  UNIQUE (task, split)
);

CREATE TABLE dataset_file (
  dataset INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (dataset, role)
) WITHOUT ROWID;

-- id = dataset * 2^32 + sample index, so that a data set is one range of row ids here and in the search index.
-- Lists of texts are separated by U+001F.
CREATE TABLE sample (
  id INTEGER PRIMARY KEY,
  sample_id INTEGER NOT NULL,
  image_id INTEGER NOT NULL,
  image_file TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  captions TEXT NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  answers TEXT NOT NULL,
  answer_type TEXT NOT NULL,
  question_type TEXT NOT NULL
);

CREATE INDEX sample_by_id ON sample (sample_id);

CREATE VIRTUAL TABLE sample_fts USING fts5 (
  captions, question, answer, content = 'sample', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE sample_tag (
  task TEXT NOT NULL,
  split TEXT NOT NULL,
  idx INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (task, split, idx, tag)
) WITHOUT ROWID;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]',
  spec TEXT NOT NULL,
  spec_hash TEXT NOT NULL,
  parity TEXT NOT NULL DEFAULT '{}',
  seed INTEGER NOT NULL,
  created INTEGER NOT NULL,
  started INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  heartbeat INTEGER NOT NULL DEFAULT 0,
  pid INTEGER NOT NULL DEFAULT 0,
  pid_start INTEGER NOT NULL DEFAULT 0,
  boot_id TEXT NOT NULL DEFAULT '',
  host TEXT NOT NULL DEFAULT '',
  lane TEXT NOT NULL DEFAULT '',
  app_version TEXT NOT NULL,
  git_commit TEXT NOT NULL,
  libraries TEXT NOT NULL DEFAULT '',
  device TEXT NOT NULL DEFAULT '',
  dataset_fingerprint TEXT NOT NULL DEFAULT '',
  units_done INTEGER NOT NULL DEFAULT 0,
  units_total INTEGER NOT NULL DEFAULT 0,
  phase TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  request TEXT NOT NULL DEFAULT '',
  UNIQUE (kind, name)
);

CREATE TABLE run_parent (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  parent INTEGER NOT NULL REFERENCES run (id) ON DELETE RESTRICT,
  PRIMARY KEY (run, parent)
) WITHOUT ROWID;
CREATE INDEX run_parent_by_parent ON run_parent (parent);

CREATE TABLE run_param (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;

CREATE TABLE job_unit (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  unit TEXT NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (run, unit)
) WITHOUT ROWID;

-- AUTOINCREMENT: a follower reads on from the last id it saw, so an id must never be given out twice.
CREATE TABLE metric_point (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  step INTEGER NOT NULL,
  wall_time INTEGER NOT NULL,
  value REAL,
  UNIQUE (run, name, step)
);

CREATE TABLE checkpoint (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  label TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  metric TEXT NOT NULL,
  value REAL,
  PRIMARY KEY (run, epoch, label)
) WITHOUT ROWID;

-- Lists are JSON arrays in prompt order.
CREATE TABLE dm_entry (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  anchor INTEGER NOT NULL,
  beam INTEGER NOT NULL,
  score REAL NOT NULL,
  base_probability REAL NOT NULL,
  items TEXT NOT NULL,
  steps TEXT NOT NULL,
  gains TEXT NOT NULL,
  probabilities TEXT NOT NULL,
  PRIMARY KEY (run, anchor, beam)
) WITHOUT ROWID;

CREATE TABLE icd_sequence (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER REFERENCES icd_sequence (id) ON DELETE RESTRICT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  task TEXT NOT NULL,
  query INTEGER NOT NULL,
  created INTEGER NOT NULL,
  result TEXT NOT NULL DEFAULT ''
);
CREATE INDEX icd_sequence_by_query ON icd_sequence (task, query);

CREATE TABLE icd_step (
  sequence INTEGER NOT NULL REFERENCES icd_sequence (id) ON DELETE CASCADE,
  pos INTEGER NOT NULL,
  item INTEGER NOT NULL,
  step INTEGER NOT NULL,
  probability REAL,
  similarity REAL,
  gain REAL,
  PRIMARY KEY (sequence, pos)
) WITHOUT ROWID;

CREATE TABLE eval_cell (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  strategy TEXT NOT NULL,
  shots INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  metric_name TEXT NOT NULL DEFAULT '',
  metric REAL,
  seconds REAL NOT NULL DEFAULT 0,
  UNIQUE (run, strategy, shots, seed)
);

CREATE TABLE prediction (
  cell INTEGER NOT NULL REFERENCES eval_cell (id) ON DELETE CASCADE,
  query INTEGER NOT NULL,
  query_id INTEGER NOT NULL,
  sequence TEXT NOT NULL,
  raw_output TEXT NOT NULL,
  prediction TEXT NOT NULL,
  prompt_hash TEXT NOT NULL DEFAULT '',
  score REAL,
  latency_ms REAL NOT NULL,
  PRIMARY KEY (cell, query)
) WITHOUT ROWID;

CREATE TABLE icd_set (
  name TEXT PRIMARY KEY,
  task TEXT NOT NULL,
  items TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE series_style (name TEXT PRIMARY KEY, style TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE saved_view (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) WITHOUT ROWID;
