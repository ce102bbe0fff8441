"""What the tests stand on: databases, a page-reading client, a live server, a browser."""
