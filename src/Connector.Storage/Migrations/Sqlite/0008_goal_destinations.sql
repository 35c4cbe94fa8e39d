-- Which goals came since a destination is configured is said by the goal, in both databases alike, and no longer by where it lies in the file.

-- newest_destination: the newest there was when the goal came; null: none.
alter table goal add column newest_destination integer;

update goal set newest_destination = (select max(d.id) from destination d where d.first_goal < goal.id)
where id > (select min(first_goal) from destination);

alter table destination drop column first_goal;
