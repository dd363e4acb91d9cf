"""The dashboard on the Regionale Open Government Labore 2020–2022."""

from __future__ import annotations

from dashboard.config import Settings, load_settings


def create_app(settings: Settings | None = None):  # type: ignore[no-untyped-def]
    """The Dash app on the present data; builds the database first when it is missing or older than `data/`.

    Raises: dashboard.build.BuildError for a mistake in the data, ValueError for one in the texts.
    """
    # Imported here, so that `python -m dashboard.build` does not load the whole web program.
    from dashboard import compression, db, i18n, memory, pages, warm, web
    from dashboard.build import ensure_built
    from dashboard.callback_cache import CallbackCache
    from dashboard.document import DashboardApp
    from dashboard.static import StaticFiles

    memory.be_frugal()
    settings = settings or load_settings()
    built = ensure_built(settings)
    i18n.strings()  # now, so that a mistake in them stops the start and workers share them
    db.use(db.Database(built.database, threads=settings.duckdb_threads, memory_limit_mb=settings.memory_limit_mb))
    static = StaticFiles(settings)
    static.prepare()
    app = DashboardApp(
        __name__,
        assets_folder="no-assets",
        compress=False,
        serve_locally=True,
        include_assets_files=False,
        suppress_callback_exceptions=True,
        enable_mcp=False,
    )
    app.join_scripts = static.join_dash_scripts
    pages.register(app)
    compression.init_app(app.server)
    static.init_app(app.server)
    web.init_app(app, settings, static)
    app.server.before_request(CallbackCache(app).answer)  # after forged callbacks were refused
    if settings.warm_up:
        warm.init_app(app)
    app.warm_up()
    return app
