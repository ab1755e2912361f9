-- A running job belongs to the worker whose claim lists it. One without a living claim is an orphan: operators may act on it
-- at once, and a sweep takes it back.

alter table jobs_queue_worker
    add column left_at timestamptz,             -- it has stopped, and left claims whose ends it could not store
    add column concurrency int not null default 0,
    add column running int not null default 0;  -- as of its last heartbeat

-- Where the sweep goes on.
create table jobs_queue_sweep (
    is_one   boolean     not null default true,
    swept_at timestamptz not null default '-infinity',
    slot     smallint    not null default 0,
    id       bigint      not null default 0,
    constraint jobs_queue_sweep_pkey primary key (is_one),
    constraint jobs_queue_sweep_is_one_row check (is_one)
);
insert into jobs_queue_sweep default values;

-- Whether a living worker holds an attempt.
create function jobs_queue_is_held(p_worker bigint, p_lease bigint, p_id bigint) returns boolean language sql stable as $$
    select exists (
        select
        from jobs_queue_claim c
        join jobs_queue_worker w on w.id = c.worker
        where c.worker = p_worker and c.lease = p_lease and p_id = any (c.ids) and w.beat_at >= now() - w.lease)
$$;

-- Takes running jobs back, fenced by lease, and returns them. Why: 'crashed' (the attempt does not count, but three crashes
-- are dead), 'lost' (it does not count), 'orphaned' (it counts: a job that is orphaned again and again ends). One that an
-- operator has cancelled is dead.
create function jobs_queue_take_back_all(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_worker text, p_why text)
returns table (id bigint, kind text, state text)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
#variable_conflict use_column
begin
    return query
    with taken as (
        update jobs_queue_job j
        set state = case
                when cancel_reason is not null or p_why = 'crashed' and crashes >= 2
                  or p_why = 'orphaned' and attempt >= max_attempts then 'dead'
                else 'failed'
            end,
            pos = case
                when cancel_reason is not null or p_why = 'crashed' and crashes >= 2
                  or p_why = 'orphaned' and attempt >= max_attempts then pos
            end,
            crashes = crashes + (p_why = 'crashed')::int,
            attempt = attempt - (p_why <> 'orphaned')::int,
            run_at = now(), finished_at = now(), lease = null, worker = null,
            error = case
                when cancel_reason is not null then 'Cancelled: ' || cancel_reason
                when p_why = 'orphaned' then format('No worker held this job any more (attempt %s of %s).', attempt, max_attempts)
                else format(
                    'The worker %s was lost while it held this job (%s of 3).', p_worker, crashes + (p_why = 'crashed')::int)
            end
        from unnest(p_slots, p_ids, p_leases) as held (slot, id, lease)
        where j.slot = held.slot and j.id = held.id and j.lease = held.lease and j.state = 'running'
        returning j.id, j.state, j.queue, j.kind, j.attempt + (p_why <> 'orphaned')::int as attempt, j.started_at, j.error,
                  j.cancel_reason
    ),
    noted as (
        insert into jobs_queue_failure (job_id, state, queue, kind, attempt, began_at, worker, type, message, detail, signature)
        select t.id, t.state, t.queue, t.kind, t.attempt, t.started_at, p_worker,
               case when t.cancel_reason is null then 'lost' else 'cancelled' end, coalesce(t.cancel_reason, t.error), t.error,
               case
                   when t.cancel_reason is not null then jobs_queue_signature('cancelled', t.cancel_reason)
                   when p_why = 'orphaned' then 'lost: no worker held it'
                   else 'lost: its worker died'
               end
        from taken t
    )
    select t.id, t.kind::text, t.state from taken t;
end $$;

-- As above; a row that refuses holds up no other, and no heartbeat. It stays as it is, for the next sweep.
create function jobs_queue_take_back(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_worker text, p_why text)
returns table (id bigint, kind text, state text)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_ids    bigint[];
    v_kinds  text[];
    v_states text[];
begin
    begin
        select array_agg(t.id), array_agg(t.kind), array_agg(t.state) into v_ids, v_kinds, v_states
        from jobs_queue_take_back_all(p_slots, p_ids, p_leases, p_worker, p_why) t;
        return query select * from unnest(v_ids, v_kinds, v_states);
        return;
    exception when others then
        null; -- one by one
    end;

    for v_i in 1 .. coalesce(cardinality(p_ids), 0) loop
        begin
            select array_agg(t.id), array_agg(t.kind), array_agg(t.state) into v_ids, v_kinds, v_states
            from jobs_queue_take_back_all(
                p_slots[v_i:v_i], p_ids[v_i:v_i], p_leases[v_i:v_i], p_worker, p_why) t;
            return query select * from unnest(v_ids, v_kinds, v_states);
        exception when others then
            raise warning 'Job % cannot be taken back: % (%)', p_ids[v_i], sqlerrm, sqlstate;
        end;
    end loop;
end $$;

-- Takes back what dead workers had claimed: those that have not beaten for the time of their lease, and those that have left
-- with ends that could not be stored. Neither the latter nor a worker that has registered again counts as a crash.
create or replace function jobs_queue_rescue() returns table (id bigint, kind text, state text, worker text)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
#variable_conflict use_column
declare
    v_dead record;
    v_held record;
begin
    for v_dead in
        select w.id, w.name,
               w.left_at is null
                 and not exists (select from jobs_queue_worker o where o.name = w.name and o.id > w.id) as has_crashed
        from jobs_queue_worker w
        where w.beat_at < now() - w.lease
        for update skip locked
    loop
        -- A claim of this worker may be on its way: then another time.
        continue when not pg_try_advisory_xact_lock(jobs_queue_lock_class(), -v_dead.id::int);

        select array_agg(h.slot) as slots, array_agg(h.id) as ids, array_agg(c.lease) as leases into v_held
        from jobs_queue_claim c, unnest(c.slots, c.ids) as h (slot, id)
        where c.worker = v_dead.id;

        return query
        select t.id, t.kind, t.state, v_dead.name
        from jobs_queue_take_back(
            v_held.slots, v_held.ids, v_held.leases, v_dead.name, case when v_dead.has_crashed then 'crashed' else 'lost' end) t;

        delete from jobs_queue_claim c where c.worker = v_dead.id;
        delete from jobs_queue_cancel c where c.worker = v_dead.id;
        delete from jobs_queue_worker w where w.id = v_dead.id;
    end loop;
end $$;

-- Takes back running jobs that no claim lists, however that came about: once in p_every, by one node, at most p_rows jobs
-- further each time, slot after slot. Returns the jobs.
create function jobs_queue_sweep(p_every interval, p_rows int) returns table (id bigint, kind text, state text)
language plpgsql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    v_at   jobs_queue_sweep;
    v_held record;
    v_left int := p_rows;
begin
    if not pg_try_advisory_xact_lock(jobs_queue_lock_class(), 2) then
        return;
    end if;
    select * into v_at from jobs_queue_sweep s where s.swept_at < now() - p_every;
    if not found then
        return;
    end if;

    delete from jobs_queue_claim c where not exists (select from jobs_queue_worker w where w.id = c.worker);

    -- Each slot once, and what lies before the start in the first one.
    for v_turn in 0 .. 8 loop
        select count(*) as jobs, max(s.id) as last,
               array_agg(s.slot) filter (where s.is_orphan) as slots, array_agg(s.id) filter (where s.is_orphan) as ids,
               array_agg(s.lease) filter (where s.is_orphan) as leases
        into v_held
        from (
            select j.slot, j.id, j.lease,
                   j.state = 'running' and not exists (
                       select from jobs_queue_claim c where c.worker = j.worker and c.lease = j.lease and j.id = any (c.ids)
                   ) as is_orphan
            from jobs_queue_job j
            where j.slot = v_at.slot and j.id > v_at.id
            order by j.id
            limit v_left
        ) s;
        return query
        select t.id, t.kind, t.state
        from jobs_queue_take_back(v_held.slots, v_held.ids, v_held.leases, null, 'orphaned') t;

        v_left := v_left - v_held.jobs;
        v_at.id := v_held.last;
        exit when v_left <= 0;
        v_at.slot := (v_at.slot + 1) % 8;
        v_at.id := 0;
    end loop;

    update jobs_queue_sweep s set swept_at = now(), slot = v_at.slot, id = v_at.id;
end $$;

-- A heartbeat that also says which claims have ended beyond the first that has not, and how many jobs run.
create function jobs_queue_heartbeat(
    p_worker bigint, p_from_lease bigint, p_upto_lease bigint, p_ended bigint[], p_running int, p_place jsonb)
returns table (what text, id bigint, lease bigint, said text)
language plpgsql
set jit = off
as $$
#variable_conflict use_column
begin
    delete from jobs_queue_claim c where c.worker = p_worker and c.lease = any (p_ended);
    update jobs_queue_worker w set running = p_running where w.id = p_worker and w.running <> p_running;
    return query select * from jobs_queue_beat(p_worker, p_from_lease, p_upto_lease, p_place);
end $$;

-- A worker stops. With p_keeps it leaves claims whose ends it could not store: the next heartbeat of any other takes those
-- jobs back.
create function jobs_queue_leave(p_worker bigint, p_keeps boolean) returns void language plpgsql as $$
begin
    if p_keeps then
        update jobs_queue_worker w
        set left_at = now(), beat_at = now() - w.lease - interval '1 second'
        where w.id = p_worker;
    else
        delete from jobs_queue_claim c where c.worker = p_worker;
        delete from jobs_queue_cancel c where c.worker = p_worker;
        delete from jobs_queue_worker w where w.id = p_worker;
    end if;
end $$;

-- Gives back what this worker had claimed without learning it, because the answer was lost: all but what it knows of.
create or replace function jobs_queue_recover(p_worker bigint, p_known bigint[]) returns void
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
begin
    perform pg_advisory_xact_lock(jobs_queue_lock_class(), -p_worker::int); -- the claim may still be under way

    update jobs_queue_job j
    set state = case when j.cancel_reason is null then 'pending' else 'dead' end,
        pos = case when j.cancel_reason is null then null else j.pos end,
        finished_at = case when j.cancel_reason is null then j.finished_at else now() end,
        error = coalesce('Cancelled: ' || j.cancel_reason, j.error),
        attempt = attempt - 1, run_at = now(), lease = null, worker = null
    from jobs_queue_claim c, unnest(c.slots, c.ids) as held (slot, id)
    where c.worker = p_worker and c.lease <> all (p_known)
      and j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running';

    delete from jobs_queue_claim c where c.worker = p_worker and c.lease <> all (p_known);
end $$;

-- Ends a job that waits, or that nobody holds; asks the worker that runs one to end it. Returns 'cancelled', 'asked', 'ended'
-- (it had ended before) or 'unknown' (there is no such job). Once this has committed no attempt begins any more.
create or replace function jobs_queue_cancel_job(p_id bigint, p_reason text) returns text
language plpgsql
as $$
declare
    v_job jobs_queue_job;
begin
    select * into v_job from jobs_queue_job j where j.id = p_id for no key update;
    if not found then
        return 'unknown';
    elsif v_job.state in ('succeeded', 'dead') then
        return 'ended';
    elsif v_job.state = 'running' and jobs_queue_is_held(v_job.worker, v_job.lease, p_id) then
        update jobs_queue_job j set cancel_reason = p_reason where j.slot = v_job.slot and j.id = p_id;
        insert into jobs_queue_cancel (id, worker, lease, reason) values (p_id, v_job.worker, v_job.lease, p_reason)
        on conflict (worker, id) do update set lease = excluded.lease, reason = excluded.reason;
        perform pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, 'cancel');
        return 'asked';
    end if;

    update jobs_queue_job j
    set state = 'dead', finished_at = now(), error = 'Cancelled: ' || p_reason, pos = coalesce(pos, pg_current_xact_id()),
        lease = null, worker = null
    where j.slot = v_job.slot and j.id = p_id;
    insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature)
    values (p_id, 'dead', v_job.queue, v_job.kind, v_job.attempt, 'cancelled', p_reason, 'Cancelled: ' || p_reason,
            jobs_queue_signature('cancelled', p_reason));
    return 'cancelled';
end $$;

-- Runs jobs again that are dead, wait after a failure, or that nobody holds: at once, with all their attempts, at the end of
-- their lanes. Returns how many. A step waits again for those that it comes after, and so do those that were skipped because
-- of it: their workflow, if it has ended, is open again.
create or replace function jobs_queue_retry(p_ids bigint[], p_payload jsonb) returns int language plpgsql as $$
declare
    v_batches bigint[] := array(select distinct s.batch from jobs_queue_step s where s.job_id = any (p_ids));
    v_retried bigint[];
begin
    if cardinality(v_batches) > 0 then
        perform from jobs_queue_batch b where b.id = any (v_batches) order by b.id for update;
    end if;
    perform from jobs_queue_job j where j.id = any (p_ids) order by j.id for no key update; -- then look who holds them

    with again as (
        update jobs_queue_job j
        set state = 'pending', attempt = 0, crashes = 0, run_at = now(), finished_at = null, pos = pg_current_xact_id(),
            lease = null, worker = null, payload = coalesce(p_payload, payload), cancel_reason = null
        where j.id = any (p_ids)
          and (j.state in ('failed', 'dead')
            or j.state = 'running' and not jobs_queue_is_held(j.worker, j.lease, j.id))
        returning id
    )
    select coalesce(array_agg(a.id), '{}') into v_retried from again a;
    update jobs_queue_failure set stands = false where job_id = any (v_retried) and state = 'dead' and stands;

    if cardinality(v_batches) > 0 and cardinality(v_retried) > 0 then
        perform jobs_queue_steps_again(v_retried);
        update jobs_queue_batch b set ended_at = null, jobs = null, succeeded = null where b.id = any (v_batches);
        perform jobs_queue_advance(b, p_all => true) from unnest(v_batches) b;
    end if;
    perform jobs_queue_wake();
    return cardinality(v_retried);
end $$;

-- Forgets jobs that are dead or that nobody holds, and what is known of how they failed. Returns how many.
create or replace function jobs_queue_discard(p_ids bigint[]) returns int language plpgsql as $$
declare
    v_count int;
begin
    perform from jobs_queue_job j where j.id = any (p_ids) order by j.id for no key update;

    with gone as (
        delete from jobs_queue_job j
        where j.id = any (p_ids)
          and (j.state = 'dead' or j.state = 'running' and not jobs_queue_is_held(j.worker, j.lease, j.id))
        returning id
    ),
    said as (
        delete from jobs_queue_failure f using gone where f.job_id = gone.id
    ),
    told as (
        delete from jobs_queue_report r using gone where r.job_id = gone.id
    ),
    logged as (
        delete from jobs_queue_log l using gone where l.job_id = gone.id
    )
    select count(*) into v_count from gone;
    return v_count;
end $$;

-- Whoever puts a job back by hand, or into another lane, need not know of lanes: it goes to the end of its lane.
create or replace function jobs_queue_requeue() returns trigger language plpgsql as $$
begin
    update jobs_queue_job
    set pos = case when run_at <= now() then pg_current_xact_id() end, lease = null, worker = null, crashes = 0,
        cancel_reason = null
    where slot = new.slot and id = new.id;
    if old.state = 'dead' then
        update jobs_queue_failure set stands = false where job_id = new.id and state = 'dead' and stands;
    end if;
    return null;
end $$;

-- Puts steps that were just retried before their turn, and with them those that were skipped because of them.
create or replace function jobs_queue_steps_again(p_ids bigint[]) returns void language plpgsql as $$
declare
    v_steps bigint[];
begin
    with recursive again as (
        select s.job_id, s.batch from jobs_queue_step s where s.job_id = any (p_ids)
        union
        select n.job_id, n.batch
        from again a
        join jobs_queue_step n on n.batch = a.batch and n.ended = 'skipped' and a.job_id = any (n.after)
    )
    select array_agg(a.job_id) into v_steps from again a;

    update jobs_queue_job
    set state = 'pending', attempt = 0, crashes = 0, run_at = jobs_queue_never(), finished_at = null, pos = null, lease = null,
        worker = null, cancel_reason = null
    where id = any (v_steps) and state in ('pending', 'dead');
    update jobs_queue_failure set stands = false where job_id = any (v_steps) and state = 'dead' and stands;
    update jobs_queue_step set ended = null, released_at = null where job_id = any (v_steps);
end $$;

-- Since when an attempt runs beyond its kind's timeout, its handler ignoring the cancellation.
alter table jobs_queue_report add column overdue_since timestamptz;

create function jobs_queue_overdue(p_slot smallint, p_id bigint, p_lease bigint, p_over interval) returns void
language sql
as $$
    insert into jobs_queue_report as r (job_id, lease, overdue_since)
    select j.id, j.lease, now() - p_over
    from jobs_queue_job j
    where j.slot = p_slot and j.id = p_id and j.lease = p_lease and j.state = 'running'
    on conflict (job_id) do update set
        overdue_since = excluded.overdue_since, lease = excluded.lease,
        percent = case when r.lease = excluded.lease then r.percent end,
        note = case when r.lease = excluded.lease then r.note end,
        said_at = case when r.lease = excluded.lease then r.said_at end,
        result = case when r.lease = excluded.lease then r.result end
$$;
