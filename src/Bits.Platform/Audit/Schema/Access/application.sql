-- Adds events and seals, and changes neither. The database sets at and xid.
revoke insert, update, delete on audit_event, audit_seal, audit_head, audit_keep from :role;
grant insert (id, class, action, outcome, actor_kind, actor_id, session_id, scope_type, scope_id, target_type, target_id, rule,
    changes, request_id, trace_id, idempotency_key, source, version, personal, personal_salt, personal_hash)
    on audit_event to :role;
grant insert, update on audit_head to :role;
grant execute on function audit_make_partitions, audit_drop_partition, audit_add_seal to :role;
