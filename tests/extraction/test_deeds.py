"""Killings, abductions, threats and attempts: what is an attack of its own, and what state it is in."""

from __future__ import annotations

from datetime import date

import pytest

from conflict_data.extraction import Extraction, Record, extract

PUBLISHED = date(1990, 4, 3)


def read(text: str) -> Extraction:
    return extract(text, published=PUBLISHED)


def attacks(text: str, status: str = "done") -> list[Record]:
    return [one for one in read(text).of("attack") if one.status == status and one.role == "main"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mayor Elias Cotorra was gunned down outside his home today.", "killing"),
        ("UNIDENTIFIED MEN MURDERED TWO TEACHERS YESTERDAY IN THE VILLAGE OF SANTA ROSALBA.", "killing"),
        ("Journalists protested the murder of a young reporter in the capital.", "killing"),
        ("A nun was shot in the capital on Monday by unidentified men.", "shooting"),
        ("At least six worshippers were shot dead when masked men burst into a mosque.", "killing"),
        ("A professor was seized by heavily armed men in front of his children on Monday.", "kidnapping"),
        ("The candidate has died of gunshot wounds, his spokesman said on Monday.", "killing"),
        ("At least 43 people were massacred in the main square on Monday.", "killing"),
        ("The column put to death the mayor and two councilmen on Monday.", "killing"),
        ("The general, who had retired, died in a hail of bullets on Monday.", "killing"),
        ("Three cattle farmers were abducted on Monday near the border.", "kidnapping"),
    ],
)
def test_the_killing_or_abduction_of_a_few_people_is_an_attack(text: str, kind: str) -> None:
    (attack,) = attacks(text)
    assert attack.fields["attack_type"] == kind


@pytest.mark.parametrize(
    "text",
    [
        "The bishop died in his sleep on Monday at the age of 80.",
        "Two crewmen were killed when their light plane crashed in the hills.",
        "A chemical leak killed ten people in the town.",
        "One protester was killed at a demonstration in the square.",
        "More than 300 people have been murdered so far this year, the committee said.",
        "Three soldiers were killed in a clash with guerrillas.",
        "He was released after serving ten years for kidnapping two girls.",
        "Guerrillas set off a bomb years ago. The former president, who fought them, died on Monday.",
        "An airliner crashed near the capital on Monday. The exact toll is unknown, but there are reports of 15 dead.",
        "The candidate was murdered by the cartel last year.",
        "A chimney collapsed on Monday and killed nine workers.",
        "The bomber apologised in court. Four guests were killed and many were hurt at the end of the race in April 1985.",
        "Hundreds marched for a third day of protests. They recalled a driver whom a policeman shot.",
        "A court sentenced two men for the 1982 murder of a union leader.",
        "Kidnapping and extortion are the main source of income of the gangs.",
        "The relatives asked for news of the kidnapped engineers.",
        "Kidnappings, cattle theft and smuggling are part of life along the border.",
        "The gang might try to kidnap the general.",
    ],
)
def test_other_deaths_and_general_words_are_no_such_attack(text: str) -> None:
    assert not [one for one in attacks(text) if "in_combat" not in one.fields]


def test_a_killing_is_no_attack_of_its_own_beside_the_attack_that_did_it() -> None:
    (attack,) = attacks("A bomb went off in a cafe in Tarvia on Monday. Two waiters were killed.")
    assert attack.fields["attack_type"] == "bombing"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The rebels today threatened to kill the mayors of five towns.", "planned"),
        ("The judge said she had received death threats from the cartel.", "planned"),
        ("The embassy was evacuated after a bomb threat on Monday.", "planned"),
        ("Five gunmen tried to kill the senator as he left the radio station.", "cancelled"),
        ("Police defused a car bomb that had been planted outside the electoral board.", "cancelled"),
        ("Police foiled a bomb attack on the central station.", "cancelled"),
    ],
)
def test_threats_and_attempts_are_attacks_that_did_not_take_place(text: str, status: str) -> None:
    assert attacks(text, status)
    assert not attacks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The rebels threatened to leave the talks.",
        "The navy denied that its agents had uncovered a plot to kill the writer.",
        "Troops tried to attack our positions in the hills.",
        "Three years ago the cartel tried to kidnap the judge.",
    ],
)
def test_other_threats_denials_and_fighting_are_none(text: str) -> None:
    assert not [one for one in read(text).of("attack") if one.status in ("planned", "cancelled")]


def test_a_planted_bomb_is_a_bombing() -> None:
    (attack,) = attacks("The militants planted a bomb under the bridge of Orsa on Sunday.")
    assert attack.fields["attack_type"] == "bombing"


def test_people_set_fire_and_weapons_set_on_fire() -> None:
    (arson,) = attacks("Four men set fire to two buses in the suburb on Monday.")
    (raid,) = attacks("A drone set fire to a depot in the suburb on Monday.")
    assert arson.fields["attack_type"] == "arson"
    assert raid.fields.get("attack_type") != "arson"


@pytest.mark.parametrize(
    "text",
    [
        "The admiral harshly attacked the president in a newspaper interview on Monday.",
        "He is the first name on the hit list of the death squads.",
        "Air raid sirens sounded in the city for two hours on Monday.",
        "The video game lets players launch missiles at a city.",
        "In view of the wave of terrorist attacks the government today declared a state of emergency.",
        "He was arrested with maps and bombs for carrying out attacks.",
        "The minister warned of a social explosion if prices rise on Monday.",
        "Police are fighting drug trafficking in the region; it is a legal battle too.",
        "A masked man robbed a jeweller near Orsa on Monday and hit the owner.",
        "The general is involved in a murder trial.",
        "The prisoners were freed after a court quashed their murder convictions.",
        "Our units had orders not to attack the embassies.",
    ],
)
def test_manners_of_speaking_are_no_attack(text: str) -> None:
    assert not attacks(text)


@pytest.mark.parametrize(
    "text",
    [
        "GUERRILLAS BLEW UP A STRETCH OF THE PIPELINE NEAR THE TOWN OF ORSA EARLY TODAY.",
        "A powerful bomb destroyed a pylon near the town of Orsa on Monday.",
        "Unidentified persons threw a bomb at a discotheque on Monday.",
        "A roadside bomb tore through a police van on Monday, wounding nine officers.",
        "Fighter jets pounded villages along the border overnight.",
        "About 40 men entered the town, robbed the bank and burned the town hall on Monday.",
        "Militiamen machine-gunned a bus near the bridge on Monday.",
        "The headquarters of the union was the target of a bomb on Monday night.",
        "Four gunmen raked the bus with machinegun fire on Monday, wounding six peasants.",
        "A kiosk was destroyed by a bomb in the south of Orsa on Monday.",
        "A car loaded with dynamite exploded outside a shop on Monday.",
        "Guerrillas sabotaged a power line near Orsa on Monday.",
        "Three diplomats are being held hostage in the embassy by armed men since Monday.",
        "A truck bomb devastated the police headquarters on Monday.",
        "Explosives went off at the offices of a bank on Monday.",
        "Militiamen mortared the palace on Monday.",
        "The navy has sunk a landing ship with sea drones.",
        "The general survived an attempt on his life on Monday; he was hit by five bullets.",
        "The group claimed that it was blowing up the pipeline near Orsa on Monday.",
        "Three men tossed a satchel charge into the garden of the consulate on Monday.",
        "Gunmen killed 27 people in a village near Orsa on Monday.",
        "Three hundred gunmen attacked a village near Orsa on Monday and stole cattle.",
        "Armed men attacked the stock exchange in the city on Monday.",
    ],
)
def test_attacks_in_other_words(text: str) -> None:
    assert attacks(text)


def test_a_killing_that_a_report_on_an_exchange_mentions_is_background() -> None:
    text = "The sides exchanged 50 prisoners each on Monday. On Sunday two guards had been murdered in the camp."
    assert not attacks(text)
    assert [one.role for one in read(text).of("attack")] == ["background"]
