-- What is known of messages that were sent to the service. Their texts lie in the inbox beside the store until they are applied.

-- How far each inbox was applied.
create table inbox (
    id text not null primary key,
    moved_to integer not null
) strict, without rowid;

-- Messages that came, each once, so that one sent again is known. Ids grow with time: the oldest go first. key: a digest of
-- application and message id. place: where in the inbox it lay.
create table message_seen (
    id integer primary key autoincrement,
    key blob not null unique,
    place integer not null,
    at integer not null
) strict;

-- Digests of application and user id.
create table registered_user (
    key blob not null primary key
) strict, without rowid;

-- Events of users whom nobody has registered yet.
create table waiting_message (
    id integer primary key autoincrement,
    integration text not null,
    resource text not null,
    first_user blob not null,
    second_user blob,
    at integer not null,
    record text not null
) strict;

create index waiting_message_first on waiting_message (first_user);
create index waiting_message_second on waiting_message (second_user) where second_user is not null;
create index waiting_message_at on waiting_message (at);
