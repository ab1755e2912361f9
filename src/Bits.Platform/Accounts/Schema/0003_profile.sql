-- What Phase 1 knows of a user beside the account; the backfill infers chapters from it. Nothing here writes it any more.
create table accounts_profile (
    user_id uuid not null,
    chapter text,
    city    text,
    constraint accounts_profile_pkey primary key (user_id),
    constraint accounts_profile_user_exists foreign key (user_id) references accounts_user (id) on delete cascade,
    constraint accounts_profile_texts_are_short check (length(chapter) <= 200 and length(city) <= 200)
);
