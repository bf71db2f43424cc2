"""Which specification a document follows."""

from collections.abc import Callable

import pytest

from ubl_inbox.ubl import FlagCode, Kind, Profile, read
from ubl_inbox.ubl.profile import BIS3_CUSTOMIZATION, BIS3_PROFILE

Edited = Callable[..., bytes]


@pytest.mark.parametrize(
    ("customization", "profile_id", "profile"),
    [
        (BIS3_CUSTOMIZATION, BIS3_PROFILE, Profile.BIS3),
        (BIS3_CUSTOMIZATION + "#extended", BIS3_PROFILE, Profile.BIS3),
        ("urn:cen.eu:en16931:2017#Conformant#urn:UBL.BE:1.0.0.20180214", BIS3_PROFILE, Profile.UBLBE),
        ("urn:cen.eu:en16931:2017#conformant#urn:UBL.BE:1.0.0.20180214", "E-FFF.BE BILLIT.BE", Profile.UBLBE),
        ("1.0", "e-fff", Profile.EFFF),
        ("1.0", "FFF.BE ExactOnline", Profile.EFFF),
        ("1.0", "EFFF.BE Odoo 11.0", Profile.EFFF),
        ("urn:peppol:pint:billing-1@eu-1", "urn:peppol:bis:billing", Profile.PINT),
        (BIS3_CUSTOMIZATION.replace(":billing:", ":selfbilling:"), BIS3_PROFILE, Profile.SELF_BILLING),
        ("urn:cen.eu:en16931:2017", BIS3_PROFILE, Profile.GENERIC),
    ],
)
def test_profiles_are_told_apart(edited: Edited, customization: str, profile_id: str, profile: Profile) -> None:
    invoice = read(edited((BIS3_CUSTOMIZATION, customization), (BIS3_PROFILE, profile_id)))
    assert (invoice.profile, invoice.customization_id) == (profile, customization)
    assert FlagCode.UNKNOWN_PROFILE not in invoice.flag_codes


def test_an_unknown_profile_is_read_and_flagged(edited: Edited) -> None:
    invoice = read(edited((BIS3_CUSTOMIZATION, "urn:example:house-style")))
    assert (invoice.profile, invoice.totals.payable) == (Profile.GENERIC, 121)
    assert FlagCode.UNKNOWN_PROFILE in invoice.flag_codes


@pytest.mark.parametrize(
    ("kind", "old", "new"), [(Kind.INVOICE, ">380<", ">389<"), (Kind.CREDIT_NOTE, ">381<", ">261<")]
)
def test_self_billing_is_told_by_the_type_code_too(edited: Edited, kind: Kind, old: str, new: str) -> None:
    invoice = read(edited((old, new), kind=kind))
    assert (invoice.is_self_billing, invoice.kind) == (True, kind)


def test_a_converted_document_is_flagged(edited: Edited) -> None:
    marked = (
        "<cbc:ID>UBL.BE</cbc:ID>",
        "<cbc:ID>UBL.BE</cbc:ID><cbc:DocumentStatusCode>Converted</cbc:DocumentStatusCode>",
    )
    assert FlagCode.CONVERTED in read(edited(marked, profile=Profile.UBLBE)).flag_codes


def test_the_software_reference_tells_efff(edited: Edited) -> None:
    bii = ("<cbc:CustomizationID>1.0<", "<cbc:CustomizationID>urn:www.cenbii.eu:transaction:biitrns010<")
    data = edited(bii, ("e-fff<", "urn:www.cenbii.eu:profile:bii05:ver2.0<"), profile=Profile.EFFF)
    assert read(data).profile is Profile.EFFF
