import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_the_desk_opens_and_its_policy_lets_it_work(page):
    get_user_model().objects.create_superuser("editor", password="secret")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()

    page.wait_for_url("**/admin/")
    # Alpine.js has come to life.
    page.wait_for_function("window.Alpine && !document.querySelector('[x-cloak]')")
    assert complaints == []
