-- Whether an earlier message of a profile waits is told by the index alone.

drop index delivery_waiting;
create index delivery_waiting on delivery (profile, destination, id) include (next_at) where state = 0;
