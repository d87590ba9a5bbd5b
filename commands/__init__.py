"""The `flask …` commands."""

from flask import Flask

from commands.clock import clock
from commands.content import content
from commands.demo import demo
from commands.editors import editors
from commands.mail import mail
from commands.search import search
from commands.serve import serve
from commands.subscribers import subscribers
from commands.worker import worker


def register_commands(app: Flask) -> None:
    story_tools = (clock, content, demo, search)
    people = (editors, mail, subscribers)
    for command in (*story_tools, *people, serve, worker):
        app.cli.add_command(command)
