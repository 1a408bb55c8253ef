"""How seeds become tables: one module a step, in the order read → extract → link → code → tabulate → check → publish."""
