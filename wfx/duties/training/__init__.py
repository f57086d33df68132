"""人人持证 and 雨露计划: who is asked, trained and certified, half-day by half-day; grants by term (MISSION M11)."""
