"""``kill -9`` at random moments under load: a site, people who press buttons, and the count afterwards."""
