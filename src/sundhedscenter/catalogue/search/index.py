"""Writes the words of offers: called where an offer is published, in the same transaction."""

from collections.abc import Iterable, Mapping

from sundhedscenter.catalogue.offer_models import Offer
from sundhedscenter.catalogue.search import compounds
from sundhedscenter.catalogue.search.folding import forms, shortened, tokens
from sundhedscenter.catalogue.search.lay_words import lexicon, topic_term
from sundhedscenter.catalogue.search.places import municipality_name, town_of
from sundhedscenter.catalogue.search.stop_words import meaningful
from sundhedscenter.catalogue.search_models import SearchTerm, SearchWord

type Weights = dict[str, int]

# Tenths of the weights in docs/algorithms/search.md.
NAME, KEYWORD, PROGRAMME, SUMMARY, MORE, AROUND = 100, 80, 60, 50, 30, 20
TOPIC = {1: 80, 2: 60}
MANY_TOPICS = 40
PART_SHARE = 6, 10


def renew(*, offer: Offer, using: str = "default") -> None:
    """Make the words of the offer's row its terms. Writes only what differs, so that a second call changes nothing."""
    wanted = weights(offer)
    stored = {term.word: term for term in SearchTerm.objects.using(using).filter(offer=offer)}
    gone = [term.pk for word, term in stored.items() if word not in wanted]
    changed = [term for word, term in stored.items() if word in wanted and term.weight != wanted[word]]
    for term in changed:
        term.weight = wanted[term.word]
    new = sorted(wanted.keys() - stored.keys())
    if gone:
        SearchTerm.objects.using(using).filter(pk__in=gone).delete()
    if changed:
        SearchTerm.objects.using(using).bulk_update(changed, ["weight"])
    if new:
        SearchTerm.objects.using(using).bulk_create(
            SearchTerm(offer=offer, word=word, weight=wanted[word]) for word in new
        )
        _learn(new, using)


def renew_all(*, using: str = "default") -> None:
    """All offers anew: the word files may have changed. A second call changes nothing."""
    rows = Offer.objects.using(using).select_related("organisation", "programme", "track").prefetch_related("places")
    for offer in rows.order_by("pk"):
        renew(offer=offer, using=using)


def weights(offer: Offer) -> Mapping[str, int]:
    """Every word of the offer with its highest weight."""
    found: Weights = {}
    for weight, texts in _texts(offer):
        for text in texts:
            for word in meaningful(tokens(text)):
                _add(found, word, weight)
    for topic in offer.topics:
        _raise(found, topic_term(topic), TOPIC.get(len(offer.topics), MANY_TOPICS))
    return found


def _texts(offer: Offer) -> Iterable[tuple[int, list[str]]]:
    yield NAME, [offer.name_da, offer.name_en, offer.code]
    yield KEYWORD, offer.keywords
    named = [row for row in (offer.programme, offer.track) if row is not None]
    yield PROGRAMME, [text for row in named for text in (row.name_da, row.name_en)]
    yield SUMMARY, [offer.summary_da, offer.summary_en]
    yield MORE, [offer.for_whom_da, offer.for_whom_en, offer.happens_da, offer.happens_en]
    around = [offer.organisation.name, offer.get_area_display(), *map(municipality_name, offer.municipalities)]
    for place in offer.places.all():
        around += [place.name, town_of(place.postal_code), municipality_name(place.municipality_code)]
    yield AROUND, around


def _add(found: Weights, word: str, weight: int) -> None:
    for form in forms(word):
        _raise(found, form, weight)
    parts = compounds.split(word, lexicon().known)
    if parts is None:
        return
    share = weight * PART_SHARE[0] // PART_SHARE[1]
    about = weight if compounds.names_a_kind(parts) else share  # a lung group is wholly about lungs
    for part, worth in zip(parts, (about, share), strict=True):
        for form in forms(part):
            _raise(found, form, worth)


def _raise(found: Weights, word: str, weight: int) -> None:
    found[word] = max(weight, found.get(word, 0))


def _learn(words: list[str], using: str) -> None:
    """New words of the index. One that no offer uses any more may stay: it finds nothing."""
    known = set(SearchWord.objects.using(using).filter(word__in=words).values_list("word", flat=True))
    SearchWord.objects.using(using).bulk_create(
        [
            SearchWord(word=word, near=sorted(shortened([word])) if word[0] != "#" else [])
            for word in words
            if word not in known
        ],
        ignore_conflicts=True,  # another transaction may learn the same word at the same moment
    )
