"""Words that say nothing about what is looked for, folded. Pure."""

from collections.abc import Sequence

from sundhedscenter.catalogue.search.folding import tokens

_DANISH = """
ad af alle alt altså at bare blev blive bliver da de dem den denne der deres det dette dig din dine dit dog du efter eller en end
er et far fik for fordi fra få får fået gerne gjorde gør gøre ham han har havde have hele hende hendes her hos hun hvad hvem hver
hvilke hvilken hvis hvor hvordan hvorfor hvornår i ikke ind ingen jeg jer jeres jo kan kone kunne lidt man mand mange med meget men
mig min mine mit mod mor må måske når nogen noget nogle nok og også om op os over på selv sig sin sine sit skal skulle så sådan
som søger søge tit til tilbud ud under var ved vi vil ville vores vær være været finde findes leder finder ønsker brug
bruge tage tager haft hjælp søn datter kæreste bedstefar bedstemor mormor farfar farmor morfar ven veninde nabo folk person
personer kommune kommunen betyder ordet
"""
_ENGLISH = """
a about after all am an and any are as at be been but by can could do does for from get has have he her him his how i if in
into is it its just me my near need of on or our she should so some somebody someone something that the their them there they this to
us was we what when where which who will with would you your mother father wife husband son daughter looking want find help
programme program mean means word municipality
"""
STOP_WORDS = frozenset(tokens(_DANISH)) | frozenset(tokens(_ENGLISH))


def meaningful(words: Sequence[str]) -> list[str]:
    """The words less those that say nothing; all of them when nothing would be left."""
    return [word for word in words if word not in STOP_WORDS] or list(words)
