#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.management import execute_from_command_line

    from newsroom.complaints import complaint

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if not (words := complaint(error)):
            raise
        sys.exit(words)


if __name__ == "__main__":
    main()
