"""What a form asks of a person. Plain words without Django, so that measures can read them too."""

from typing import Final

WITHOUT_TRAVEL: Final = frozenset({"group_video", "alone_online", "phone", "paper"})
ANY_TIME: Final = frozenset({"alone_online", "paper"})  # these have no hours of their own: the citizen chooses
