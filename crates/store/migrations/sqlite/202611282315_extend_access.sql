-- A second step of signing in, invitations, roles lent, tokens of programs, limits by address,
-- and the head of each audit chain.

-- Who lent the role; it ends with the lender's own.
ALTER TABLE account_role ADD COLUMN delegated_by BLOB;

CREATE TABLE account_factor (
  account_id   BLOB NOT NULL PRIMARY KEY REFERENCES account (account_id),
  secret       TEXT NOT NULL,
  confirmed_at DATETIME,
  last_step    BIGINT NOT NULL
);

-- A code is removed when it is used; only its digest is kept.
CREATE TABLE account_recovery_code (
  account_id BLOB NOT NULL REFERENCES account (account_id),
  digest     TEXT NOT NULL,
  PRIMARY KEY (account_id, digest)
);

-- One open invitation for an account; removed when it is used.
CREATE TABLE account_invitation (
  account_id BLOB NOT NULL PRIMARY KEY REFERENCES account (account_id),
  digest     TEXT NOT NULL UNIQUE,
  invited_by BLOB NOT NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL
);

CREATE TABLE account_token (
  token_id     BLOB NOT NULL PRIMARY KEY,
  account_id   BLOB NOT NULL REFERENCES account (account_id),
  digest       TEXT NOT NULL UNIQUE,
  label        TEXT NOT NULL,
  scopes       TEXT NOT NULL,
  created_at   DATETIME NOT NULL,
  expires_at   DATETIME NOT NULL,
  revoked_at   DATETIME,
  last_used_at DATETIME
);
CREATE INDEX account_token_by_account ON account_token (account_id);

CREATE TABLE sign_in_address (
  address  TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  since    DATETIME NOT NULL
);

-- The last entry of each chain: without it, entries cut off the end would not be missed.
CREATE TABLE audit_head (
  province_code TEXT NOT NULL PRIMARY KEY,
  sequence      BIGINT NOT NULL,
  hash          TEXT NOT NULL
);
INSERT INTO audit_head (province_code, sequence, hash)
SELECT province_code, sequence, hash FROM audit_entry AS entry
WHERE sequence = (
  SELECT MAX(sequence) FROM audit_entry AS other WHERE other.province_code = entry.province_code
);

CREATE INDEX audit_entry_by_account ON audit_entry (province_code, account_name, sequence);
