"""农户: the register of households and persons that every other duty stands on (MISSION M31).

Its verbs, lists and forms are declared in ``duty.toml``; here is what no data says.
"""
