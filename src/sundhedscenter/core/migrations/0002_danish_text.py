"""Danish order and Danish search without help from the operating system or ICU."""

from django.db import migrations

# Order under "C": '{', '|' and '}' follow 'z', so æ, ø, å do. "aa" counts as "å" (Aabenraa, Århus), foreign letters
# as the rules of Dansk Sprognævn § 1.4 have them: ä as æ, ö as ø, ü as y; other accents as their plain letter.
DANISH_KEY = """
CREATE FUNCTION danish_key(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT translate(replace(lower(words), 'aa', 'å'), 'æøåäöüéèêëáàâíìóòôúùûçñ', '{|}{|yeeeeaaaiiooouuucn') $$;
"""

# Danish stop words first (their list has accents), then unaccent, so that "Ærø" and "aero" are one word, then the stem.
SEARCH = """
CREATE TEXT SEARCH DICTIONARY danish_stop (TEMPLATE = simple, STOPWORDS = danish, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION danish_unaccent (COPY = danish);
ALTER TEXT SEARCH CONFIGURATION danish_unaccent
    ALTER MAPPING FOR hword, hword_part, word WITH danish_stop, unaccent, danish_stem;
CREATE TEXT SEARCH CONFIGURATION plain_unaccent (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION plain_unaccent
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(DANISH_KEY, "DROP FUNCTION danish_key(text)"),
        migrations.RunSQL(
            SEARCH,
            "DROP TEXT SEARCH CONFIGURATION danish_unaccent; DROP TEXT SEARCH CONFIGURATION plain_unaccent;"
            " DROP TEXT SEARCH DICTIONARY danish_stop",
        ),
    ]
