"""What a section's answers are called inside a sentence of a letter, and as the title of a staff page."""

from profiles.rules.sections import Section

NAMES: dict[Section, tuple[str, str]] = {
    Section.NAMES: ("your names", "vos noms"),
    Section.BIRTH: ("your date of birth", "votre date de naissance"),
    Section.CITIZENSHIPS: ("your citizenships", "vos citoyennetés"),
    Section.PASSPORT: ("your passport", "votre passeport"),
    Section.RESIDENCE: ("the country where you live", "le pays où vous habitez"),
    Section.CONTACT: ("your address and telephone", "votre adresse et votre téléphone"),
    Section.PARTICIPATIONS: ("your past participations", "vos participations antérieures"),
    Section.ORGANIZATION: ("your recognized organization", "votre organisation reconnue"),
    Section.STUDY: ("your studies", "vos études"),
    Section.PLACEMENT: ("your work placement", "votre stage"),
    Section.JOB: ("your job offer", "votre offre d'emploi"),
    Section.DECLARATIONS: ("your declarations", "vos déclarations"),
}


def names_of(section: Section) -> tuple[str, str]:
    """The section in English and in French."""
    return NAMES[section]


TITLES: dict[Section, tuple[str, str]] = {
    Section.NAMES: ("Names", "Noms"),
    Section.BIRTH: ("Date of birth", "Date de naissance"),
    Section.CITIZENSHIPS: ("Citizenships", "Citoyennetés"),
    Section.PASSPORT: ("Passport", "Passeport"),
    Section.RESIDENCE: ("Country of residence", "Pays de résidence"),
    Section.CONTACT: ("Address and telephone", "Adresse et téléphone"),
    Section.PARTICIPATIONS: ("Past participations", "Participations antérieures"),
    Section.ORGANIZATION: ("Recognized organization", "Organisation reconnue"),
    Section.STUDY: ("Study", "Études"),
    Section.PLACEMENT: ("Work placement", "Stage"),
    Section.JOB: ("Job offer", "Offre d'emploi"),
    Section.DECLARATIONS: ("Declarations", "Déclarations"),
}


def title_of(section: Section, language: str) -> str:
    """The section as a title in the language of a page."""
    return TITLES[section][1 if language.startswith("fr") else 0]
