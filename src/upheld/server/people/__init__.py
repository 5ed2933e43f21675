"""The people of both sides as they come in: invitations, resets, second factors, sessions, roles."""
