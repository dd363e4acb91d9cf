"""SQL → rows. Every statement is constant text; values travel only as named parameters."""
