"""The top floor: settings, addresses, site-wide pages, the page cache and the demo town. Nobody imports it."""
