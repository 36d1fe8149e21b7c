"""Addresses of all pages, one namespace. Slugs are Danish in both languages; English stands under /en/."""

from django.urls import include, path

from sundhedscenter.web import display, open_data, site_map, statement
from sundhedscenter.web.citizen import (
    changes,
    confirm,
    conversation,
    data_page,
    data_wishes,
    front,
    helpers,
    ideas,
    index,
    lesson,
    looked,
    my_way,
    offer,
    offers,
    paper,
    proposals,
)
from sundhedscenter.web.components import gallery
from sundhedscenter.web.coordinator import definitions

app_name = "web"
urlpatterns = [
    path("", front.front, name="front"),
    path("om/", front.about, name="about"),
    path("tal/", definitions.public_numbers, name="public_numbers"),
    path("hjaelp/", front.help_page, name="help"),
    path("data/", front.about_data, name="about_data"),
    path("tilgaengelighed/", front.accessibility, name="accessibility"),
    path("data/aabne/", open_data.open_data, name="open_data"),
    # The frame of every page
    path("visning/", display.display, name="display"),
    path("was", statement.was, name="was"),
    path("kort-over-siden/", site_map.site_map, name="site_map"),
    path("sitemap.xml", site_map.sitemap_xml, name="sitemap_xml"),
    path("robots.txt", site_map.robots, name="robots"),
    path("dele/", gallery.gallery, name="gallery"),
    # What citizens propose
    path("ideer/", ideas.idea_list, name="ideas"),
    path("ideer/ny/", ideas.propose, name="idea_new"),
    path("ideer/mine/", ideas.my_ideas, name="my_ideas"),
    path("ideer/stem/", ideas.vote, name="idea_vote"),
    path("ideer/kommentar/", ideas.comment, name="idea_comment"),
    path("ideer/<uuid:idea_id>/", ideas.idea, name="idea"),
    # The conversation
    path("klar/", conversation.start, name="start"),
    path("klar/gemt/", conversation.kept, name="kept"),
    path("klar/fjern/", conversation.forget, name="forget"),
    path("klar/forslag/", proposals.proposals, name="proposals"),
    path("klar/vaelg/", proposals.choose, name="choose"),
    path("klar/bekraeft/", confirm.confirm, name="confirm"),
    path("klar/<slug:step>/", conversation.question, name="question"),
    # Offers
    path("tilbud/", offers.offers, name="offers"),
    path("a-aa/", index.index, name="index"),
    path("ordliste/", index.word_list, name="words"),
    path("tilbud/<slug:code>/", offer.offer, name="offer"),
    path("tilbud/<slug:code>/papir/", offer.offer_paper, name="offer_paper"),
    path("tilbud/<slug:code>/med/", offer.join, name="join"),
    # My way
    path("min-vej/", my_way.overview, name="my_way"),
    path("min-vej/velkommen/", my_way.welcome, name="welcome"),
    path("min-vej/skridt/<uuid:item_id>/", lesson.begin, name="lesson"),
    path("min-vej/skridt/<uuid:item_id>/tjek/", lesson.check, name="lesson_check"),
    path("min-vej/skridt/<uuid:item_id>/proev/", lesson.action, name="lesson_action"),
    path("min-vej/skridt/<uuid:item_id>/gjort/", lesson.done, name="lesson_done"),
    path("min-vej/skridt/<uuid:item_id>/<int:step>/", lesson.step, name="lesson_step"),
    path("min-vej/pause/", changes.pause, name="pause"),
    path("min-vej/tilbage/", changes.come_back, name="come_back"),
    path("min-vej/tid/", changes.change_time, name="change_time"),
    path("min-vej/form/", changes.switch_format, name="switch_format"),
    path("min-vej/nej/", changes.say_no, name="say_no"),
    path("min-vej/vaelg/", changes.take, name="take"),
    path("min-vej/plads/<uuid:offer_id>/", changes.seat_offer, name="seat_offer"),
    # Own data
    path("min-vej/data/", data_page.overview, name="own_data"),
    path("min-vej/data/hvem/", looked.looked, name="looked"),
    path("min-vej/data/gemt/", data_page.holdings_page, name="holdings"),
    path("min-vej/data/hent/", data_page.export_page, name="data_export"),
    path("min-vej/data/hent/fil/", data_page.data_file, name="data_file"),
    path("min-vej/data/hent/papir/", data_page.data_paper, name="data_paper"),
    path("min-vej/data/ret/", data_wishes.correction, name="data_correction"),
    path("min-vej/data/slet/", data_wishes.erasure, name="data_erasure"),
    path("min-vej/data/spoerg/", data_wishes.question, name="data_question"),
    path("min-vej/data/oenske/<uuid:wish_id>/", data_wishes.wish, name="data_wish"),
    # Those who help, and those one helps
    path("min-vej/hjaelpere/", helpers.helpers, name="helpers"),
    path("min-vej/hjaelpere/ny/", helpers.invite, name="invite_helper"),
    path("min-vej/hjaelpere/<int:access_id>/", helpers.change, name="change_helper"),
    path("min-vej/hjaelpere/<int:access_id>/luk/", helpers.withdraw, name="withdraw_helper"),
    path("min-vej/hjaelpere/seddel/<uuid:invitation_id>/luk/", helpers.withdraw_slip, name="withdraw_invitation"),
    path("hjaelper/", include("sundhedscenter.web.helper.urls")),
    # Paper
    path("min-vej/seddel/", paper.slip, name="slip"),
    path("min-vej/plan/", paper.plan, name="plan"),
    path("papir/samtale/", paper.conversation, name="paper_conversation"),
    path("papir/skridt/<slug:code>/", paper.step, name="paper_step"),
    # Log-in and staff
    path("", include("sundhedscenter.web.login.urls")),
    path("personale/", include("sundhedscenter.web.staff.urls")),
]
