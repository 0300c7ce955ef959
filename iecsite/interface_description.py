"""What the description of the open interface says of it as a whole."""

DESCRIPTION = {
    "TITLE": "International Experience Canada: open interface",
    "DESCRIPTION": (
        "Eligibility, pools, rounds, results, odds and fees of International Experience Canada. No key is needed, any origin "
        "may ask. Refusals are application/problem+json in English and French. One address may ask 240 times a minute; then "
        "429 says how long to wait. Whole tables, feeds and the files of every draw lie under /data/."
    ),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "LICENSE": {"name": "MIT"},
    "POSTPROCESSING_HOOKS": ["iecsite.open_interface.bodies_are_needed"],
    "SERVE_INCLUDE_SCHEMA": False,
}
