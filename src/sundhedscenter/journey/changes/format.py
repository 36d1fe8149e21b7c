"""The same content in another form."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sundhedscenter.catalogue.models import Track
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.actions import release_seat, wait_for_group
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.journey.answers_now import answers_now
from sundhedscenter.journey.care import CALL, call_if_nothing_is_ahead, give_call
from sundhedscenter.journey.changes.holdings import give_back_offers, leave_every_line, live_seats, tracks_in_plan
from sundhedscenter.journey.changes.outcome import Alternative, Outcome
from sundhedscenter.journey.changes.picking_up import gather_all, pick_up
from sundhedscenter.journey.choosing import gather, pass_on, places_within_reach
from sundhedscenter.journey.offers import home_of, options_for
from sundhedscenter.journey.proposals import (
    AlternativeKind,
    Answers,
    Form,
    NoReason,
    Options,
    ProposalKind,
    alternative_for,
)
from sundhedscenter.pathways.actions import plan_track
from sundhedscenter.pathways.models import Pathway


@transaction.atomic
def switch_format(*, viewer: Viewer, pathway: Pathway, form: str, reason: str, at: datetime) -> Outcome:
    """The same content in another form; what was done stays counted. A pause or a no before it is over.

    Alone, on paper or by phone begins at once and gives the seat to the next. For another kind of group the nearest one
    is shown and the old seat kept until it is taken; when there is none, the citizen also stands in line for one.
    """
    wanted = Form(form)
    take_turn()
    note_on_behalf(by=viewer, citizen_id=pathway.citizen_id, act="changed_form", about=pathway, at=at)
    again = pick_up(pathway=pathway, by=viewer, at=at)
    if wanted in (Form.GROUP_SITE, Form.GROUP_VIDEO):
        outcome = _switch_group(viewer, pathway, wanted, at)
        gather_all(again, at=at)
        return outcome
    return _leave_groups(viewer, pathway, wanted, reason, at)


def _leave_groups(viewer: Viewer, pathway: Pathway, form: Form, reason: str, at: datetime) -> Outcome:
    tracks = tracks_in_plan(pathway)
    leave_every_line(pathway=pathway, reason="withdrawn", by=viewer, at=at)
    freed = give_back_offers(pathway=pathway, reason="withdrawn", by=viewer, at=at)
    freed += [release_seat(seat=s, reason=reason, by=viewer, at=at).group for s in live_seats(pathway)]
    for track in tracks:
        plan_track(pathway=pathway, track=track, form=form, by=viewer, at=at)
    for group in freed:
        pass_on(group, at=at)
    task = call_if_nothing_is_ahead(viewer=viewer, pathway=pathway, at=at)
    if form == Form.PHONE and task is None:
        task = give_call(viewer=viewer, pathway=pathway, kind=CALL, at=at)
    return Outcome("form_changed", pathway, Alternative(_kind_of(form), None, task))


def _switch_group(viewer: Viewer, pathway: Pathway, form: Form, at: datetime) -> Outcome:
    answers = answers_now(pathway)
    options = options_for(topic=pathway.topic, at=at, language=pathway.citizen.language)
    tracks = {track.code: track for track in tracks_in_plan(pathway)}
    shown = _nearest_in_form(answers, options, tracks, form, at)
    if shown is None:
        for track in tracks.values():
            _wait_in_form(viewer, pathway, track, answers, options, form, at)
        for track in tracks.values():
            gather(track, at=at)
        task = give_call(viewer=viewer, pathway=pathway, kind=CALL, at=at)
        return Outcome("form_waiting", pathway, Alternative(AlternativeKind.CALL_TASK, None, task))
    call_if_nothing_is_ahead(viewer=viewer, pathway=pathway, at=at)
    return Outcome("form_group_found", pathway, shown)


def _nearest_in_form(
    answers: Answers, options: Options, tracks: dict[str, Track], form: Form, at: datetime
) -> Alternative | None:
    """The nearest group in this form, of the citizen's own tracks when they have any."""
    fitting = [g for g in options.groups if g.form == form and (not tracks or g.track in tracks)]
    video = form == Form.GROUP_VIDEO
    found = alternative_for(
        NoReason.TRANSPORT_LOGISTICS if video else NoReason.TECHNOLOGY,
        answers=answers,
        home=home_of(answers.postal_code),
        options=replace(options, groups=tuple(fitting)),
        now=at,
        ladder=[AlternativeKind.VIDEO if video else AlternativeKind.OTHER_TIME],
    )
    is_group = found.proposal is not None and found.proposal.kind == ProposalKind.GROUP
    return Alternative(found.kind, found.proposal) if is_group else None


def _wait_in_form(
    viewer: Viewer, pathway: Pathway, track: Track, answers: Answers, options: Options, form: Form, at: datetime
) -> None:
    """Stand in line for the track in this form only. When nobody could lead it so, a former place in line is kept."""
    if not any((wait.track, wait.form) == (track.code, form) for wait in options.waits):
        return
    places = places_within_reach(answers, options.waits, track.code, form, at)
    if form == Form.GROUP_SITE and not places:
        return
    wait_for_group(
        pathway=pathway,
        track=track,
        slot_mask=answers.week,
        forms=[form],
        places=places,
        language="da",
        by=viewer,
        at=at,
    )


def _kind_of(form: Form) -> AlternativeKind:
    return {Form.PHONE: AlternativeKind.PHONE, Form.PAPER: AlternativeKind.PAPER}.get(form, AlternativeKind.ALONE)
