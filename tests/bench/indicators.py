"""What the maps of all municipalities show one after the other."""

# Indicators of the municipalities themselves; a visit begins with the first, each change loads and shows another one.
INDICATORS = (
    "broadband_1000mbit_households_pct",
    "census2022_owner_occupied_share_pct",
    "land_forest_share_pct",
    "female_share_pct",
    "population_density_per_km2",
    "pv_capacity_w_per_inhabitant",
    "living_area_m2_per_inhabitant",
)
