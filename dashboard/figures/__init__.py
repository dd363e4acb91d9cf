"""Rows → Plotly figures: pure functions that know neither SQL nor Dash."""
