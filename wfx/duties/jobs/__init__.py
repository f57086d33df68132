"""用工信息: vacancies near by, who is sent there, whether they stay (MISSION M13)."""
