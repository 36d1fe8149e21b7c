"""Offers from elsewhere: Open Referral HSDS as JSON or CSV. The rules stand in docs/formats/hsds-import.md.

`telling` `opening` `plain_text` `nodes` `json_file` `csv_file` `one_table` `values` `times` `house` `mapping` `reading`
`planning` are pure: they need neither the database nor Django's settings. `here` reads the database, `writing` writes.
"""
