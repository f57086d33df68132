"""公益岗: needs, posts, appointments, attendance, pay (MISSION M14)."""
