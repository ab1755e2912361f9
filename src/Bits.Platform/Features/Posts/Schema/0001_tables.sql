-- Posts of scopes. The scope has its written form, such as group:…, which is also its audience tag: the feed reads the
-- latest posts of many scopes by one array of tags.
create table posts_post (
    id          uuid        not null,
    scope       text        not null,
    author_id   uuid        not null,
    body        text        not null,
    links       jsonb       not null default '[]',
    created_at  timestamptz not null,
    edited_at   timestamptz,
    version     int         not null default 1,
    pin         smallint,                              -- the place among the pinned posts of the scope
    comments    int         not null default 0,        -- the visible ones; kept by posts_count_comment
    reactions   int[]       not null default '{0,0,0,0,0,0}', -- by kind; kept by posts_count_reaction
    removed_at  timestamptz,
    removed_by  uuid,
    removed_why text,
    case_id     uuid,                                  -- the decision that removed it
    is_hidden   boolean     not null default false,    -- by a decision that keeps the text
    constraint posts_post_pkey primary key (id),
    constraint posts_post_pin_taken unique (scope, pin),
    constraint posts_post_pins_are_few check (pin between 1 and 3),
    constraint posts_post_pinned_is_visible check (pin is null or removed_at is null),
    constraint posts_post_links_are_few check (jsonb_array_length(links) <= 4),
    constraint posts_post_counts_are_whole check (comments >= 0 and 0 <= all (reactions)),
    constraint posts_post_removal_is_whole check (removed_at is not null or (removed_by is null and removed_why is null))
);

create index posts_post_latest on posts_post (scope, created_at desc, id desc) include (author_id) where removed_at is null;
create index posts_post_author on posts_post (author_id, created_at desc);
create index posts_post_removed on posts_post (removed_at) where removed_at is not null and body <> '';
create index posts_post_case on posts_post (case_id) where case_id is not null;

-- Earlier texts of posts: the text of each version but the present one.
create table posts_edit (
    post_id     uuid        not null,
    version     int         not null,
    body        text        not null,
    replaced_at timestamptz not null,
    constraint posts_edit_pkey primary key (post_id, version),
    constraint posts_edit_post_exists foreign key (post_id) references posts_post (id) on delete cascade
);

-- Comments, two levels deep: the parent of an answer has the depth 1, and belongs to the same post.
create table posts_comment (
    id           uuid        not null,
    post_id      uuid        not null,
    parent_id    uuid,
    author_id    uuid        not null,
    body         text        not null,
    created_at   timestamptz not null,
    edited_at    timestamptz,
    replies      int         not null default 0,       -- the visible ones; kept by posts_count_comment
    reactions    int[]       not null default '{0,0,0,0,0,0}',
    removed_at   timestamptz,
    removed_by   uuid,
    removed_why  text,
    case_id      uuid,
    is_hidden    boolean     not null default false,
    depth        smallint    not null generated always as (case when parent_id is null then 1 else 2 end) stored,
    parent_depth smallint    generated always as (case when parent_id is null then null else 1 end) stored,
    constraint posts_comment_pkey primary key (id),
    constraint posts_comment_place_once unique (post_id, id, depth),
    constraint posts_comment_post_exists foreign key (post_id) references posts_post (id) on delete cascade,
    constraint posts_comment_two_levels foreign key (post_id, parent_id, parent_depth)
        references posts_comment (post_id, id, depth) on delete cascade,
    constraint posts_comment_counts_are_whole check (replies >= 0 and 0 <= all (reactions)),
    constraint posts_comment_removal_is_whole check (removed_at is not null or (removed_by is null and removed_why is null))
);

create index posts_comment_thread on posts_comment (post_id, parent_id, created_at, id);
create index posts_comment_author on posts_comment (author_id, created_at desc);
create index posts_comment_removed on posts_comment (removed_at) where removed_at is not null and body <> '';
create index posts_comment_case on posts_comment (case_id) where case_id is not null;

-- One reaction of a user to a post or a comment.
create table posts_reaction (
    subject_id uuid        not null generated always as (coalesce(comment_id, post_id)) stored,
    user_id    uuid        not null,
    post_id    uuid        not null,
    comment_id uuid,
    kind       text        not null,
    reacted_at timestamptz not null default now(),
    constraint posts_reaction_once primary key (subject_id, user_id),
    constraint posts_reaction_post_exists foreign key (post_id) references posts_post (id) on delete cascade,
    constraint posts_reaction_comment_exists foreign key (comment_id) references posts_comment (id) on delete cascade,
    constraint posts_reaction_kind_is_known
        check (kind in ('like', 'love', 'celebrate', 'support', 'insightful', 'funny'))
);

create index posts_reaction_user on posts_reaction (user_id);
create index posts_reaction_post on posts_reaction (post_id);
create index posts_reaction_comment on posts_reaction (comment_id) where comment_id is not null;

-- Who is meant by an @name in a text: found when it was written, so that a rename follows.
create table posts_mention (
    subject_id uuid not null generated always as (coalesce(comment_id, post_id)) stored,
    post_id    uuid not null,
    comment_id uuid,
    handle     text not null,
    user_id    uuid not null,
    is_current boolean not null default true,          -- false once an edit took the name out: it still counts
    constraint posts_mention_once primary key (subject_id, handle),
    constraint posts_mention_post_exists foreign key (post_id) references posts_post (id) on delete cascade,
    constraint posts_mention_comment_exists foreign key (comment_id) references posts_comment (id) on delete cascade
);

create index posts_mention_user on posts_mention (user_id);
create index posts_mention_post on posts_mention (post_id);
create index posts_mention_comment on posts_mention (comment_id) where comment_id is not null;

-- Scopes that a member leaves out of the feed.
create table posts_mute (
    user_id  uuid        not null,
    scope    text        not null,
    muted_at timestamptz not null default now(),
    constraint posts_mute_once primary key (user_id, scope)
);

-- How far a member has read the feed.
create table posts_visit (
    user_id uuid        not null,
    seen_at timestamptz not null,
    constraint posts_visit_once primary key (user_id)
);

-- Reported posts and comments, for the moderators of the scope: one open case for each.
create table posts_case (
    id           uuid        not null,
    scope        text        not null,
    post_id      uuid        not null,
    comment_id   uuid,
    subject_id   uuid        not null generated always as (coalesce(comment_id, post_id)) stored,
    author_id    uuid        not null,
    opened_at    timestamptz not null default now(),
    decision     text,                                 -- null while open
    decided_at   timestamptz,
    decided_by   uuid,
    decided_rank smallint,                             -- of who decided, then: an appeal goes to a higher one
    reason       text,
    scope_name   text,                                 -- then: who left a secret scope reads no later name
    undone_at    timestamptz,
    undone_by    uuid,
    ban_version  int,                                  -- of the author's membership, as a ban by this decision wrote it
    constraint posts_case_pkey primary key (id),
    constraint posts_case_post_exists foreign key (post_id) references posts_post (id) on delete cascade,
    constraint posts_case_comment_exists foreign key (comment_id) references posts_comment (id) on delete cascade,
    constraint posts_case_decision_is_known check (decision in ('keep', 'hide', 'remove', 'warn', 'ban')),
    constraint posts_case_decision_is_whole check ((decision is null) = (decided_at is null)),
    constraint posts_case_not_on_ones_own check (decided_by <> author_id),
    constraint posts_case_undone_is_decided check (undone_at is null or decided_at is not null)
);

create unique index posts_case_open on posts_case (subject_id) where decided_at is null;
create index posts_case_queue on posts_case (scope, opened_at desc, id desc);
create index posts_case_post on posts_case (post_id);
create index posts_case_comment on posts_case (comment_id) where comment_id is not null;
create index posts_case_author on posts_case (author_id);

create table posts_report (
    case_id     uuid        not null,
    reporter_id uuid        not null,
    reason      text        not null,
    reported_at timestamptz not null default now(),
    constraint posts_report_once primary key (case_id, reporter_id),
    constraint posts_report_case_exists foreign key (case_id) references posts_case (id) on delete cascade
);

create index posts_report_reporter on posts_report (reporter_id);

-- An author's appeal against the decision on their text: one for each case, answered by a higher rank.
create table posts_appeal (
    case_id     uuid        not null,
    reason      text        not null,
    appealed_at timestamptz not null default now(),
    outcome     text,                                  -- null while open
    answer      text,
    answered_at timestamptz,
    answered_by uuid,
    constraint posts_appeal_once primary key (case_id),
    constraint posts_appeal_case_exists foreign key (case_id) references posts_case (id) on delete cascade,
    constraint posts_appeal_outcome_is_known check (outcome in ('upheld', 'granted')),
    constraint posts_appeal_answer_is_whole check ((outcome is null) = (answered_at is null))
);

create index posts_appeal_open on posts_appeal (appealed_at, case_id) where outcome is null;
