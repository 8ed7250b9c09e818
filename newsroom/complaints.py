"""What to tell whoever starts us and can't: one sentence, which says what to do."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from newsroom import embedded


def complaint(error):
    """The sentence for ``error``, or nothing where it deserves a traceback."""
    match error:
        case ImproperlyConfigured() | embedded.Unavailable():
            return str(error)
        case OperationalError() if getattr(error.__cause__, "sqlstate", "") is None:
            return _unreachable(error, connections[DEFAULT_DB_ALIAS].settings_dict)
    return None


def _unreachable(error, database):
    # The first line says what failed, never with the password.
    why = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
    if "EMBEDDED" in database:
        return f"The embedded PostgreSQL can't be reached ({why}): see {database['EMBEDDED']['folder'] / 'server.log'}."
    host = database["HOST"] or database["OPTIONS"].get("host") or "localhost"
    server = host if host.startswith("/") else f"{host}:{database['PORT'] or 5432}"
    return f"The database at {server} can't be reached ({why}): start it, or correct DATABASE_URL."
