-- Partitions, seals and erasures: what changes the log runs as its owner, and asks first whether it may.
alter function audit_make_partitions(int) security definer;
alter function audit_drop_partition(text, date) security definer;
alter function audit_add_seal(bigint, text, text, date, xid8, uuid, xid8, uuid, bigint, bytea, uuid[], bytea, bytea, timestamptz,
    text, bytea) security definer;
alter function audit_erase_person(uuid) security definer;
