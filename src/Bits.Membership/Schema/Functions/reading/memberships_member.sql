-- Shows memberships as of now: a state whose end has passed has ended. For readers in SQL.
create or replace view memberships_member as
select
    user_id, scope_type, scope_id, role,
    case when until > now() then state else 'left' end as state,
    case when until > now() then since else until end as since,
    case when until > now() then nullif(until, 'infinity') end as until,
    version, changed_at, changed_by, change_reason
from memberships_membership;
