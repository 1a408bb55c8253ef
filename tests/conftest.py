"""Fixtures that several rooms share."""

from __future__ import annotations

from pathlib import Path

import made_up
import pytest
from hypothesis import HealthCheck, settings

from conflict_data.contract import Contract
from conflict_data.derive.compile import compile_contract, schema_folder

settings.register_profile("default", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The contract of `schema/`."""
    return compile_contract(schema_folder())


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A made-up tree of seeds that builds."""
    return made_up.write(tmp_path)


@pytest.fixture(scope="session")
def made_tables(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> Path:
    """A folder of tables built from the made-up seeds."""
    from pipeline import assemble, publish

    root = tmp_path_factory.mktemp("made")
    read = assemble.read(made_up.write(root), contract)
    built = assemble.assemble(contract, read, metadata={"version": "unreleased"})
    files = publish.build_files(contract, built.tables, version="unreleased", released=None)
    return publish.publish_unreleased(root, files)
