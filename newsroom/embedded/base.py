"""Django's PostgreSQL backend, which starts the embedded server before the first connection."""

from django.db.backends.postgresql import base, client

from newsroom import embedded
from newsroom.embedded.keeper import BINARIES


class DatabaseClient(client.DatabaseClient):
    executable_name = str(BINARIES / "psql")

    def runshell(self, parameters):
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self):
        server = self.settings_dict["EMBEDDED"]
        embedded.start(server["folder"], durable=server["durable"])
        return super().get_connection_params()
