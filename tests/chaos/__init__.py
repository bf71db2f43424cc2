"""A bad day, played for real: faults at CodaBox, killed workers, broker and database restarts, a full disk.

`python -m tests.chaos --minutes 30` starts PostgreSQL, Valkey, the sandbox and two workers, makes trouble for so long,
lets everything calm down and then proves, entry by entry, that nothing was lost and nothing doubled.
"""
