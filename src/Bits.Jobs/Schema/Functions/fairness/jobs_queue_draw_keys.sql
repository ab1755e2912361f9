-- Draws the keys of the next p_limit jobs, by weight: over time each key gets its share, without a write. Returns the
-- numbers of the drawn candidates, and how many jobs of each; null if no candidate has capacity.
create or replace function jobs_queue_draw_keys(
    p_candidates jobs_queue_candidates, p_limit int, out numbers int[], out jobs int[])
language plpgsql
as $$
begin
    select array_agg(t.n), array_agg(t.jobs) into numbers, jobs
    from (
        select d.n::int, count(*)::int as jobs
        from (
            select k.n
            from unnest(p_candidates.weights, p_candidates.capacities) with ordinality as k (weight, capacity, n)
            cross join lateral generate_series(0, least(
                k.capacity, ceil(p_limit * k.weight / (select sum(w) from unnest(p_candidates.weights) w))::int + 2) - 1) as i
            order by (i - ln(1 - random())) / k.weight
            limit p_limit
        ) d
        group by d.n
    ) t;
end $$;
