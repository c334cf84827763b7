"""What the people of the story write, and what the narrator says, in each language.

The names are invented. The bot's own words come from the bot.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language of the story, in the order in which it is heard."""

    robot: str
    opening: str
    phone: str
    group: str
    staff_phone: str
    # Camille's idea
    title: str
    too_short: str
    description: str
    pin: str
    photos: str
    three_days_later: str
    bearer_name: str
    full_name: str
    neighbours: str
    place: str
    working_days_later: str
    people: str
    some_questions: str
    start: str
    weeks: str
    labour: str
    hours: str
    materials: str
    value: str
    planters: str
    planters_value: str
    a_minute_later: str
    safety_questions: str
    years: str
    # Sam's idea
    sam_answers: str
    sam_title: str
    sam_description: str
    sam_place: str
    sam_name: str
    reason: str
    other_way: str
    # the end
    ending: str
    counts: str
    database: str
    dossier: str
    look: str


FRENCH = Words(
    robot="Robot",
    opening="Une répétition de Fifty-Fifty, sans jeton et sans réseau. Nous sommes le {moment}.",
    phone="Côté habitants : le téléphone de {name}",
    group="Côté mairie : le groupe « {title} »",
    staff_phone="Côté mairie : {name}, en privé",
    title="Des fleurs rue des Tilleuls",
    too_short="Des fleurs.",
    description=(
        "Notre rue est grise. L'association souhaite dix jardinières. La ville fournit les bacs "
        "et les plants. Nous plantons, nous arrosons et nous entretenons toute l'année."
    ),
    pin="un point sur la carte",
    photos="deux photos",
    three_days_later="— trois jours plus tard : {moment} —",
    bearer_name="Les Voisins des Tilleuls",
    full_name="Camille Petit",
    neighbours="Douze foyers interrogés : dix sont d'accord, deux veulent voir un dessin.",
    labour="Planter un samedi avec les voisins",
    hours="30 heures",
    materials="Arrosoirs et paillage",
    value="150 euros",
    planters="Dix jardinières, avec la terre et les plants",
    planters_value="1 450 euros",
    people="14",
    some_questions="— puis les jeunes, le début, la durée et les étapes des travaux —",
    start="octobre 2026",
    weeks="6 semaines",
    safety_questions="— puis la durée, le relais, le propriétaire et six questions de sécurité —",
    years="1 an",
    place="rue des Tilleuls, numéros 2 à 48",
    a_minute_later="— une minute plus tard : personne n'a annulé, la lettre part —",
    working_days_later="— trois jours ouvrés plus tard : {moment}, personne n'a pris le dossier —",
    sam_answers="— le même jour, Sam présente aussi une idée et répond aux questions —",
    sam_title="Une table de ping-pong devant l'école",
    sam_description="Les enfants attendent le car sans rien faire. Une table les ferait jouer.",
    sam_place="le trottoir de la rue de l'École",
    sam_name="Sam Leroy",
    reason="Le trottoir est trop étroit à cet endroit : un fauteuil roulant ne passerait plus.",
    other_way="Le square derrière l'église a la place. Voulez-vous que nous allions le voir ?",
    ending="Fin de la répétition.",
    counts=(
        "{said} messages et {pressed} boutons pressés par les habitants et la mairie, "
        "{answered} messages du robot, {lines} lignes au journal."
    ),
    database="Base de données :",
    dossier="Dossier :",
    look="Pour regarder :",
)

ENGLISH = Words(
    robot="Robot",
    opening="A rehearsal of Fifty-Fifty, with no token and no network. It is {moment}.",
    phone="The residents' side: {name}'s phone",
    group="The town hall's side: the group “{title}”",
    staff_phone="The town hall's side: {name}, in private",
    title="Flowers in Lime Tree Street",
    too_short="Flowers.",
    description=(
        "Our street is grey. Our association would like ten planters. The town gives the "
        "planters and the plants. We plant, water and look after them all year."
    ),
    pin="a point on the map",
    photos="two photos",
    three_days_later="— three days later: {moment} —",
    bearer_name="The Lime Tree Neighbours",
    full_name="Camille Petit",
    neighbours="Twelve households asked: ten agree, two would like to see a drawing.",
    labour="Planting one Saturday with the neighbours",
    hours="30 hours",
    materials="Watering cans and mulch",
    value="150 euros",
    planters="Ten planters, with soil and plants",
    planters_value="1450 euros",
    people="14",
    some_questions="— then young people, the beginning, the length and the steps of the work —",
    start="October 2026",
    weeks="6 weeks",
    safety_questions="— then how long, a stand-in, the owner and six questions about safety —",
    years="1 year",
    place="Lime Tree Street, numbers 2 to 48",
    a_minute_later="— a minute later: nobody has undone it, the letter leaves —",
    working_days_later="— three working days later: {moment}, nobody has taken the dossier —",
    sam_answers="— the same day, Sam has an idea too and answers the questions —",
    sam_title="A table-tennis table by the school",
    sam_description="The children wait for the bus with nothing to do. With a table they play.",
    sam_place="the pavement of School Street",
    sam_name="Sam Leroy",
    reason="The pavement is too narrow there: a wheelchair would no longer pass.",
    other_way="The square behind the church has room. Shall we go and look at it together?",
    ending="The rehearsal is over.",
    counts=(
        "{said} messages and {pressed} pressed buttons from residents and town hall, "
        "{answered} messages from the robot, {lines} lines in the journal."
    ),
    database="Database:",
    dossier="Dossier:",
    look="To look at it:",
)

WORDS = {"fr": FRENCH, "en": ENGLISH}
