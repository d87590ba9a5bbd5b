"""Accounts: everyone's, and the member's own."""

from flask import Blueprint

from blueprints.admin.accounts.invitations import invitations
from blueprints.admin.accounts.own_account import own_account
from blueprints.admin.accounts.people import people
from blueprints.admin.accounts.resets import resets
from blueprints.admin.accounts.session import session

accounts = Blueprint("accounts", __name__)
for part in (people, own_account, invitations, resets, session):
    accounts.register_blueprint(part)
