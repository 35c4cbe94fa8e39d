-- Profiles and keys in one table each. In sixteen parts every row that a batch looked up cost a look at all of them, a fifth of the server's time.

lock table profile, profile_key in access exclusive mode;

create table whole_profile (like profile including storage)
    with (fillfactor = 80, toast_tuple_target = 4080, autovacuum_vacuum_scale_factor = 0.05);
insert into whole_profile select * from profile order by id;
drop table profile;
alter table whole_profile rename to profile;
alter table profile add constraint profile_pkey primary key (id);

create table whole_profile_key (like profile_key) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
insert into whole_profile_key select * from profile_key;
drop table profile_key;
alter table whole_profile_key rename to profile_key;
alter table profile_key add constraint profile_key_pkey primary key (value, space, profile);

-- Devices are compared as bytes, whatever the order of the database's language.
drop index goal_waiting;
create index goal_waiting on goal (waiting, (left(anonymous_id, 200) collate "C")) where waiting is not null;
