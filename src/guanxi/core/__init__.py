"""Thinks: no web framework, no engine, no network. Everything here can be imported alone."""
