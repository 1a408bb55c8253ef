"""Make records of events that rules alone read: `python build/mint.py` (or `make mint`).

Writes `seeds/minted.yaml`: new entries with identifiers, and what the rules read now in those that nobody reviewed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "build"))

from pipeline import assemble, ledger, release  # noqa: E402
from pipeline.minting import Minter  # noqa: E402

from conflict_data.contract import Contract  # noqa: E402
from conflict_data.derive.compile import compile_contract, schema_folder  # noqa: E402
from conflict_data.errors import ConflictDataError, InputError  # noqa: E402


def mint(seeds: Path, contract: Contract) -> list[ledger.Entry]:
    """Bring the ledger up to date; the entries that are new."""
    read = assemble.read(seeds, contract)
    linkage = assemble.link(contract, read)
    place = release.Place(seeds.resolve().parent)
    old = release.previous_frames(place, release.newest(place))
    taken = {row.record_id for row in read.rows} | {i for entry in read.minted for i in entry.ids}
    taken |= {row["record_id"] for row in read.written["tombstones"]}
    for name, frame in old.items():
        taken |= set(frame[contract.table(name).key[0]].to_list()) if name in contract.tables else set()
    entries, new = Minter(linkage.finder, taken).mint(read.minted, linkage.found)
    for problem in linkage.found.told:
        click.echo(str(problem))
    if new or read.minted:
        ledger.write(seeds, entries)
    return new


@click.command()
@click.option("--seeds", type=click.Path(path_type=Path), default=ROOT / "seeds", help="Folder of the seeds.")
def main(seeds: Path) -> None:
    """Mint, and tell what is new; each new entry wants to be looked at beside its document."""
    try:
        new = mint(seeds, compile_contract(schema_folder()))
    except InputError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    except (ConflictDataError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    for entry in new:
        click.echo(
            f"{entry.record}: {entry.kind} of {entry.date}, {entry.place or 'no place'}: {entry.source}, {entry.words!r}"
        )
    click.echo(f"{len(new)} new entries in seeds/{ledger.FILE}" + ("; look at each beside its document" if new else ""))


if __name__ == "__main__":
    main()
