"""What the people of the garden write, and what the narrator says, in each language.

The names are invented. The bot's own words come from the bot.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GardenWords:
    """One language of the story, in the order in which it is heard."""

    opening: str
    # an idea
    form: str
    title: str
    description: str
    place: str
    association: str
    camille: str
    support: str
    invite: str
    sam: str
    promises: str
    start: str
    people: str
    weeks: str
    labour: str
    hours: str
    plants: str
    watering: str
    hedge: str
    years: str
    decided: str
    # a convention
    checklist: str
    act: str
    act_day: str
    term_start: str
    to_sign: str
    elise: str
    # the work
    three_weeks: str
    day: str
    brief: str
    work_end: str
    report: str
    report_hours: str
    cost: str
    learnt: str
    staff_look: str
    # the years of upkeep
    first_upkeep: str
    months: str
    birthday: str
    wish: str
    leaving: str
    stands_in: str
    back: str
    dry: str
    drought: str
    july: str
    wet: str
    spring: str
    silence: str
    week: str
    three: str
    late: str
    visit: str
    answered: str
    moving: str
    hand_over: str
    farewell: str
    # the end of a term
    asked: str
    four_taps: str
    last: str


FRENCH = GardenWords(
    opening=(
        "Le jardin des cheminots : une répétition de Fifty-Fifty, sans jeton et sans réseau. "
        "Nous sommes le {moment}."
    ),
    form="— Camille répond aux questions sur son idée, en dix minutes —",
    title="Le jardin des cheminots",
    description=(
        "La friche près de la gare peut devenir un jardin ouvert à tous. Vingt familles veulent "
        "y cultiver des légumes sans pesticide, et y accueillir l'école."
    ),
    place="la friche de la gare",
    association="Racines communes",
    camille="Camille Petit",
    support="Vingt familles sont inscrites. L'école est d'accord.",
    invite="— Camille invite Sam, qui jardine avec elle —",
    sam="Sam Leroy",
    promises="— puis elle écrit les promesses de l'association, et son calendrier d'entretien —",
    start="juin 2026",
    people="43",
    weeks="12 semaines",
    labour="Nettoyer la friche et tracer les parcelles",
    hours="200 heures",
    plants="Du broyat, du compost et des plants",
    watering="Arroser les semis et faire le tour du jardin",
    hedge="Tailler les haies",
    years="3 ans",
    decided="— une minute plus tard : la lettre part —",
    checklist="— à la mairie, Élise remplit ce que la loi demande avant la signature —",
    act="délibération 2026-31",
    act_day="4 mai 2026",
    term_start="1er juin 2026",
    to_sign="— chaque personne lit, puis signe —",
    elise="Élise Martin",
    three_weeks="— {moment} : les travaux ont commencé —",
    day="samedi 4 juillet 2026",
    brief="— {moment} : deux jours avant —",
    work_end="— {moment} : deux semaines avant la fin prévue —",
    report="Quarante parcelles sont tracées. Les premiers légumes poussent.",
    report_hours="210",
    cost="320 euros",
    learnt="Il faut prévoir l'eau dès le premier jour.",
    staff_look="— Élise vient voir le jardin, puis confirme —",
    first_upkeep="— {moment} : le jardin vit, il faut maintenant qu'il dure —",
    months="— les mois passent : un bouton par mois suffit —",
    birthday="— {moment} : un an déjà —",
    wish="Un point d'eau de plus pour l'an prochain.",
    leaving="— {moment} : Camille part en vacances —",
    stands_in="— Sam prend le relais —",
    back="— {moment} : Camille est de retour —",
    dry="— {moment} : il ne pleut plus —",
    drought="/annonce sécheresse jusqu'au 20 juillet",
    july="— {moment} : pas un mot sur l'arrosage —",
    wet="— {moment} : la sécheresse est finie —",
    spring="— {moment} : Camille change de travail, et Sam est à l'hôpital —",
    silence="— {moment} : pas de réponse —",
    week="— {moment} : sept jours plus tard —",
    three="— {moment} : vingt et un jours plus tard —",
    late="— {moment} : un mois sans nouvelles —",
    visit="J'ai appelé Camille. Le jardin va bien, deux familles l'ont arrosé.",
    answered="— {moment} : tout repart —",
    moving="— {moment} : Camille déménage. Elle demande à Sam de prendre la suite —",
    hand_over="— Sam accepte —",
    farewell="— Camille quitte le projet, qui vivra sans elle —",
    asked="— {moment} : la convention se termine dans trois mois —",
    four_taps="— la suite tient en quatre boutons —",
    last="— {moment} : la nouvelle convention commence —",
)

ENGLISH = GardenWords(
    opening=(
        "The railwaymen's garden: a rehearsal of Fifty-Fifty, with no token and no network. "
        "It is {moment}."
    ),
    form="— Camille answers the questions about her idea, in ten minutes —",
    title="The railwaymen's garden",
    description=(
        "The waste land by the station can become a garden open to all. Twenty families want to "
        "grow vegetables there without pesticides, and to welcome the school."
    ),
    place="the waste land by the station",
    association="Common Roots",
    camille="Camille Petit",
    support="Twenty families have put their names down. The school agrees.",
    invite="— Camille invites Sam, who gardens with her —",
    sam="Sam Leroy",
    promises="— then she writes the association's promises, and its calendar of upkeep —",
    start="June 2026",
    people="43",
    weeks="12 weeks",
    labour="Clearing the land and marking the plots",
    hours="200 hours",
    plants="Wood chips, compost and plants",
    watering="Watering the seedlings and walking round the garden",
    hedge="Pruning the hedges",
    years="3 years",
    decided="— a minute later: the letter leaves —",
    checklist="— at the town hall, Élise fills in what the law asks before a signature —",
    act="deliberation 2026-31",
    act_day="4 May 2026",
    term_start="1 June 2026",
    to_sign="— each person reads, then signs —",
    elise="Élise Martin",
    three_weeks="— {moment}: the work has begun —",
    day="Saturday 4 July 2026",
    brief="— {moment}: two days before —",
    work_end="— {moment}: two weeks before the planned end —",
    report="Forty plots are marked. The first vegetables grow.",
    report_hours="210",
    cost="320 euros",
    learnt="Think of the water on the first day.",
    staff_look="— Élise comes to see the garden, then confirms —",
    first_upkeep="— {moment}: the garden lives, now it has to last —",
    months="— months go by: one button a month is enough —",
    birthday="— {moment}: one year already —",
    wish="One more water point next year.",
    leaving="— {moment}: Camille goes on holiday —",
    stands_in="— Sam takes over —",
    back="— {moment}: Camille is back —",
    dry="— {moment}: it no longer rains —",
    drought="/broadcast drought until 20 July",
    july="— {moment}: not a word about watering —",
    wet="— {moment}: the drought is over —",
    spring="— {moment}: Camille changes jobs, and Sam is in hospital —",
    silence="— {moment}: no answer —",
    week="— {moment}: seven days later —",
    three="— {moment}: twenty-one days later —",
    late="— {moment}: a month without news —",
    visit="I called Camille. The garden is well, two families have watered it.",
    answered="— {moment}: all is well again —",
    moving="— {moment}: Camille moves away. She asks Sam to take over —",
    hand_over="— Sam accepts —",
    farewell="— Camille leaves the project, which will live on without her —",
    asked="— {moment}: the agreement ends in three months —",
    four_taps="— the rest takes four buttons —",
    last="— {moment}: the new agreement begins —",
)

GARDEN_WORDS = {"fr": FRENCH, "en": ENGLISH}
