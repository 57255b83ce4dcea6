"""The OpenAPI document: valid, complete, and true of what the app does, which schemathesis tries at length."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs
import openapi_spec_validator
import pytest
import schemathesis
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.transport.wsgi import WSGITransport

from tests.conftest import ROOT
from tests.web_asking import API, Callers, callers, told
from tests.web_small import CEASEFIRE
from web import shapes
from web.api.schemas import SCHEMAS

DOCUMENT = f"{API}/openapi.json"
SEED = 20261122
# What a schema cannot say: rules between the terms of a concept, and between a decision and what it decides.
UNSAID = (
    "stands twice among the terms.",
    "terms are preferred in",
    "needs a term in both languages",
    "cannot be merged",
)
NETWORK = ("max_redirects", "verify", "cert", "proxies")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    """Callers of an app that lets nobody in without a token."""
    with callers(tmp_path_factory.mktemp("openapi"), anonymous="none") as found:
        yield found


@pytest.fixture(scope="module")
def document(known: Callers) -> dict[str, Any]:
    """The document."""
    return told(known.nobody.get(DOCUMENT))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    openapi_spec_validator.validate(document)

    assert document["openapi"].startswith("3.1.")


def test_every_route_of_the_api_is_in_it(known: Callers, document: dict[str, Any]) -> None:
    rules = known.app.url_map.iter_rules()
    served = {r.rule.replace("<id_>", "{id}").replace("<suffix>", "{suffix}") for r in rules if r.rule.startswith(API)}

    assert served == set(document["paths"])


def test_every_component_is_used(document: dict[str, Any]) -> None:
    said = json.dumps(document)
    # A unit is held to its schema one by one, so that one bad one does not undo a thousand.
    told_of = {"UnitDraft"}

    unused = [name for name in SCHEMAS if f'"#/components/schemas/{name}"' not in said]

    assert set(unused) == told_of


def test_every_operation_says_what_may_go_wrong_in_one_shape(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        wrong = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert set(wrong) >= {"401", "429", "503"}, (method, path)
        for answer in wrong.values():
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def test_every_operation_says_its_role_and_wants_a_token_for_it(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        free = operation["description"].endswith("Role: anyone.")
        assert operation["security"] == ([] if free else [{"bearer": []}])


def test_where_anybody_may_read_the_document_says_so(tmp_path: Path) -> None:
    with callers(tmp_path, anonymous="reader") as known:
        document = told(known.nobody.get(DOCUMENT))

    found: dict[str, Any] = document["paths"]  # type: ignore[assignment]
    assert found[f"{API}/lookup"]["get"]["security"] == [{"bearer": []}, {}]
    assert found[f"{API}/units"]["post"]["security"] == [{"bearer": []}]


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]

    assert len(names) == len(set(names))


def test_a_concept_that_was_read_may_be_sent_back_whole(known: Callers) -> None:
    """Every key of an answer is one that an edit takes or passes over."""
    concept = shapes.concept(known.context.glossary.get(CEASEFIRE))
    unit = shapes.unit(next(iter(known.context.memory.units())))

    assert set(concept) <= set(SCHEMAS["ConceptChange"]["properties"])
    assert set(concept["terms"][0]) <= set(SCHEMAS["TermDraft"]["properties"])
    assert set(unit) <= set(SCHEMAS["UnitChange"]["properties"])


def test_a_look_up_in_the_terminal_does_not_pay_for_it() -> None:
    run = "import sys, web.cli; print(sorted({'web.api', 'jsonschema_rs', 'web.work'} & set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert said == "[]\n"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_component_is_a_schema(name: str) -> None:
    jsonschema_rs.meta.validate(SCHEMAS[name])


def test_the_page_shows_every_call_without_a_script_of_its_own(known: Callers, document: dict[str, Any]) -> None:
    page = known.nobody.get("/api/docs")

    assert page.status_code == 200
    for path, method, _ in operations(document):
        assert f"{method.upper()} {path}" in page.text
    assert "<style" not in page.text
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@dataclass
class Tried:
    """What schemathesis did, and what it found."""

    calls: int = 0
    operations: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)


def within(self: WSGITransport, case: Any, *, session: Any = None, **kwargs: Any) -> Any:
    """Send a case into the app. Checks that ask once more hand on what only a network has, and werkzeug refuses it."""
    return SEND(self, case, session=session, **{k: v for k, v in kwargs.items() if k not in NETWORK})


SEND = WSGITransport.send


def tried(known: Callers, **more: Any) -> Tried:
    """Every operation tried with every check, in every phase, as an administrator."""
    headers = {"Authorization": f"Bearer {known.secrets['admin']}"}
    settings = {
        "seed": SEED,
        "headers": headers,
        "continue-on-failure": True,
        "generation": {"deterministic": True, "database": "none", **more},
        # A body of more than the limit may be too large before it is too long.
        "checks": {"negative_data_rejection": {"expected-statuses": ["401", "403", "404", "405", "409", "413", "422"]}},
    }
    config = SchemathesisConfig.from_dict(settings)
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, known.app, config=config, headers=headers)
    done = Tried()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, engine.events.NonFatalError | engine.events.FatalError):
            done.found.append(str(getattr(event, "info", event)))
        recorder = getattr(event, "recorder", None)
        if recorder is not None:
            done.operations.add(recorder.label)
            done.calls += len(recorder.interactions)
            done.found += failures(recorder)
    return done


def excused(check: str, operation: str, failure: str, said: str) -> bool:
    """Whether a check fails for what a schema cannot say, or for what a form cannot: in it -527 and "-527" are one."""
    if check == "negative_data_rejection" and operation == f"POST {API}/jobs":
        return "/properties/project (was string, became" in failure
    return check == "positive_data_acceptance" and any(rule in said for rule in UNSAID)


def failures(recorder: Any) -> Iterator[str]:
    """The failed checks of a scenario, each with what was sent; those left out that fail for what a schema cannot say."""
    for case, checks in recorder.checks.items():
        answer = recorder.interactions[case].response if case in recorder.interactions else None
        said = answer.content.decode(errors="replace") if answer else ""
        for check in checks:
            failure = check.failure_info
            if failure and not excused(check.name, recorder.label, f"{failure.failure}", said):
                yield f"{recorder.label} {check.name}: {failure.failure}\n{failure.code_sample[:500]}\n{said[:300]}"


def test_what_is_documented_is_what_happens(
    known: Callers, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statuses, content types, schemas and headers; what is valid is taken, what is not is refused; nothing is a 5xx."""
    monkeypatch.setattr(WSGITransport, "send", within)

    done = tried(known, **{"max-examples": 4})

    assert done.found == []
    wanted = {f"{method.upper()} {path}" for path, method, _ in operations(document)}
    assert wanted - done.operations == {f"GET {DOCUMENT}"}  # which is what it reads first
    assert done.calls > 1000
