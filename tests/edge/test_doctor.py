"""The doctor says what is wrong with the way to the service."""

from __future__ import annotations

from standin import StandIn, serving_beside


def findings(run, standin, monkeypatch):
    with serving_beside(standin):
        monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
        result = run("doctor", "--json")
    assert result.code == 0
    return {f["subject"]: (f["message"], f["advice"]) for f in result.json["findings"]}


def test_a_service_that_answers(run, monkeypatch):
    found = findings(run, StandIn(), monkeypatch)

    assert found["engine edge"] == ("ready", "")
    assert found["engine edge, service"] == ("answers, 2 Chinese voices", "")
    assert found["engine edge, edge-tts"][0].startswith("7.")


def test_a_clock_that_is_wrong(run, monkeypatch):
    message, advice = findings(run, StandIn(skew=7_200.0), monkeypatch)["engine edge, clock"]

    assert "slow" in message
    assert "clock" in advice


def test_a_token_that_is_refused(run, monkeypatch):
    standin = StandIn()
    standin.refuse_all = True

    message, advice = findings(run, standin, monkeypatch)["engine edge, service"]

    assert "token (403)" in message
    assert "update edge-tts" in advice


def test_a_service_that_is_away(run):
    found = {f["subject"]: f["message"] for f in run("doctor", "--json").json["findings"]}

    assert found["engine edge, service"] == "it cannot be reached"
    assert found["engine espeak"] == "ready"
