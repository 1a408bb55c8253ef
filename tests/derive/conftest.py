"""What the tests of the derived things share: the contract of the checkout."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from conflict_data.contract import Contract
from conflict_data.derive.compile import compile_contract, schema_folder

# Rows have up to 77 columns, each drawn; that takes a while without being a fault.
settings.register_profile(
    "derive",
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
settings.load_profile("derive")


@pytest.fixture(scope="session")
def contract() -> Contract:
    return compile_contract(schema_folder())
