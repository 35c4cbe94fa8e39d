-- What makes several profiles one person's.

-- Which profile went into which, by what, and when that was undone. refused: the limit that kept them apart; it was not done then.
create table profile_merge (
    id integer primary key autoincrement,
    database integer not null,
    from_profile integer not null,
    into_profile integer not null,
    device_kind integer not null,
    device text not null,
    record text not null,
    at integer not null,
    refused text,
    split_at integer,
    split_by text
) strict;

-- A profile is part of one other at most; its id leads there.
create unique index profile_merge_alias on profile_merge (from_profile) where refused is null and split_at is null;
create unique index profile_merge_refused on profile_merge (from_profile, into_profile) where refused is not null;
create index profile_merge_from on profile_merge (from_profile);
create index profile_merge_into on profile_merge (into_profile);

-- part: the merged profile through which a goal is the profile's.
alter table goal add column part integer;
create index goal_part on goal (part) where part is not null;

-- No profile has a user id or a device of the new kind yet, so their indexes are built as they are: empty.
insert into key_space (database, kind, field, form)
select name, 3, '', '' from database_name union all select name, 4, '', '' from database_name;

update counter set value = value + 1 where name = 'key_spaces';
