"""How large a file may be, in every direction in which one can be large."""

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME_ENDING = 10

# A phone's largest pictures have 48 million pixels; a page scanned at 600 dots per inch has 35 million.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000

# Stored pictures are brought down to this longer side: 340 dots per inch on a letter page.
STORED_SIDE = 4_000

FEWEST_PAGES_REFUSED = 300

# Parts of a PDF that are looked at. A file of 299 pages from an office program has some ten thousand.
MOST_PDF_PARTS = 400_000
MOST_PDF_BYTES_IN_MEMORY = 128 * 1024 * 1024

# A portrait asked for by the checklist; the department's own measures for a digital photo, read 2026-11-23.
PORTRAIT = (420, 540)
# Below this longer side the small print of a page cannot be read.
READABLE_SIDE = 1_000

# For the process apart, in which a file is opened.
MOST_MEMORY = 1024 * 1024 * 1024
MOST_CPU_SECONDS = 10
MOST_SECONDS = 20
