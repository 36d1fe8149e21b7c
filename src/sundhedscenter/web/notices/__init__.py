"""The words of messages that leave the house. Neutral: day, time and place; never an illness, a topic or a name."""
