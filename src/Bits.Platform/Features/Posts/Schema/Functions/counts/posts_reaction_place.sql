-- Returns the place of a kind of reaction in the counts of a post or comment.
create or replace function posts_reaction_place(kind text) returns int language sql immutable as $$
    select array_position(array['like', 'love', 'celebrate', 'support', 'insightful', 'funny'], kind)
$$;
