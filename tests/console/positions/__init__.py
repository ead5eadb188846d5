"""Devices on real sockets: independent clients where there are any, bytes built by the standards where not."""
