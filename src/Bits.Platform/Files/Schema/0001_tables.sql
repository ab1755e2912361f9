-- Files of people. The bytes are in the row, or under the same key in an S3-compatible store.
create table files_file (
    id           uuid        not null,
    rendition    text        not null,
    owner_id     uuid        not null,
    content_type text        not null,
    length       integer     not null,
    sha256       bytea       not null,
    content      bytea,
    created_at   timestamptz not null default now(),
    constraint files_file_pkey primary key (id, rendition),
    constraint files_file_rendition_is_a_word check (rendition ~ '^[a-z0-9]{1,20}$'),
    constraint files_file_length_is_allowed check (length between 1 and 5242880),
    constraint files_file_sha256_is_one check (octet_length(sha256) = 32),
    constraint files_file_content_is_whole check (octet_length(content) = length)
);

-- Images and PDF files are compressed already.
alter table files_file alter column content set storage external;

-- Finds the files of a person, for export and erasure.
create index files_file_owner on files_file (owner_id, id);
