-- Keeps the counts of reactions in the statement that changes the reaction, from any client. The lock on the counted row
-- puts changes of one subject in order.
create or replace function posts_count_reaction() returns trigger language plpgsql as $$
begin
    if tg_op in ('UPDATE', 'DELETE') then
        if old.comment_id is null then
            update posts_post
            set reactions[posts_reaction_place(old.kind)] = reactions[posts_reaction_place(old.kind)] - 1
            where id = old.post_id;
        else
            update posts_comment
            set reactions[posts_reaction_place(old.kind)] = reactions[posts_reaction_place(old.kind)] - 1
            where id = old.comment_id;
        end if;
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        if new.comment_id is null then
            update posts_post
            set reactions[posts_reaction_place(new.kind)] = reactions[posts_reaction_place(new.kind)] + 1
            where id = new.post_id;
        else
            update posts_comment
            set reactions[posts_reaction_place(new.kind)] = reactions[posts_reaction_place(new.kind)] + 1
            where id = new.comment_id;
        end if;
    end if;
    return null;
end $$;

create or replace trigger posts_reaction_is_counted
    after insert or update of kind or delete on posts_reaction
    for each row execute function posts_count_reaction();
