-- Moves the low watermark of a lane, and its position for the kinds of this claim, over jobs that are claimed. Also
-- returns the transactions that were in flight and have added jobs before that position, and whether jobs wait behind
-- it.
create or replace function jobs_queue_scan_lane(
    p_claim jobs_queue_claim_scope, inout lane jobs_queue_lane_cursor, out late xid8[], out more boolean)
language plpgsql
as $$
declare
    c_end   constant xid8 := '18446744073709551615';
    v_first record;
    v_ended xid8;
begin
    if p_claim.is_reset then
        lane.own_txid := lane.txid;
        lane.own_id := lane.id;
    end if;

    late := '{}';
    foreach v_ended in array p_claim.ended loop
        continue when v_ended >= lane.own_txid and v_ended >= lane.txid; -- still ahead

        v_first := jobs_queue_find_first(lane.queue, lane.priority, v_ended, 0, v_ended, p_claim.kinds);
        if v_first.txid is not null then
            late := late || v_ended;
        elsif v_ended < lane.txid then
            v_first := jobs_queue_find_first(lane.queue, lane.priority, v_ended, 0, v_ended, null);
            if v_first.txid is not null then
                lane.txid := v_ended;
                lane.id := 0;
            end if;
        end if;
    end loop;

    v_first := jobs_queue_find_first(lane.queue, lane.priority, lane.txid, lane.id, c_end, null);
    lane.txid := least(coalesce(v_first.txid, p_claim.ceiling), p_claim.ceiling);
    lane.id := case when v_first.txid < p_claim.ceiling then v_first.id else 0 end;

    if v_first.kind <> all (p_claim.kinds) then
        if lane.own_txid < lane.txid then
            lane.own_txid := lane.txid;
            lane.own_id := lane.id;
        end if;
        v_first := jobs_queue_find_first(lane.queue, lane.priority, lane.own_txid, lane.own_id, c_end, p_claim.kinds);
    end if;
    lane.own_txid := least(coalesce(v_first.txid, p_claim.ceiling), p_claim.ceiling);
    lane.own_id := case when v_first.txid < p_claim.ceiling then v_first.id else 0 end;
    more := v_first.txid is not null;
end $$;
