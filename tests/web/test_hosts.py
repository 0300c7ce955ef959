"""A request for a host that is not ours is refused in words, and writes no trace."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/account/login/", "/fr/compte/login/", "/en/profile/", "/health", "/api/v1/eligibility"])
def test_host_that_is_not_ours_is_refused(client, path):
    client.raise_request_exception = False
    response = client.get(path, HTTP_HOST="elsewhere.example.org")

    assert response.status_code == 400
    assert "elsewhere" not in response.content.decode()


def test_interface_is_refused_as_a_problem_in_both_languages(client):
    body = client.get("/health", HTTP_HOST="elsewhere.example.org").json()

    assert body["status"] == 400
    assert body["en"] != body["fr"]
