"""Open Referral HSDS 3.0: what is offered, where, by whom and with how many free seats, for other systems to read."""
