"""Check contributed files: `python build/check.py [FILES] [--fix]` (or `make check`, `make fix`); without files, what git sees as changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "build"))

from pipeline import contribution, documents, records  # noqa: E402

from conflict_data.derive.compile import compile_contract, schema_folder  # noqa: E402
from conflict_data.errors import ConflictDataError, InputError  # noqa: E402


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--all", "everything", is_flag=True, help="Check all record files and documents.")
@click.option("--fix", is_flag=True, help="Put record files into their one form.")
@click.option("--base", default="HEAD", help="What counts as changed: everything that differs from this commit.")
def main(files: tuple[Path, ...], everything: bool, fix: bool, base: str) -> None:
    """Tell every fault as `file:line: field: what is wrong, what is allowed`; exit code 1 if there is one."""
    try:
        if everything:
            paths = [*records.files(ROOT / "seeds"), *documents.files(ROOT / "seeds")]
        else:
            paths = [f.resolve() for f in files] or contribution.changed_files(ROOT, base=base)
        problems, fixed = contribution.check_files(ROOT, compile_contract(schema_folder()), paths, fix=fix)
    except InputError as error:
        problems, fixed = error.problems, []
    except ConflictDataError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    for path in fixed:
        click.echo(f"{path.relative_to(ROOT).as_posix()}: put into the one form")
    for problem in problems:
        click.echo(str(problem), err=problem.severity == "error")
    errors = sum(p.severity == "error" for p in problems)
    click.echo(f"{len(paths)} files checked, {errors} faults, {len(problems) - errors} warnings")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
