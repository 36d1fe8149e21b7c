"""Pages for citizens, one file per noun. Each view loads, checks, calls one act or query, and answers."""
