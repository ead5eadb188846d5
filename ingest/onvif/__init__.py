"""ONVIF: find cameras on the network, read what they offer, steer them and hear what they report."""
