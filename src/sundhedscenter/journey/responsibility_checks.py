"""Invariants of dated responsibility (docs/algorithms/responsibility.md). Asked by `sundhedscenter check`."""

from collections.abc import Iterator
from datetime import datetime

from sundhedscenter.catalogue.models import OfferResponsibility
from sundhedscenter.catalogue.queries import run_here
from sundhedscenter.citizens.models import Relation
from sundhedscenter.core.checks import Finding, register
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.walls import CARE
from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.partnership.spans import Span
from sundhedscenter.pathways.following import stored, work_out
from sundhedscenter.pathways.models import Pathway


@register("every_offer_has_four_roles")
def every_offer_has_four_roles(at: datetime) -> Iterator[Finding]:
    """Authority, operator, payer and controller of each offer the house has a part in are named on the day."""
    named: dict[int, set[str]] = {}
    rows = OfferResponsibility.objects.filter(during__contains=day_of(at))
    for offer_id, role in rows.values_list("offer_id", "role"):
        named.setdefault(offer_id, set()).add(role)
    roles = {role for role, _ in Responsibility.ROLES}
    for pk, code in run_here().values_list("pk", "code"):
        missing = roles - named.get(pk, set())
        if missing:
            yield Finding(
                "every_offer_has_four_roles",
                f"offer {code}",
                f"nobody is {', '.join(sorted(missing))} on {day_of(at)}.",
                "Move the role to an organisation from that day.",
            )


@register("pathway_follows_its_offer")
def pathway_follows_its_offer(at: datetime) -> Iterator[Finding]:
    """Each pathway's bodies, and who may see because of them, are what homes, offers and moves say day by day."""
    ids = list(Pathway.objects.order_by("pk").values_list("pk", flat=True))
    now = stored(ids)
    seen: dict[str, set[Span]] = {}
    relations = Relation.objects.filter(source_kind=Pathway._meta.label_lower, scope=CARE).exclude(organisation=None)
    for key, organisation_id, during in relations.values_list("source_id", "organisation_id", "during"):
        if not during.isempty:
            seen.setdefault(key, set()).add(Span(organisation_id or 0, during.lower, during.upper))
    for one in work_out(ids):
        if not one.days.homes:
            continue
        wrong = sorted(role for role, spans in one.by_role.items() if now.get(one.pathway_id, {}).get(role) != spans)
        if seen.get(str(one.pathway_id), set()) != set(one.seen_by):
            wrong.append("who may see")
        if wrong:
            yield Finding(
                "pathway_follows_its_offer",
                f"pathway {one.pathway_id}",
                f"does not follow its facts: {', '.join(wrong)}.",
                "Run `sundhedscenter prepare`; if it stays, report it.",
            )
