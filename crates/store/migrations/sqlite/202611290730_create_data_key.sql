-- Keys of sealed columns, each wrapped by a master key that is never in the database; and the
-- keyed digest by which an identity number is found.

CREATE TABLE data_key (
  key_id     BLOB NOT NULL PRIMARY KEY,
  purpose    TEXT NOT NULL,
  wrapped    TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  retired_at DATETIME
);

ALTER TABLE person ADD COLUMN identity_index TEXT;
CREATE INDEX person_by_identity_index ON person (identity_index);
