-- Interest groups and alumni chapters: a chapter is a group whose scope is chapter:<id>.
create table groups_group (
    id          uuid        not null,
    kind        text        not null,
    slug        text,
    name        text        not null,
    description text        not null,
    visibility  text        not null,
    created_by  uuid,
    created_at  timestamptz not null,
    constraint groups_group_pkey primary key (id),
    constraint groups_group_slug_taken unique (slug),
    constraint groups_group_slug_is_a_word check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    constraint groups_group_slug_is_for_interest_groups check ((kind = 'interest') = (slug is not null)),
    constraint groups_group_kind_is_known check (kind in ('interest', 'chapter')),
    constraint groups_group_visibility_is_known check (visibility in ('public', 'private'))
);

create unique index groups_group_chapter_taken on groups_group (lower(name)) where kind = 'chapter';

create table groups_post (
    id         uuid        not null,
    group_id   uuid        not null,
    author_id  uuid        not null,
    body       text        not null,
    created_at timestamptz not null,
    constraint groups_post_pkey primary key (id),
    constraint groups_post_group_exists foreign key (group_id) references groups_group (id)
);

create index groups_post_latest on groups_post (group_id, created_at desc, id desc);
