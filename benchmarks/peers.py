"""Our generator beside others on the same actions: what each takes from the schema to its files, and what it writes.

The others read the OpenAPI document of ``docs2sdk openapi``; ours reads the document of ``docs2sdk schema`` in the place of what
pages say, then plans, renders, formats, checks and writes as always (it still reads and digests the pages, which costs it a
little more).  Each is a process of its own, with its start, and writes into an empty folder; all take turns, and the medians
are compared.  Redocly's generator comes from npm into a temporary folder.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# The command, with the schema in the place of what pages say.
FROM_SCHEMA = """
import sys
from pathlib import Path
from docs2sdk import schema_json
from docs2sdk.catalog import assembly
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.cli import main

def read_catalog(*inputs, **more):
    calls.append(inputs)
    services = schema_json.load(schema)
    titles = {service.folder: service.title for service in services}
    codes = {service.folder: service.errors for service in services}
    return Catalog(services, titles, (), (), (), (), codes, ())

schema, calls = Path(sys.argv.pop(1)), []
assembly.assemble_catalog = read_catalog
try:
    main()
finally:
    assert calls, "the pages were read instead"
"""
# Of as many descriptions it is looked whether the output has them.
SAMPLES = 50


class Generator(NamedTuple):
    """A generator: its command, and the folder that it writes to, which is new for every run."""

    name: str
    command: list[str]
    out: Path


class Seconds(NamedTuple):
    """What a run took: wall time, and the processor time of all its processes."""

    wall: float
    processor: float


class Output(NamedTuple):
    """What a generator writes: files, lines, the share of descriptions that are there, and test files."""

    files: int
    lines: int
    texts: float
    tests: int


def compare(specs: Path, runs: int) -> None:
    """Measure all generators in turns, and print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export(specs, folder)
        generators = list_generators(specs, folder)
        seconds: dict[str, list[Seconds]] = {each.name: [] for each in generators}
        for _ in range(runs):
            for each in generators:
                seconds[each.name].append(measure(each))
        document = json.loads(folder.joinpath("openapi.json").read_text("utf-8"))
        samples = list_samples(document)
        outputs = {each.name: read_output(each.out, samples) for each in generators}
    print_table(seconds, outputs)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def export(specs: Path, folder: Path) -> None:
    """Write what the generators read: our schema, and its OpenAPI document."""
    for name in ("schema", "openapi"):
        run([*docs2sdk(name), str(specs), "--out", str(folder / f"{name}.json")])


def docs2sdk(name: str) -> list[str]:
    """Return a command of docs2sdk."""
    return [sys.executable, "-m", "docs2sdk.cli", name]


def list_generators(specs: Path, folder: Path) -> list[Generator]:
    """Return ours and the others, each in its fastest form; say which are not there."""
    document, ours = str(folder / "openapi.json"), folder / "ours"
    from_schema = [sys.executable, "-c", FROM_SCHEMA, str(folder / "schema.json")]
    generate = ["generate", str(specs), "--out", str(ours), "--no-cache", "-q"]
    models, client = folder / "models", folder / "client"
    codegen = [sys.executable, "-m", "datamodel_code_generator", "--input", document]
    options = ["--output-model-type", "dataclasses.dataclass", "--formatters"]
    options += ["builtin", "--use-field-description", "--input-file-type", "openapi"]
    python_client = [sys.executable, "-m", "openapi_python_client", "generate"]
    paths = ["--path", document, "--output-path", str(client)]
    return [
        Generator("docs2sdk", [*from_schema, *generate], ours),
        Generator(
            "datamodel-code-generator",
            [*codegen, *options, "--output", str(models / "models.py")],
            models,
        ),
        Generator("openapi-python-client", [*python_client, *paths], client),
        *list_redocly(document, folder),
    ]


def list_redocly(document: str, folder: Path) -> Iterator[Generator]:
    """Yield Redocly's generators, if npm can install them."""
    npm = shutil.which("npm")
    if not npm:
        print("redocly: not measured, there is no npm")
        return
    install = [npm, "install", "--no-audit", "--no-fund", "--silent", "@redocly/cli"]
    done = run([*install, "--prefix", str(folder / "npm")])
    if done.returncode:
        print("redocly: not measured, npm cannot install it")
        return
    program = str(folder / "npm/node_modules/.bin/redocly")
    for language in ("python", "typescript"):
        out = folder / f"redocly-{language}"
        command = [program, "generate-client", document, "--generator", language]
        where = ["--output", str(out / "client.ts")]
        yield Generator(f"redocly, {language}", [*command, *where], out)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command without the network calls that tell its maker of it."""
    environment = {
        "PYTHONPATH": str(ROOT / "generator"),
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    }
    return subprocess.run(
        command,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def measure(generator: Generator) -> Seconds:
    """Return what a generator takes that writes into a new folder."""
    shutil.rmtree(generator.out, ignore_errors=True)
    if generator.name != "openapi-python-client":  # it insists on making its own
        generator.out.mkdir()
    before, begun = measure_children(), time.perf_counter()
    done = run(generator.command)
    seconds = Seconds(time.perf_counter() - begun, measure_children() - before)
    if done.returncode or not any(generator.out.iterdir()):
        sys.exit(f"{generator.name} failed:\n{done.stderr}")
    return seconds


def measure_children() -> float:
    """Return the processor time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def list_samples(document: dict[str, Any]) -> list[str]:
    """Return the beginnings of some descriptions of fields, from all over the document."""
    texts = [
        words[:8]
        for schema in document["components"]["schemas"].values()
        for value in schema.get("properties", {}).values()
        if (words := value.get("description", "").partition("\n")[0])[:8].isalpha()
        and len(words) >= 8
    ]
    return texts[:: max(1, len(texts) // SAMPLES)]


def read_output(folder: Path, samples: list[str]) -> Output:
    """Return what was written."""
    paths = [
        path
        for path in folder.rglob("*")
        if path.is_file() and ".ruff_cache" not in path.parts
    ]
    texts = [path.read_text("utf-8") for path in paths]
    whole = "".join(texts)
    shown = sum(sample in whole for sample in samples)
    tests = sum(path.name.startswith("test_") for path in paths)
    lines = sum(text.count("\n") for text in texts)
    return Output(len(paths), lines, shown / max(1, len(samples)), tests)


def print_table(seconds: dict[str, list[Seconds]], outputs: dict[str, Output]) -> None:
    """Print a line of medians for each generator; the ratio of wall times is to the fastest of the others."""
    medians = {
        name: Seconds(*map(statistics.median, zip(*taken, strict=True)))
        for name, taken in seconds.items()
    }
    fastest = min(taken.wall for name, taken in medians.items() if name != "docs2sdk")
    print(f"{'':26}seconds  ratio    CPU  files    lines  texts  test files")
    for name, (wall, processor) in medians.items():
        files, lines, texts, tests = outputs[name]
        print(
            f"{name:26}{wall:7.2f}{wall / fastest:7.2f}{processor:7.2f}{files:7}"
            f"{lines:9,}{texts:7.0%}{tests:12}"
        )
