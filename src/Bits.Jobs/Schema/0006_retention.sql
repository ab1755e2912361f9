-- Opens the next slot when the current one has been open for a sixth of p_keep, after emptying it: jobs that ended more
-- than p_keep ago go with a truncate; what is still wanted moves to the current slot first. Does a bounded piece of work,
-- waits for nobody, and says what it did; whoever gets 'moved' calls again.
create function jobs_queue_retain(p_keep interval, p_keep_dead interval) returns text
language plpgsql
as $$
declare
    v_current smallint := pg_sequence_last_value('jobs_queue_ring');
    v_next    smallint := (v_current + 1) % 8;
    v_count   int;
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

        update jobs_queue_job j
        set slot = v_current, pos = case when j.state in ('pending', 'failed') and j.pos is not null then pg_current_xact_id() else j.pos end
        from (
            select w.slot, w.id
            from jobs_queue_job w
            where w.slot = v_next
              and (w.state in ('pending', 'failed')
                or w.state = 'succeeded' and w.finished_at > now() - p_keep
                or w.state = 'dead' and w.finished_at > now() - p_keep_dead)
            limit 10000
            for update skip locked
        ) wanted
        where j.slot = wanted.slot and j.id = wanted.id;
        get diagnostics v_count = row_count;
        if v_count > 0 then
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

    -- Keys whose holders are gone.
    delete from jobs_queue_unique u
    where u.held_until < now() and not exists (
        select from jobs_queue_job j where j.id = u.job_id and j.state = any (u.held_while));

    -- What was said about jobs that are gone.
    delete from jobs_queue_failure f
    where f.at < now() - p_keep and not exists (select from jobs_queue_job j where j.id = f.job_id);
    delete from jobs_queue_report r
    where r.reported_at < now() - p_keep and not exists (select from jobs_queue_job j where j.id = r.job_id);
    delete from jobs_queue_log l
    where l.at < now() - p_keep and not exists (select from jobs_queue_job j where j.id = l.job_id);
    delete from jobs_queue_batch b where b.ended_at < now() - p_keep;
    delete from jobs_queue_tick t where t.tick < now() - p_keep and t.tick < (select p.settled_to from jobs_queue_periodic p where p.name = t.name);
    delete from jobs_queue_start s where not exists (select from jobs_queue_limit l where l.queue = s.queue);
    delete from jobs_queue_tally t where t.minute < now() - interval '2 days';
    return 'opened';
end $$;
