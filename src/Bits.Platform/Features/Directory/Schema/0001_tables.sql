-- What people say of themselves, and who may see each field. Name, batch and campus are of the account.
create table directory_profile (
    user_id      uuid        not null,
    spoken_name  text,
    nicknames    text[]      not null default '{}',
    former_names text[]      not null default '{}',
    headline     text,
    degree       text,
    branch       text,
    city         text,
    company      text,
    title        text,
    industry     text,
    skills       text[]      not null default '{}',
    languages    text[]      not null default '{}',
    links        text[]      not null default '{}',
    phone        text,
    email        text,                                 -- for other members; sign-in uses that of the account
    open_to      text[]      not null default '{}',
    photo_id     uuid,
    audiences    jsonb       not null,                 -- field: audience; every field has one
    version      int         not null default 1,
    updated_at   timestamptz not null default now(),
    constraint directory_profile_pkey primary key (user_id),
    constraint directory_profile_names_are_short check (length(spoken_name) <= 200),
    constraint directory_profile_texts_are_short check (
        length(headline) <= 200 and length(degree) <= 80 and length(branch) <= 80 and length(city) <= 100
        and length(company) <= 120 and length(title) <= 120 and length(industry) <= 80),
    constraint directory_profile_lists_are_short check (
        cardinality(nicknames) <= 5 and cardinality(former_names) <= 5 and cardinality(skills) <= 30
        and cardinality(languages) <= 12 and cardinality(links) <= 5),
    constraint directory_profile_open_to_is_known
        check (open_to <@ array['mentoring', 'hiring', 'job_offers', 'reunions'])
);

-- Two people who know each other, or who have a request. The smaller id comes first, so that a pair has one row.
create table directory_connection (
    low_id       uuid        not null,
    high_id      uuid        not null,
    requested_by uuid        not null,
    state        text        not null,
    note         text,
    requested_at timestamptz not null default now(),
    decided_at   timestamptz,
    constraint directory_connection_pkey primary key (low_id, high_id),
    constraint directory_connection_pair_is_ordered check (low_id < high_id),
    constraint directory_connection_is_requested_by_one_of_them check (requested_by in (low_id, high_id)),
    constraint directory_connection_state_is_known check (state in ('pending', 'accepted', 'declined')),
    constraint directory_connection_decided_when_not_pending check ((state = 'pending') = (decided_at is null)),
    constraint directory_connection_note_is_short check (length(note) <= 300)
);

create index directory_connection_high on directory_connection (high_id);

-- What the directory finds: one row for each account of a person, written with every change of account or profile. A word
-- carries its audience: n: of the name, e: everyone, b: my batch, g: my groups, c: connections, o: only me.
create table directory_entry (
    user_id   uuid             not null,
    name      text             not null,
    name_key  text collate "C" not null,                -- the folded name, by which lists are ordered
    batch     int,
    words     text[]           not null,
    facets    text[]           not null,                -- audience:facet=value, as written
    is_listed boolean          not null,
    xid       xid8             not null default pg_current_xact_id(), -- the transaction that wrote the row
    terms     tsvector         not null generated always as (array_to_tsvector(words)) stored,
    constraint directory_entry_pkey primary key (user_id)
);

create index directory_entry_terms on directory_entry using gin (terms) where is_listed;
create index directory_entry_names on directory_entry (name_key, user_id) where is_listed;
create index directory_entry_changes on directory_entry (xid);

-- Whom a member has seen today, listed or opened: bounds how much of the directory one member can copy.
create table directory_seen (
    user_id   uuid not null,
    day       date not null,
    person_id uuid not null,
    constraint directory_seen_pkey primary key (user_id, day, person_id)
);

create index directory_seen_day on directory_seen (day);

-- What the institute or a mailbox proves about a person. A vouched person has no row here: the vouches are counted.
create table directory_verification (
    user_id     uuid        not null,
    level       text        not null,
    since       timestamptz not null default now(),
    until       timestamptz,                            -- null without end
    verified_by uuid,                                   -- the operator; null for the platform
    constraint directory_verification_pkey primary key (user_id, level),
    constraint directory_verification_level_is_known check (level in ('email_domain', 'institute'))
);

-- Who vouches for whom. A vouch counts while its voucher has a row above that is in force, is listed, and is of the batch.
create table directory_vouch (
    person_id  uuid        not null,
    voucher_id uuid        not null,
    vouched_at timestamptz not null default now(),
    constraint directory_vouch_pkey primary key (person_id, voucher_id),
    constraint directory_vouch_is_for_another check (person_id <> voucher_id)
);

create index directory_vouch_voucher on directory_vouch (voucher_id);

-- People who say that an account is theirs although its address no longer is. They have no session: a mailed link proves the
-- new address, then a coordinator decides.
create table directory_claim (
    id           uuid        not null,
    name         text        not null,                  -- these four as the claimant wrote them
    batch        int         not null,
    email        text        not null,
    message      text,
    client       text,                                  -- the browser that asked
    state        text        not null default 'unconfirmed',
    hash         bytea,                                 -- of the token in the mail; null until it is sent
    asked_at     timestamptz not null default now(),
    expires_at   timestamptz,                           -- the end of the mailed link
    confirmed_at timestamptz,
    decided_at   timestamptz,
    decided_by   uuid,
    reason       text,                                  -- of the decision
    person_id    uuid,                                  -- whose account got the address
    old_email    text,                                  -- the address of the account before
    constraint directory_claim_pkey primary key (id),
    constraint directory_claim_hash_once unique (hash),
    constraint directory_claim_state_is_known check (state in ('unconfirmed', 'waiting', 'approved', 'rejected')),
    constraint directory_claim_confirmed_before_decided check (state = 'unconfirmed' or confirmed_at is not null),
    constraint directory_claim_decided_by_a_coordinator
        check ((state in ('approved', 'rejected')) = (decided_at is not null and decided_by is not null and reason is not null)),
    constraint directory_claim_approved_for_a_person
        check ((state = 'approved') = (person_id is not null and old_email is not null)),
    constraint directory_claim_texts_are_short check (
        length(name) <= 200 and length(email) <= 254 and length(message) <= 1000 and length(reason) <= 500)
);

create unique index directory_claim_waits_once on directory_claim (email) where state = 'waiting';
create index directory_claim_queue on directory_claim (confirmed_at, id) where state = 'waiting';
create index directory_claim_decided on directory_claim (decided_at) where decided_at is not null;
create index directory_claim_asked on directory_claim (asked_at) where state = 'unconfirmed';
