-- What alerts remember over restarts.

-- Alerts that were raised and are not over. since: Unix milliseconds.
create table alert (
    integration text not null,
    kind text not null,
    since integer not null,
    primary key (integration, kind)
) strict, without rowid;

-- Messages that have not arrived at their receiver.
create table alert_delivery (
    id integer primary key autoincrement,
    webhook text not null,
    at integer not null,
    body text not null
) strict;
