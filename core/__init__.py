"""The ground floor: offices, people, audit, working days, privacy, rich text, uploads, the site's revision."""
