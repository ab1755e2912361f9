-- Opens the next slot when the current one has been open for a sixth of p_keep. Empties it first: jobs that ended more
-- than p_keep ago go with a truncate; jobs that are still wanted move to the current slot. Does a bounded piece of
-- work, waits for no lock, and returns what it did; after 'moved' call it again. Runs with the rights of the owner:
-- truncate and setval are its own.
create or replace function jobs_queue_retain(p_keep interval, p_keep_dead interval) returns text
language plpgsql security definer
as $$
declare
    v_current smallint := pg_sequence_last_value('jobs_queue_ring');
    v_next    smallint := (v_current + 1) % 8;
begin
    if not pg_try_advisory_xact_lock(jobs_queue_lock_class(), 1) then
        return 'busy';
    end if;
    if exists (select from jobs_queue_slot where slot = v_current and opened_at > now() - p_keep / 6) then
        return 'not yet';
    end if;

    if exists (select from jobs_queue_job where slot = v_next) then
        if exists (
            select from jobs_queue_slot
            where slot = v_next and (closed_at > now() - p_keep or closed_by >= pg_snapshot_xmin(pg_current_snapshot())))
        then
            return 'not yet';
        end if;
        if jobs_queue_move_wanted(v_next, v_current, p_keep, p_keep_dead) > 0 then
            return 'moved';
        end if;
        if exists (
            select from jobs_queue_job where slot = v_next and state in ('pending', 'failed', 'running'))
        then
            return 'in use';
        end if;

        begin
            perform set_config('lock_timeout', '100ms', true);
            execute format('truncate jobs_queue_job_%s', v_next);
        exception when lock_not_available then
            return 'locked';
        end;
    end if;

    update jobs_queue_slot set closed_at = now(), closed_by = pg_current_xact_id() where slot = v_current;
    insert into jobs_queue_slot (slot, opened_at) values (v_next, now())
    on conflict (slot) do update set opened_at = excluded.opened_at, closed_at = null, closed_by = null;
    perform setval('jobs_queue_ring', v_next);
    perform jobs_queue_delete_traces(p_keep);
    return 'opened';
end $$;
