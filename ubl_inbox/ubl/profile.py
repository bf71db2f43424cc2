"""Which specification a document follows, told by CustomizationID and ProfileID (never by the namespace)."""

import re

from ubl_inbox.ubl.elements import Element
from ubl_inbox.ubl.model import FlagCode, Profile
from ubl_inbox.ubl.values import Remarks

EN16931 = "urn:cen.eu:en16931:2017"
BIS3_CUSTOMIZATION = f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
BIS3_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
UBLBE_CUSTOMIZATION = f"{EN16931}#conformant#urn:UBL.BE:1.0.0.20180214"
SELF_BILLING_TYPES = frozenset({"389", "261"})

_EFFF = re.compile(r"\be?-?fff\b", re.IGNORECASE)


def read_profile(root: Element, type_code: str, remarks: Remarks) -> Profile:
    """The profile; self-billing is flagged also where only the type code tells it."""
    customization = root.text("cbc:CustomizationID")
    profile = _profile(customization.lower(), root)
    if profile is Profile.SELF_BILLING or type_code in SELF_BILLING_TYPES:
        remarks.add(FlagCode.SELF_BILLING)
    if profile is Profile.GENERIC and not customization.lower().startswith(EN16931):
        remarks.add(FlagCode.UNKNOWN_PROFILE, customization=customization)
    return profile


def _profile(customization: str, root: Element) -> Profile:
    if "selfbilling" in customization:
        return Profile.SELF_BILLING
    if "urn:ubl.be:" in customization:
        return Profile.UBLBE
    if customization.startswith(BIS3_CUSTOMIZATION):
        return Profile.BIS3
    if customization.startswith("urn:peppol:pint:"):
        return Profile.PINT
    references = root.texts("cac:AdditionalDocumentReference/cbc:ID")
    if _EFFF.search(root.text("cbc:ProfileID")) or "eFFF" in references:
        return Profile.EFFF
    return Profile.GENERIC
