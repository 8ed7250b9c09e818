import io

from newsroom.lib import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def advance_through(stream):
    with progress.bar("Articles", total=4, stream=stream) as advance:
        for _ in range(2):
            advance(2)
    return stream.getvalue()


def test_a_terminal_sees_a_bar(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")

    shown = advance_through(Terminal())

    assert "Articles" in shown
    assert "100%" in shown


def test_a_pipe_sees_nothing():
    assert advance_through(io.StringIO()) == ""


def test_standard_output_is_left_to_what_is_said(capsys):
    with progress.bar("Articles", total=1) as advance:
        advance()

    assert capsys.readouterr() == ("", "")
