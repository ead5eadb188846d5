"""The imported map: roads, picture and addresses out of one OpenStreetMap file, made by a command and kept offline."""
