-- Keeps the counts of visible comments and answers, and refuses a new comment on a removed post and a new answer to a
-- removed comment: the update of the count waits for a removal that is under way, and then sees it.
create or replace function posts_count_comment() returns trigger language plpgsql as $$
declare
    of_post uuid;
    of_comment uuid;
    change int := 0;
begin
    if tg_op in ('UPDATE', 'DELETE') then
        of_post := old.post_id;
        of_comment := old.parent_id;
        change := change - (old.removed_at is null)::int;
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        of_post := new.post_id;
        of_comment := new.parent_id;
        change := change + (new.removed_at is null)::int;
    end if;

    update posts_post
    set comments = comments + change
    where id = of_post and (tg_op <> 'INSERT' or removed_at is null);
    if not found and tg_op = 'INSERT' then
        raise exception 'the post % is removed', of_post
            using constraint = 'posts_comment_post_is_there', errcode = 'check_violation';
    end if;
    if of_comment is not null then
        update posts_comment
        set replies = replies + change
        where id = of_comment and (tg_op <> 'INSERT' or removed_at is null);
        if not found and tg_op = 'INSERT' then
            raise exception 'the comment % is removed', of_comment
                using constraint = 'posts_comment_parent_is_there', errcode = 'check_violation';
        end if;
    end if;
    return null;
end $$;

create or replace trigger posts_comment_is_counted
    after insert or update of removed_at or delete on posts_comment
    for each row execute function posts_count_comment();
