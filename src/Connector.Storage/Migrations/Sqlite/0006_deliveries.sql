-- Messages to other systems: made in the transaction of the batch that they tell of, and sent afterwards.

-- first_goal: goals behind it came since the destination is configured.
create table destination (
    id integer primary key,
    name text not null unique,
    first_goal integer not null
) strict;

-- Profiles that a destination is told of. name: by what it knows them; null: it has not said, or was not told yet.
create table told_profile (
    destination integer not null,
    profile integer not null,
    name text,
    primary key (destination, profile)
) strict, without rowid;

-- kind: 0 a profile, 1 a goal. state: 0 pending, 1 failed, 2 delivered; a delivered one has no body any more. answers: how often the
-- destination answered that it did not take it.
create table delivery (
    id integer primary key autoincrement,
    destination integer not null,
    profile integer not null,
    kind integer not null,
    message blob not null,
    at integer not null,
    state integer not null default 0,
    queued_at integer not null,
    next_at integer not null,
    attempts integer not null default 0,
    answers integer not null default 0,
    ended_at integer,
    answer text,
    body text not null
) strict;

create index delivery_pending on delivery (destination, id) where state = 0;
create index delivery_failed on delivery (destination, id) where state = 1;
create index delivery_profile on delivery (profile, destination, at);
