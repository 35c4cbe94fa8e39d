-- What the service adds: who may use it, who changed what, what a run was asked to do.

-- hash: SHA-256 of the token's whole text, which is kept nowhere.
create table token (
    id integer primary key autoincrement,
    name text not null,
    role text not null,
    hash blob not null,
    created_at integer not null,
    last_used_at integer,
    revoked_at integer
) strict;

create unique index token_name on token (name) where revoked_at is null;

create table audit (
    id integer primary key autoincrement,
    at integer not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text
) strict;

-- Receive time, half open; both null: no range was asked for.
alter table run add column range_from integer;
alter table run add column range_to integer;
alter table run add column hook text;
alter table run add column requested_by text;

create index run_status on run (status);
create index run_integration on run (integration);

-- Rejects again, with ids that are never used twice, since pages and links name them, and what is long at the end of a row, where it
-- is read only when it is wanted.
create table kept_reject (
    id integer primary key autoincrement,
    key blob not null unique,
    integration text not null,
    hook text,
    resource text not null,
    reason text not null,
    at integer not null,
    occurrence integer not null,
    read_at integer not null,
    detail text not null,
    record text not null
) strict;

insert into kept_reject (id, key, integration, hook, resource, reason, at, occurrence, read_at, detail, record)
select id, key, integration, hook, resource, reason, at, occurrence, read_at, detail, record from reject order by id;

drop table reject;
alter table kept_reject rename to reject;

create index reject_group on reject (integration, reason, hook);

-- The last records of a source, so that a changed config can be tried on them.
create table sample (
    id integer primary key autoincrement,
    integration text not null,
    resource text not null,
    at integer not null,
    record text not null
) strict;

create index sample_source on sample (integration, resource);
