-- A store in PostgreSQL: one schema for each ("padanan", "padanan_access", "padanan_jobs"), three tables and their history.
--
-- Every node holds all present records in memory and follows this database; nothing is searched for here. So the tables
-- are what a log and a lock need, in SQL that CockroachDB and YugabyteDB have as well. Where we use more, it can be missing:
--
--   LISTEN, NOTIFY         tell the other nodes at once; a poll twice a second finds the same without them
--   VACUUM                 after tombstones are purged; a server that has none collects on its own
--   hot standby            takes loads and polls when the address names one
--   synchronous_commit,    session settings, asked for only where the server knows them (pg_settings)
--   keep-alives
--
-- COLLATE "C" on keys: they are compared as bytes, so an index survives another version of the system's collations (also
-- that of a standby). Kinds and ids are kept as the inside of a JSON string, for text here cannot hold NUL.

-- One row: where the store stands. Every batch locks it first (SELECT … FOR UPDATE) and holds it until it commits. So the
-- numbering is serial, no later revision is committed before an earlier one, and whoever has seen revision n has seen all
-- before it: a follower may ask for "revision > mine" without missing anything.
CREATE TABLE head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    id       uuid    NOT NULL,           -- names this store; also the token of revision 0
    revision bigint  NOT NULL DEFAULT 0, -- batches acknowledged
    token    uuid    NOT NULL,           -- of the last batch; (revision, token) names a state as no other store has it
    place    bigint  NOT NULL DEFAULT 0, -- the last place given to a record
    purged   bigint  NOT NULL DEFAULT 0  -- tombstones up to this revision are gone: a node further behind reads all anew
);

-- Every record by kind and id, as the JSON that the nodes hold; without a body it is a tombstone, which tells followers.
-- It is text, not jsonb: what is read is byte for byte what was written, numbers and order of keys included.
CREATE TABLE record (
    kind     text COLLATE "C" NOT NULL,
    id       text COLLATE "C" NOT NULL,
    body     text,
    revision bigint NOT NULL,            -- of the batch that changed it last
    place    bigint NOT NULL,            -- when it came into being: every node lists records in this order
    PRIMARY KEY (kind, id)
);

CREATE INDEX record_by_revision ON record (revision);
-- Whether there are tombstones at all decides how new records are put in, and compaction looks for the old ones.
CREATE INDEX record_gone ON record (revision) WHERE body IS NULL;

-- Every batch of late. The token answers the one question that a connection cut during COMMIT leaves open; it also
-- tells a node whether its own state is part of this history, or of one that a fail-over or a recovery has taken back.
CREATE TABLE batch (
    revision bigint PRIMARY KEY,
    token    uuid NOT NULL UNIQUE,
    follows  bigint NOT NULL,            -- the batch before it: mostly the number before, but a migration may skip some
    at       timestamptz NOT NULL DEFAULT now(),
    by_whom  text NOT NULL DEFAULT '',
    why      text NOT NULL DEFAULT ''
);

INSERT INTO head (id, token) SELECT made, made FROM (SELECT gen_random_uuid() AS made) AS new;
