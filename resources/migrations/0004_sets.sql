-- ICD sets say where they come from and when they were made.
-- min_compatible: 2

-- origin: a JSON object with "kind" ("hand", "lane", "lever-lm", "dm", "file"), and "run" and "detail" where there are any.
-- created: Unix milliseconds. Both are empty for sets of before.
ALTER TABLE icd_set ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE icd_set ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
