-- What is due is found without reading messages that wait, be they many, and without a look at what else the profile was sent.

drop index delivery_pending;
create index delivery_pending on delivery (destination, id, next_at) where state = 0;
create index delivery_waiting on delivery (destination, profile, id, next_at) where state = 0;
