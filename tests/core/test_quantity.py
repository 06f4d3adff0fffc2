import pytest

from tanshi.core.quantity import Quantity, UnitError


def test_quantities_convert_within_a_dimension():
    assert str(Quantity.of("4.42", "10^8t").to("t")) == "442000000 t"
    assert str(Quantity.of("1", "tce").to("GJ")) == "29.3076 GJ"
    assert str(Quantity.of("249.19", "10^8CNY").to("CNY")) == "24919000000 CNY"


def test_dimensions_do_not_convert_into_each_other():
    with pytest.raises(UnitError, match="does not convert"):
        Quantity.of("1", "MWh").to("GJ")


def test_two_metrics_do_not_add():
    methane_ar5, methane_sar = Quantity.of("28", "tCO2e[AR5]"), Quantity.of("21", "tCO2e[SAR]")
    with pytest.raises(UnitError, match="do not add"):
        methane_ar5 + methane_sar
    assert (methane_ar5 + methane_ar5).value == 56


def test_an_unknown_unit_names_the_known_ones():
    with pytest.raises(UnitError, match="tCO2/MWh"):
        Quantity.of("1", "stone")
