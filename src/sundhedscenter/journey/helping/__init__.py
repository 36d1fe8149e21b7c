"""A relative who helps: invited by the citizen, with the rights the citizen ticked, until a day (docs/security/helpers.md)."""

from sundhedscenter.journey.helping.acting import ActFor, Doable, act_for, doable, has_step, offer_of
from sundhedscenter.journey.helping.giving import (
    HelperGone,
    HelpWrong,
    change_helper,
    invite_helper,
    withdraw_helper,
    withdraw_invitation,
)
from sundhedscenter.journey.helping.looking import (
    Helper,
    HelperDates,
    NotHelping,
    helped_by,
    helper_dates,
    helpers_of,
    helping,
    newest_slip,
    open_invitations,
)
from sundhedscenter.journey.helping.taking import CodeUnknown, OwnCode, StaffLogIn, TooManyTries, begin_helping

__all__ = [
    "ActFor",
    "CodeUnknown",
    "Doable",
    "HelpWrong",
    "Helper",
    "HelperDates",
    "HelperGone",
    "NotHelping",
    "OwnCode",
    "StaffLogIn",
    "TooManyTries",
    "act_for",
    "begin_helping",
    "change_helper",
    "doable",
    "has_step",
    "helped_by",
    "helper_dates",
    "helpers_of",
    "helping",
    "invite_helper",
    "newest_slip",
    "offer_of",
    "open_invitations",
    "withdraw_helper",
    "withdraw_invitation",
]
