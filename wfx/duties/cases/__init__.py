"""监测帮扶: a household's way from a clue to the county's word, its help, and the end of its risk (M03, M04, M05).

Its verbs, lists and forms are declared in ``duty.toml``, its life in the schema, its law in rules; here is what no data
says.
"""
