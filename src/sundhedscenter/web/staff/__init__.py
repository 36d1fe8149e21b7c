"""Pages for those who work here. Each page says in `policy` who may open it, and shows no more than that role needs."""
