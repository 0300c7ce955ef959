"""Letters as tagged PDF, in English and French."""
