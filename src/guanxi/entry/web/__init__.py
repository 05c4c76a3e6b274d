"""The web application's composition: settings, addresses, wiring, server."""
