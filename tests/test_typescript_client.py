"""The TypeScript client of the published documentation: it compiles, is clean, passes its tests and talks to an API."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import any_schema
import building
import mock_server
import pytest
import sample_trees
import trees
from docs2sdk.build import output_folder
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from docs2sdk.locations import Location
from docs2sdk.mock import signature
from docs2sdk.schema import Action, Payload
from docs2sdk.targets.client import PackageInfo, ServiceInfo
from docs2sdk.typescript import file_renderer, template_contexts
from docs2sdk.typescript.action_refs import (
    action_paths,
    build_action_refs,
    method_name,
)
from docs2sdk.typescript.index_entries import read_index_entry
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_schemas import action as make_action

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "tests/typescript/node_modules"

needs_npm = pytest.mark.skipif(
    shutil.which("npm") is None and "CI" not in os.environ,
    reason="npm is not installed",
)
pytestmark = [pytest.mark.slow, needs_npm]

Client = Path


def make_client(specs: Path, out: Path, services: tuple[str, ...] = ()) -> RunReport:
    """Generate a client of these services, or of all, with the tools that its own package.json names."""
    settings = Settings((specs,), out, services=services, target="typescript")
    jobs = os.cpu_count() or 1
    report = building.generate(settings._replace(jobs=jobs), use_cache=False)
    (out / "node_modules").symlink_to(MODULES)
    return report


@pytest.fixture(scope="module")
def published(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Client, RunReport]:
    """Return the client of the whole documentation."""
    out = tmp_path_factory.mktemp("typescript") / "client"
    return out, make_client(corpus, out)


def run_tool(client: Client, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a tool as ``npm run`` does."""
    command = [client / "node_modules/.bin" / words[0], *words[1:]]
    environment = os.environ | {"NO_COLOR": "1", "CI": "true"}
    return subprocess.run(
        command,
        cwd=client,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_clean(client: Client, *words: str) -> str:
    result = run_tool(client, *words)
    assert result.returncode == 0, (result.stdout + result.stderr)[-5000:]
    return result.stdout


def test_the_client_and_its_tests_compile(published: tuple[Client, RunReport]) -> None:
    assert_clean(published[0], "tsc", "--noEmit")


def test_linters_find_nothing_in_the_client(
    published: tuple[Client, RunReport],
) -> None:
    assert_clean(published[0], "eslint", ".")


def test_the_tests_of_every_action_pass(
    published: tuple[Client, RunReport], tell: Callable[[str], None]
) -> None:
    client, report = published
    output = assert_clean(client, "vitest", "run")
    (files,) = re.findall(r"Test Files +([0-9]+) passed", output)
    (tests,) = re.findall(r"Tests +([0-9]+) passed", output)
    tell(f"TypeScript: {tests} generated tests of {files} actions pass")
    assert int(files) == report.actions


@pytest.fixture(scope="module")
def user(
    published: tuple[Client, RunReport], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder of a user's program, in which the client is installed as npm packs it."""
    client = published[0]
    trees.write(client, {"dist/stale.js": "", "dist/isms/stale.d.ts": ""})
    folder = tmp_path_factory.mktemp("user")
    command = ["npm", "pack", "--pack-destination", folder]
    quiet = {"npm_config_offline": "true", "npm_config_update_notifier": "false"}
    environment = os.environ | quiet
    result = subprocess.run(
        command,
        cwd=client,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    (package,) = folder.glob("*.tgz")
    with tarfile.open(package) as archive:
        archive.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules/package").rename(folder / "node_modules/ucloud-client")
    return folder


@pytest.fixture(scope="module")
def built(user: Path) -> Path:
    return user / "node_modules/ucloud-client/dist/index.js"


def test_the_package_has_what_it_exports_and_nothing_else(
    published: tuple[Client, RunReport], user: Path
) -> None:
    package = user / "node_modules/ucloud-client"
    exports = json.loads((package / "package.json").read_text())["exports"]
    services = {path.parent.name for path in package.glob("dist/*/index.js")}
    assert services >= {"isms", "uhost"}
    names = {name for service in services for name in (service, f"{service}/*")}
    assert exports.keys() == {".", "./package.json", *(f"./{name}" for name in names)}
    for entry in exports.values():
        for target in [entry] if isinstance(entry, str) else entry.values():
            assert any(package.glob(target)), target
    src = published[0] / "src"
    modules = {path.relative_to(src).with_suffix("") for path in src.rglob("*.ts")}
    packed = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file()
    }
    assert packed == {
        *("README.md", "README.zh-CN.md", "package.json"),
        *(f"dist/{module}{end}" for module in modules for end in (".js", ".d.ts")),
    }


PROGRAM = """
import { Client, NotFoundError, type ClientOptions } from "ucloud-client";
import type { GetISMSSendReceiptRequest, GetISMSSendReceiptResponse } from "ucloud-client/isms";
import { getISMSSendReceipt, type ReceiptPerTask } from "ucloud-client/isms/getISMSSendReceipt";
import about from "ucloud-client/package.json" with { type: "json" };
import type { CreateUHostInstanceDisks } from "ucloud-client/uhost/createUHostInstance";
// @ts-expect-error: it is not for users
import type { Call } from "ucloud-client/runtime/call";

export async function list(zone: string | undefined, options: ClientOptions): Promise<readonly ReceiptPerTask[]> {
  const client = new Client({ userAgent: about.name, ...options });
  const request: GetISMSSendReceiptRequest = { TaskIdSet: ["a"], Zone: zone, ProjectId: undefined };
  try {
    const response: GetISMSSendReceiptResponse = await client.isms.getISMSSendReceipt(request);
    return response.Data ?? (await client.send(getISMSSendReceipt, request)).Data ?? [];
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}

export function describe(id: string | undefined): CreateUHostInstanceDisks {
  return { IsBoot: "True", Type: "CLOUD_SSD", Size: 20, KmsKeyId: id };
}
"""


@pytest.mark.parametrize("resolution", ["NodeNext", "bundler"])
def test_programs_of_users_and_of_the_readme_compile(
    user: Path, resolution: str
) -> None:
    package = user / "node_modules/ucloud-client"
    examples = {
        f"example{number}.mts": "".join(
            re.findall(r"(?ms)^```ts\n(.*?)^```", document.read_text())
        )
        for number, document in enumerate(package.glob("README*.md"))
    }
    assert len([text for text in examples.values() if "new Client(" in text]) == 2
    module = "NodeNext" if resolution == "NodeNext" else "ESNext"
    options = {"module": module, "moduleResolution": resolution, "target": "ES2022"}
    strict = {"strict": True, "exactOptionalPropertyTypes": True, "noEmit": True}
    more = {"types": [], "resolveJsonModule": True, "skipLibCheck": False}
    settings = {"compilerOptions": options | strict | more, "include": ["*.mts"]}
    programs = {"program.mts": PROGRAM, "tsconfig.json": json.dumps(settings)}
    trees.write(user, programs | examples)
    result = subprocess.run(
        [MODULES / ".bin/tsc"], cwd=user, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_node_imports_what_the_package_exports_only(user: Path) -> None:
    names = ("", "/isms", "/isms/getISMSSendReceipt", "/runtime/call", "/errorCodes")
    program = f"""
        for (const name of {json.dumps(names)}) {{
            const found = await import(`ucloud-client${{name}}`).catch((error) => ({{ [error.code]: 1 }}));
            console.log(Object.keys(found).includes("Client") ? "Client" : Object.keys(found).join());
        }}"""
    command = ["node", "--input-type=module", "--eval", program]
    result = subprocess.run(
        command, cwd=user, capture_output=True, text=True, check=False
    )
    refused = "ERR_PACKAGE_PATH_NOT_EXPORTED"
    expected = ["Client", "IsmsService", "getISMSSendReceipt", refused, refused]
    assert result.stdout.split() == expected, result.stderr


def list_calls(
    client: Client, report: RunReport
) -> Iterator[tuple[Action, dict[str, Any], str]]:
    """Yield each action with a value for every parameter, and its service."""
    assert report.catalog
    refs = output_folder.read_output(client).refs
    for service in report.catalog.services:
        for action in service.actions:
            tree = sample_trees.make_request(action.request)
            assert tree is not None, action.name
            yield action, tree, refs[action.location.path].service


def call_directly(url: str, action: Action, tree: dict[str, Any]) -> dict[str, Any]:
    """Send a call without a client."""
    if action.body == "form":
        return mock_server.post(url, mock_server.sign(action.name, tree))
    values = {"Action": action.name, "PublicKey": mock_server.PUBLIC, **tree}
    values["Signature"] = signature.sign(values, mock_server.PRIVATE)
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(values).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def test_a_local_api_answers_the_typescript_client_as_anybody_else(
    published: tuple[Client, RunReport],
    built: Path,
    corpus: Path,
    tell: Callable[[str], None],
) -> None:
    """Two local APIs answer the same calls: what each remembers of them is the same, too."""
    keys = {"public_key": mock_server.PUBLIC, "private_key": mock_server.PRIVATE}
    # What is deleted is gone for the calls after it.
    calls = sorted(
        list_calls(*published), key=lambda call: mock_server.deletes(call[0].name)
    )
    with mock_server.serve(corpus, **keys) as url:
        expected = [call_directly(url, action, tree) for action, tree, _ in calls]
    with mock_server.serve(corpus, **keys) as url:
        answers = call_with_node(built, url, calls)
    assert answers == [*map(describe_answer, expected)]
    errors = [answer["code"] for answer in answers if "code" in answer]
    tell(
        f"the TypeScript client called {len(calls)} actions at the local API and got the same answers;"
        f" {len(errors)} are errors: {errors}"
    )
    assert len(errors) < len(calls) / 100


def describe_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what the client says of an answer that is as its page says."""
    if answer["RetCode"]:
        return {"code": answer["RetCode"]}
    return {"raw": answer, "response": answer, "deviations": []}


def call_with_node(
    built: Path, url: str, calls: list[tuple[Action, dict[str, Any], str]]
) -> list[Any]:
    named = [
        {"service": service, "method": method_name(action.name), "values": tree}
        for action, tree, service in calls
    ]
    keys = (mock_server.PUBLIC, mock_server.PRIVATE)
    script = ROOT / "tests/call_actions.mjs"
    result = subprocess.run(
        ["node", script, built, url, *keys],
        input=json.dumps(named),
        env=os.environ | {"NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return [json.loads(line) for line in result.stdout.splitlines()]


def draw_actions(most: int) -> list[Action]:
    """Return actions of any form, in both kinds of bodies."""
    drawn: list[Action] = []

    @settings(max_examples=most, phases=[Phase.generate], derandomize=True)
    @given(any_schema.sides(), any_schema.responses, st.sampled_from(["form", "json"]))
    def add(request: Payload, response: Payload, body: str) -> None:
        number = len(drawn)
        location = Location(f"any-api/page{number}.md", 1)
        drawn.append(
            make_action(
                request,
                name=f"DoThing{number}",
                body=body,
                response=response,
                location=location,
            )
        )

    add()
    return drawn


def test_actions_of_any_form_compile_and_pass_their_tests(tmp_path: Path) -> None:
    client = tmp_path / "client"
    trees.write(tmp_path / "specs", {"any-api/page.md": trees.page("GetThing")})
    make_client(tmp_path / "specs", client)
    actions = draw_actions(150)
    refs = build_action_refs(actions, "any")
    by_page = {action.location.path: action for action in actions}
    package = PackageInfo("client", "1")
    texts: dict[str, str] = {}
    for ref in refs:
        contexts = template_contexts.build_action_contexts(
            by_page[ref.page], ref, package
        )
        texts |= file_renderer.render_texts(contexts)
    entries = [read_index_entry(ref, texts[action_paths(ref, "")[0]]) for ref in refs]
    service = ServiceInfo("any-api", "any", "Any")
    index = template_contexts.build_service_contexts(service, entries, False, package)
    trees.write(client, texts | file_renderer.render_texts(index))
    for stale in client.glob("*/any/getThing*"):
        stale.unlink()
    for tool in (["tsc", "--noEmit"], ["eslint", "src/any"], ["vitest", "run"]):
        assert_clean(client, *tool)
