"""Values → Dash components: the parts pages are made of. Nothing here reads data."""
