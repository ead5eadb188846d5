"""Travel on the imported road network: where a place lies on it, how long the way takes, what is within reach.

The arrays are made by the import (`console.maps`) and only read here; nothing in this package knows a database.
"""
