-- Lists running jobs that no claim lists (orphans) and expired waiting jobs, among the next p_max jobs of a slot after
-- p_after. Also returns how many jobs it looked at, and the last one.
create or replace function jobs_queue_list_strays(
    p_slot smallint, p_after bigint, p_max int, out jobs int, out last bigint, out orphan_slots smallint[],
    out orphan_ids bigint[], out orphan_leases bigint[], out expired_slots smallint[], out expired_ids bigint[])
language plpgsql
as $$
begin
    select count(*), max(s.id),
           array_agg(s.slot) filter (where s.is_orphan), array_agg(s.id) filter (where s.is_orphan),
           array_agg(s.lease) filter (where s.is_orphan),
           array_agg(s.slot) filter (where s.is_expired), array_agg(s.id) filter (where s.is_expired)
    into jobs, last, orphan_slots, orphan_ids, orphan_leases, expired_slots, expired_ids
    from (
        select j.slot, j.id, j.lease,
               j.state = 'running' and not exists (
                   select from jobs_queue_claim c where c.worker = j.worker and c.lease = j.lease and j.id = any (c.ids)
               ) as is_orphan,
               j.state in ('pending', 'failed') and j.expires_at <= now() as is_expired
        from jobs_queue_job j
        where j.slot = p_slot and j.id > p_after
        order by j.id
        limit p_max
    ) s;
end $$;
