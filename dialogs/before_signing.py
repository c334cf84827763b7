"""What the law and the town want before a convention is signed, and whether by hand."""

from __future__ import annotations

from dialogs.agreement import LONGEST_TERM_YEARS, Missing
from dialogs.bearing import too_few
from dialogs.project import NOBODY, Project, Side
from dialogs.rights import Rules


def missing(project: Project, rules: Rules) -> tuple[Missing, ...]:
    """What still lacks before this project's convention can be sent for signature, in order."""
    legal = project.legal
    kind = project.dossier.get("bearer_kind")
    promised = {(one.side, one.kind) for one in project.commitments}
    lacking = {
        Missing.BASIS: legal.basis is None,
        Missing.ACT: not legal.act_ref.strip() or legal.act_date is None,
        Missing.TERM: legal.term_start is None or not 1 <= legal.term_years <= LONGEST_TERM_YEARS,
        Missing.INSURER: legal.insurer_told_on is None,
        Missing.PARENTS: has_minors(project) and legal.parental_forms_on is None,
        Missing.CHARTER: kind == "association" and legal.charter_on is None,
        Missing.OWNER: project.dossier.get("land_owner") == "other"
        and legal.owner_agreed_on is None,
        Missing.CERTIFICATE: wants_certificate(project, rules) and legal.certificate_on is None,
        Missing.UPKEEP: (Side.BEARER, "upkeep") not in promised,
        Missing.CONTACT: (Side.TOWN, "contact") not in promised,
        Missing.MEMBERS: too_few(project, rules),
    }
    return tuple(one for one, lacks in lacking.items() if lacks)


def needs_paper(project: Project, rules: Rules, years: int = 0) -> bool:
    """Whether the town's rules want a signature by hand, for a term of so many years."""
    cash = sum(
        one.value_cents or 0
        for one in project.commitments
        if one.side is Side.TOWN and one.kind in ("funding", "grant")
    )
    return (
        project.legal.on_paper
        or cash > rules.paper_above_cents
        or (years or project.legal.term_years) > rules.paper_above_years
        or has_minors(project)
        or NOBODY in project.signers  # a person without an account signs by hand
    )


def wants_certificate(project: Project, rules: Rules) -> bool:
    """Whether a certificate of insurance is shown before signing; not where it was never asked."""
    asked = "certificate_declared" in project.dossier
    return asked and project.dossier.get("bearer_kind") in rules.certificate_from


def has_minors(project: Project) -> bool:
    """Whether people under 18 take part: then parents have signed a form on paper."""
    young = project.dossier.get("bearer_kind") == "youth_group"
    return young or project.dossier.get("minors_involved") is True
