-- Interest groups and alumni chapters: a chapter is a group whose scope is chapter:<id>. A secret group has no slug: a chosen
-- name in addresses would tell others that it exists.
create table groups_group (
    id            uuid        not null,
    kind          text        not null,
    slug          text,
    name          text        not null,
    description   text        not null,
    visibility    text        not null,
    join_policy   text        not null default 'request',
    join_question text,
    topics        text[]      not null default '{}',
    color         text        not null default 'slate',
    version       int         not null default 1,          -- counts changes of the settings
    archived_at   timestamptz,                             -- read-only from then on
    created_by    uuid,
    created_at    timestamptz not null,
    constraint groups_group_pkey primary key (id),
    constraint groups_group_slug_taken unique (slug),
    constraint groups_group_slug_is_a_word check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    constraint groups_group_slug_is_for_visible_interest_groups
        check ((kind = 'interest' and visibility <> 'secret') = (slug is not null)),
    constraint groups_group_kind_is_known check (kind in ('interest', 'chapter')),
    constraint groups_group_visibility_is_known check (visibility in ('public', 'private', 'secret')),
    constraint groups_group_chapter_is_not_secret check (kind <> 'chapter' or visibility <> 'secret'),
    constraint groups_group_join_policy_is_known check (join_policy in ('open', 'request', 'invitation')),
    constraint groups_group_secret_admits_by_invitation check (visibility <> 'secret' or join_policy = 'invitation'),
    constraint groups_group_join_question_is_short check (length(join_question) between 1 and 500),
    constraint groups_group_topics_are_few check (cardinality(topics) <= 10),
    constraint groups_group_color_is_known
        check (color in ('slate', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'indigo', 'purple', 'pink'))
);

create unique index groups_group_chapter_taken on groups_group (lower(name)) where kind = 'chapter';

-- The order of lists, equal on every machine; the words of names; the topics.
create index groups_group_by_name on groups_group ((lower(name) collate "C"), id);
create index groups_group_words on groups_group using gin (to_tsvector('simple', name));
create index groups_group_topics on groups_group using gin (topics);

-- What a member wants to be notified of; without a row: every post.
create table groups_notification_level (
    group_id uuid not null,
    user_id  uuid not null,
    level    text not null,
    constraint groups_notification_level_pkey primary key (group_id, user_id),
    constraint groups_notification_level_group_exists foreign key (group_id) references groups_group (id),
    constraint groups_notification_level_is_known check (level in ('every', 'mentions', 'none'))
);

create index groups_notification_level_of_user on groups_notification_level (user_id);

-- Whom a group makes members by rule; no row, no rule. An empty condition selects all.
create table groups_rule (
    group_id   uuid   not null,
    from_batch int,
    to_batch   int,
    campuses   text[] not null,
    roles      text[] not null,
    constraint groups_rule_pkey primary key (group_id),
    constraint groups_rule_group_exists foreign key (group_id) references groups_group (id),
    constraint groups_rule_batches_are_a_range check (from_batch <= to_batch),
    constraint groups_rule_selects check (
        from_batch is not null or to_batch is not null or cardinality(campuses) > 0 or cardinality(roles) > 0),
    constraint groups_rule_roles_are_known check (roles <@ array['alumni', 'students', 'faculty', 'staff'])
);
