from tanshi.participants.areas import area_code, areas


def test_31_provinces():
    assert len(areas()) == 31
    assert areas()["15"].full == "内蒙古自治区"


def test_names_lead_to_codes():
    assert area_code("Inner Mongolia") == area_code("内蒙古") == area_code("inner-mongolia") == "15"
    assert area_code("Atlantis") is None
    assert area_code("") is None
