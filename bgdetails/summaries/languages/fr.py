"""French."""

from __future__ import annotations

from bgdetails.summaries.languages.glossary import Language, words

_SMALL = words(
    "zéro _ deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80}
_ONES = {**{name: number for number, name in enumerate(_SMALL)}, "un": 1}
_BOTH = {
    f"{ten}-{name}": value + number
    for ten, value in _TENS.items()
    for name, number in _ONES.items()
    if 0 < number < (20 if value in (60, 80) else 10)
}

LANGUAGE = Language(
    code="fr",
    months="janvier,janv février,févr mars avril mai juin juillet,juil août septembre,sept octobre,oct novembre,nov "
    "décembre,déc",
    numbers={name: n for name, n in _ONES.items() if name not in ("_", "un")}
    | {**_TENS, **_BOTH, "quatre-vingts": 80, "cent": 100},
    elisions={
        "l": "the",
        "d": "of",
        **dict.fromkeys("nsjmt", ""),
        "qu": "than",
        "c": "it",
        "jusqu": "until",
        "aujourd": "",
    },
    days="jours",
    phrases="""
le/la/les = the
un/une/des = a
un sur #/une sur #/un des #/une des # = 1 of #
il/elle/ils/elles/lui/ce/cela/ça/celui-ci/celle-ci = it
son/sa/ses/leur/leurs = its
cette/cet/ces = this
et/ainsi que = and
ou = or
mais = but
tandis que/alors que = while
est/sont/est à = is
était/étaient/été/a été/ont été = was
a/ont/possède/compte/comptent = has
avait/avaient/eu/a eu = had
il y a # jours/il y a # jour = # days ago
il y a # semaines = # weeks ago
il y a une semaine = a week ago
il y a = there is
il n' y a/y a/y = there is
avec = with
sans = without
de/du = of
des # = of #
de # à #/de # points à # = from # to #
de # % à # % = from # % to # %
de @ à @/de @ vers @ = from @ to @
de @ au stade @/de @ à la phase @/de @ à l' étape @ = from @ to the stage @
à/au/aux/vers = at
à # = at #
dans/en = in
en # = in #
sur = of
pour/chez = for
par = by
par e-mail/par email/par courriel = by email
depuis = since
jusque = until
après = after
comme/que/qui/dont = which
aujourd' hui = today
hier = yesterday
maintenant/actuellement/désormais = now
encore/toujours/déjà/aussi/également = still
ne = so
pas/non = not
pas de/aucun/aucune = no
pas encore = not yet
pas été pourvu/pas pourvu/pas pourvue = not filled
personne/nul = nobody
jamais = never
rien = nothing
ni = neither
manque/manquent/manquant/manquante/manquants/manquantes = missing
vacant/vacante = vacant
non pourvu/non pourvue = not filled
inconnu/inconnue = unknown
pas connu/pas connue = not known
connu/connue = known
inactif/inactive/silencieux/silencieuse = inactive
pourvu/pourvue/pourvus/pourvues/rempli/remplie/couvert/couverte = filled
occupe/tient = holds
attribué/attribuée/affecté/affectée = assigned
complet/complète/complets = complete
complétude = completeness
incomplet/incomplète = incomplete
seulement/uniquement = only
tous/toutes/tout = all
chaque = every
les deux = both
plus de/plus = more
plus que = more than
moins de/moins = less
moins que = less than
au moins = at least
au plus = at most
entre = between
pas plus de = no more than
pas moins de = no less than
plus de # = more than #
moins de # = less than #
devant/devance = ahead of
derrière = behind
plus élevé que/plus élevée que/supérieur à/plus engagé que/plus engagée que = higher than
moins élevé que/inférieur à/moins engagé que/moins engagée que = lower than
aussi élevé que/aussi haut que/autant que/aussi engagé que/aussi engagée que = as high as
à égalité = tied
même/mêmes = same
partagent = share
le plus engagé/la plus engagée/le plus actif/la plus active/les plus engagés = the most engaged
le plus élevé/la plus élevée/le plus haut/meilleur/meilleure = the highest
le plus bas/la plus basse/le plus faible = the lowest
la plupart = most
premier/première/premiers = first
deuxième/second/seconde = second
troisième = third
rang/place = rank
numéro = number
est passé de # à #/est passée de # à #/passe de # à #/passé de # à # = went from # to #
a augmenté/augmenté/augmente/a progressé/progresse/progressé/a grimpé/monté/a crû/est monté = rose
a baissé/baissé/baisse/a diminué/diminué/diminue/a reculé/reculé/est tombé/tombé/a chuté/chuté = fell
stable/inchangé/inchangée = unchanged
atteint/a atteint = reached
s' élève à/élève à/se situe à/situe/se trouve/trouve/reste = stands
se = itself
montre/affiche/présente = shows
est passé/est passée/passé/passée/a évolué/évolué = moved
est entré dans/est entrée dans/est entré en/est entrée en/entré/entrée/entre = entered
a rejoint/rejoint = joined
se clôture/clôture/se termine/ferme = closes
clôturé/clôturée/fermé/fermée/conclu = closed
échéance = due
vaut/valeur/d' une valeur de = worth
montant = amount
ouvert/ouverte/ouverts/ouvertes = open
nécessite/requiert/demande/exige = needs
requis/requise/requises/nécessaire/nécessaires = required
actif/active/actifs = active
engagé/engagée/engagés = engaged
suit/suivi/suivie = follows
groupe = group
groupe d' achat = group
groupes = groups
compte client/client/entreprise/société = account
le compte/du compte = the account
une personne/# personne = # person
personnes/gens = people
# personnes = # people
membre = member
membres = members
contact = contact
contacts = contacts
rôle = role
rôles = roles
étape/stade/phase = stage
score/note = score
engagement = engagement
points/point = points
pour cent/pourcent = percent
niveau = level
intérêt/intention = intent
sujet/thème = topic
sujets/thèmes = topics
produit = product
opportunité/affaire = opportunity
opportunités/affaires = opportunities
opportunités ouvertes = open opportunities
parcours = journey
secteur/industrie = industry
tendance = trend
activité = activity
activités = activities
numéro de téléphone = phone number
adresse e-mail = e-mail address
page vue = page view
pages vues/vues de page/vues de pages = page views
e-mails ouverts/emails ouverts = opened emails
liens cliqués = clicked links
formulaires remplis = filled forms
réunion = meeting
réunions = meetings
appel/appels = calls
réponses par e-mail = email replies
dernier moment intéressant = last interesting moment
moment intéressant/moment = interesting moment
dernier/dernière/derniers/dernières = latest
# derniers jours/derniers # jours = last # days
dernier mois = last month
dernière semaine = last week
# dernières semaines/dernières # semaines = last # weeks
# jours = # days
# jour = # day
# semaines = # weeks
jour/jours = days
semaine/semaines = weeks
mois = month
an/année = year
période/fenêtre = window
au total = in total
élevé/élevée/haut/haute = high
moyen/moyenne = medium
faible/bas/basse = low
nombre = number
travaille = works
depuis le/le = the
""",
)
