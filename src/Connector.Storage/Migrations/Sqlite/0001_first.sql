-- Times are Unix milliseconds, UTC. Values that people sent stay the text they were.

-- Counters that only grow: ids are never used again, not even after a profile is gone.
create table counter (
    name text not null primary key,
    value integer not null
) strict, without rowid;

insert into counter (name, value) values ('profile', 1), ('key_spaces', 0);

create table database_name (
    id integer primary key,
    name text not null unique
) strict;

-- One row holds all of a profile: a batch reads it once and writes it once. ProfileCodec says what is in state.
create table profile (
    id integer primary key,
    database integer not null,
    created_at integer not null,
    updated_at integer not null,
    state blob not null
) strict;

-- form: the type of the field the values were brought into comparable form by; another type, other keys.
create table key_space (
    id integer primary key,
    database text not null,
    kind integer not null,
    field text not null,
    form text not null,
    unique (database, kind, field)
) strict;

-- By value first: an address that is a field and a subscription too is one page to read and to write.
create table profile_key (
    value text not null,
    space integer not null,
    profile integer not null,
    primary key (value, space, profile)
) strict, without rowid;

-- What the goals of one hook have in common.
create table goal_kind (
    id integer primary key,
    integration text not null,
    hook text not null,
    pixel text not null,
    database text,
    stitch integer not null
) strict;

-- waiting: the database whose profile takes the goal when it gains the device; null: it waits for none.
create table goal (
    id integer primary key,
    key blob not null,
    kind integer not null,
    name text not null,
    value text,
    at integer not null,
    profile integer,
    anonymous_id text,
    waiting integer
) strict;

create unique index goal_key on goal (key);
create index goal_at on goal (at, key);
create index goal_profile on goal (profile) where profile is not null;
create index goal_waiting on goal (waiting, anonymous_id) where waiting is not null;

create table reject (
    id integer primary key,
    key blob not null unique,
    integration text not null,
    hook text,
    resource text not null,
    reason text not null,
    detail text not null,
    record text not null,
    at integer not null,
    occurrence integer not null,
    read_at integer not null
) strict;

create index reject_reason on reject (integration, reason);

create table cursor (
    integration text not null,
    resource text not null,
    started_at integer not null,
    moved_to integer not null,
    primary key (integration, resource)
) strict, without rowid;

create table backfill (
    backfill text not null,
    resource text not null,
    moved_to integer not null,
    primary key (backfill, resource)
) strict, without rowid;

create table pending_export (
    owner text not null,
    resource text not null,
    url text not null,
    starts_at integer not null,
    ends_at integer not null,
    asked_at integer not null,
    primary key (owner, resource)
) strict, without rowid;

create table time_zone (
    integration text not null primary key,
    name text not null
) strict, without rowid;

create table run (
    id integer primary key,
    integration text not null,
    kind text not null,
    status text not null,
    started_at integer not null,
    finished_at integer,
    records integer not null default 0,
    matched integer not null default 0,
    created integer not null default 0,
    updated integer not null default 0,
    unchanged integer not null default 0,
    skipped integer not null default 0,
    goals integer not null default 0,
    rejected integer not null default 0,
    warnings text not null default '{}',
    error text
) strict;

create index run_newest on run (integration, kind, id);
