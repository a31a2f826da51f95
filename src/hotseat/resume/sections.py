"""The sections of a résumé, and the headings that people give them."""

import re
import unicodedata
from enum import StrEnum


class Section(StrEnum):
    """Where a line stands. The names are those of JSON Resume, where it has one."""

    HEADER = "header"
    SUMMARY = "summary"
    WORK = "work"
    PROJECTS = "projects"
    SKILLS = "skills"
    EDUCATION = "education"
    CERTIFICATES = "certificates"
    PUBLICATIONS = "publications"
    AWARDS = "awards"
    VOLUNTEER = "volunteer"
    LANGUAGES = "languages"
    INTERESTS = "interests"
    REFERENCES = "references"
    OTHER = "other"


FIRST = (Section.HEADER, Section.SUMMARY)
"""The sections that come first, wherever a layout puts them."""

TITLES = {
    Section.HEADER: "Header",
    Section.SUMMARY: "Summary",
    Section.WORK: "Experience",
    Section.PROJECTS: "Projects",
    Section.SKILLS: "Skills",
    Section.EDUCATION: "Education",
    Section.CERTIFICATES: "Certificates",
    Section.PUBLICATIONS: "Publications",
    Section.AWARDS: "Awards",
    Section.VOLUNTEER: "Volunteering",
    Section.LANGUAGES: "Languages",
    Section.INTERESTS: "Interests",
    Section.REFERENCES: "References",
    Section.OTHER: "Other",
}

_HEADINGS = {
    Section.SUMMARY: "summary, professional summary, executive summary, career summary, profile, professional profile, about, "
    "about me, objective, career objective, personal statement, profil, zusammenfassung, resumen, perfil",
    Section.WORK: "experience, work experience, professional experience, employment, employment history, work history, "
    "career history, career, work, relevant experience, selected experience, earlier experience, previous experience, "
    "industry experience, berufserfahrung, expérience, expérience professionnelle, experiencia, experiencia profesional, "
    "experiência profissional, esperienza, опыт работы, 職務経歴, 工作经历",
    Section.PROJECTS: "projects, selected projects, personal projects, side projects, key projects, open source, "
    "open source projects, open source contributions, portfolio, projekte, projets, proyectos, проекты",
    Section.SKILLS: "skills, technical skills, core skills, key skills, technologies, technology, tech stack, stack, tools, "
    "technical expertise, expertise, core competencies, competencies, skills and tools, skills & tools, "
    "technical proficiencies, kenntnisse, compétences, habilidades, competencias, навыки, スキル, 技能",
    Section.EDUCATION: "education, academic background, education and training, education & training, academic history, "
    "qualifications, ausbildung, bildung, formation, educación, formación, educação, istruzione, образование, 学歴, 教育背景",
    Section.CERTIFICATES: "certificates, certifications, certification, licenses, licences, licenses and certifications, "
    "licenses & certifications, certifications and licenses, courses, training, zertifikate, certificaciones",
    Section.PUBLICATIONS: "publications, papers, articles, talks, conference talks, talks and publications, "
    "publications and talks, publications & talks, selected publications, patents, presentations, speaking, veröffentlichungen",
    Section.AWARDS: "awards, honors, honours, awards and honors, awards & honors, honors and awards, honors & awards, "
    "achievements, key achievements, accomplishments, auszeichnungen, premios",
    Section.VOLUNTEER: "volunteer, volunteering, volunteer experience, volunteer work, community, "
    "community involvement, ehrenamt",
    Section.LANGUAGES: "languages, spoken languages, sprachen, sprachkenntnisse, langues, idiomas, языки, 語学, 语言",
    Section.INTERESTS: "interests, hobbies, hobbies and interests, interests and hobbies, hobbies & interests, interessen, "
    "hobbys, intereses",
    Section.REFERENCES: "references, referees, recommendations, referenzen, referencias",
    Section.HEADER: "contact, contact details, contact information, personal details, personal information, kontakt, contacto",
    Section.OTHER: "other, additional information, additional, miscellaneous, memberships, affiliations",
}

_SECTION_OF = {name.strip(): section for section, names in _HEADINGS.items() for name in names.split(",")}
_LONGEST_HEADING = 60


def heading(text: str) -> Section | None:
    """The section that a row with nothing but this text begins; None where it is no heading that is known."""
    if len(text) > _LONGEST_HEADING:
        return None
    plain = unicodedata.normalize("NFC", text).casefold()
    plain = " ".join(re.sub(r"[^\w&' ]+", " ", plain).replace("_", " ").split())
    if found := _SECTION_OF.get(plain):
        return found
    # "E X P E R I E N C E": letters set apart.
    letters = plain.split()
    if len(letters) >= 4 and all(len(letter) == 1 for letter in letters):
        spaced = "".join(letters)
        return next((section for name, section in _SECTION_OF.items() if name.replace(" ", "") == spaced), None)
    return None
