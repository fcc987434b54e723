-- What of a run could not be done, and why: a unit by itself (item is empty), or one item of a unit that is done otherwise, such as a
-- query of an evaluation's cell.
-- min_compatible: 2

CREATE TABLE unit_failure (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  unit TEXT NOT NULL,
  item TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (run, unit, item)
) WITHOUT ROWID;
