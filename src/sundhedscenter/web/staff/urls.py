"""Addresses of the staff pages; part of the namespace "web"."""

from django.urls import include, path

from sundhedscenter.web.staff import (
    cases,
    data_requests,
    groups,
    home,
    morning,
    offers,
    operations,
    partnership,
    programmes,
    queues,
    reach,
)

urlpatterns = [
    path("", home.home, name="staff_home"),
    path("morgen/", morning.morning_list, name="staff_morning"),
    path("morgen/ikke-begyndt/", morning.never_started_list, name="staff_never_started"),
    path("morgen/paa-vej-vaek/", morning.slipping_list, name="staff_slipping"),
    path("hold/", groups.group_list, name="staff_groups"),
    path("hold/<uuid:group_id>/", groups.group_detail, name="staff_group"),
    path("hold/<uuid:group_id>/fremmoede/<int:number>/", groups.attendance, name="staff_attendance"),
    path("hold/<uuid:group_id>/liste/", groups.printed_roster, name="staff_roster"),
    path("borgere/", cases.case_list, name="staff_cases"),
    path("borgere/<uuid:citizen_id>/", cases.case_detail, name="staff_case"),
    path("borgere/hjaelper/<int:access_id>/luk/", cases.close_helper, name="staff_close_helper"),
    path("borgere/opgave/<uuid:task_id>/", cases.finish, name="staff_task"),
    path("", include("sundhedscenter.web.staff.on_behalf.urls")),
    path("data/", data_requests.data_request_list, name="staff_data"),
    path("data/<uuid:data_request_id>/", data_requests.data_request_detail, name="staff_data_request"),
    path("data/borger/<uuid:citizen_id>/", data_requests.data_request_new, name="staff_data_new"),
    path("borgere/<uuid:citizen_id>/kontakt/", reach.reach, name="staff_reach"),
    path("borgere/kontakt/<uuid:outreach_id>/", reach.answer, name="staff_reach_answer"),
    path("borgere/kontakt/<uuid:outreach_id>/brev/", reach.letter, name="staff_reach_letter"),
    path("opgaver/koe/", queues.queue_staff, name="staff_queue_staff"),
    path("opgaver/", queues.queue_list, name="staff_queues"),
    path("tal/", include("sundhedscenter.web.coordinator.urls")),
    path("programmer/", programmes.programme_list, name="staff_programmes"),
    path("programmer/<slug:code>/", programmes.programme_detail, name="staff_programme"),
    path("partnerskab/", partnership.partnership, name="staff_partnership"),
    path("ansvar/", include("sundhedscenter.web.staff.responsibility_urls")),
    path("tilbud/", offers.offer_list, name="staff_offers"),
    path("tvaers/", offers.pooled_groups, name="staff_pooled"),
    path("drift/", operations.operations, name="staff_operations"),
]
