-- Runs can be put aside: archived ones are hidden from lists, those in the trash are gone for everybody until they are taken out
-- again, and for good after 30 days.
-- min_compatible: 2

ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
-- Unix milliseconds of when it was put there; 0 = it is not.
ALTER TABLE run ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX run_in_trash ON run (trashed) WHERE trashed > 0;
