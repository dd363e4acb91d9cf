"""Entry point: `app` is the Dash app, `server` the WSGI application."""

from dashboard import create_app

app = create_app()
server = app.server
