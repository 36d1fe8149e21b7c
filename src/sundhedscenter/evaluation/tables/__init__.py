"""From facts to what may be published, table by table. Pure: each function gives the content of one row, or None."""
